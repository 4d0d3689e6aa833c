package repository

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// measured returns the measurements in tables and lists.
func (v view) measured() []render.Section {
	return []render.Section{
		v.languages(), v.folders(), v.hotspots(), v.people(), v.built(), v.tests(), v.owners(), v.upkeep(), v.gaps(),
	}
}

// escapeCell escapes code or a link for a table's cell.
func escapeCell(markdown string) string { return strings.ReplaceAll(markdown, "|", `\|`) }

func (v view) languages() render.Section {
	if len(v.Languages) == 0 {
		return render.Section{}
	}
	var rows [][]string
	for _, l := range v.Languages {
		rows = append(rows, []string{l.Name, text.Number(l.Files), render.Size(l.Bytes), render.Percent(l.Share)})
	}
	return render.Table("### Languages of the code", []string{"Language", "Files:", "Size:", "Share:"}, rows)
}

func (v view) folders() render.Section {
	if len(v.Folders) == 0 {
		return render.Section{}
	}
	var rows [][]string
	for _, f := range v.Folders {
		name := escapeCell(v.Blob(f.Path, 0, 0))
		if f.Path == "." {
			name = "(top)"
		}
		rows = append(rows, []string{
			name, f.Language, text.Number(f.Files), render.Size(f.Bytes), text.Number(f.Tests), numberOrBlank(f.Commits),
			v.mostlyBy(f.People, f.Main, f.MainPart),
		})
	}
	return render.Table("### Where the code is",
		[]string{"Folder", "Language", "Files:", "Size:", "Test files:", "Commits:", "Mostly by"}, rows)
}

func (v view) hotspots() render.Section {
	if len(v.Hotspots) == 0 {
		return render.Section{}
	}
	var rows [][]string
	for _, h := range v.Hotspots {
		rows = append(rows, []string{
			escapeCell(v.Blob(h.Path, 0, 0)), text.Number(h.Commits), text.Number(h.Lines), render.Size(h.Bytes),
			v.mostlyBy(h.People, h.Main, h.MainPart),
		})
	}
	head := "### Hotspots\n\nFiles that change often and are large, by commits × size, since %s: " +
		"where defects are likeliest and cleaning up pays most."
	return render.Table(fmt.Sprintf(head, date(v.History.From)),
		[]string{"File", "Commits:", "Changed lines:", "Size:", "Mostly by"}, rows)
}

// mostlyBy names the main author.
func (v view) mostlyBy(people int, main string, part float64) string {
	if people == 0 {
		return ""
	}
	s := fmt.Sprintf("%s (%s)", escapeCell(v.Code(main)), render.Percent(part))
	if people > 1 {
		s += " of " + peopleWords(people)
	}
	return s
}

func (v view) people() render.Section {
	var rows [][]string
	for _, p := range v.History.Top {
		rows = append(rows, []string{escapeCell(v.Code(p.Name)), text.Number(p.Commits), render.Percent(p.Share)})
	}
	if len(rows) < 2 {
		return render.Section{}
	}
	head := fmt.Sprintf("### Who knows it\n\nCommits since %s", date(v.History.From))
	if v.History.Truncated {
		head += ", the newest " + text.Number(v.History.Commits)
	}
	return render.Table(head+", without those of bots.", []string{"Person", "Commits:", "Share:"}, rows)
}

// built lists entry points, dependency manifests and services.
func (v view) built() render.Section {
	var entries []string
	for _, p := range v.EntryPoints {
		entries = append(entries, "entry point "+v.Blob(p.Path, 0, 0)+": "+p.What)
	}
	for _, m := range v.Manifests {
		entry := fmt.Sprintf("dependencies %s: %s", v.Blob(m.Path, 0, 0), m.Ecosystem)
		if m.Lock != "" {
			entry += ", locked by " + v.Code(m.Lock)
		}
		entries = append(entries, entry)
	}
	for _, s := range v.CI {
		entries = append(entries, fmt.Sprintf("CI %s: %s", s.Name, v.links(s.Paths, 5)))
	}
	for _, s := range v.Updates {
		entries = append(entries, fmt.Sprintf("dependency updates %s: %s", s.Name, v.links(s.Paths, 2)))
	}
	return render.List("### How it is built", entries)
}

func (v view) tests() render.Section {
	t := v.Tests
	if t.SourceFiles+t.Files == 0 {
		return render.Section{}
	}
	text := fmt.Sprintf("### Tests\n\n%s of tests (%s) beside %s of code (%s): %s bytes of tests to a byte of code.",
		text.Count(t.Files, "file"), render.Size(t.Bytes), text.Count(t.SourceFiles, "file"), render.Size(t.SourceBytes), twoDecimals(t.Ratio))
	if len(t.Untested) > 0 {
		text += " Folders with code and no test beside or below it: " + v.links(t.Untested, maxUnownedList) + "."
	}
	return render.Paragraph(text)
}

func (v view) owners() render.Section {
	o := v.Ownership
	if o == nil {
		return render.Section{}
	}
	head := fmt.Sprintf("### Ownership\n\n%s has %s and leaves %s of %s without an owner.", v.Blob(o.Path, 0, 0), text.Count(o.Rules, "rule"),
		text.Number(o.Unowned), text.Count(o.Files, "file"))
	if len(o.Owners) > 0 {
		head += " Owners: " + v.codes(o.Owners, maxPeople) + "."
	}
	var rows [][]string
	for _, f := range o.Folders {
		rows = append(rows, []string{escapeCell(v.Code(f.Path)), text.Number(f.Files), text.Number(f.Of)})
	}
	if len(rows) == 0 {
		return render.Paragraph(head)
	}
	return render.Table(head, []string{"Folder", "Unowned files:", "Of:"}, rows)
}

// upkeep lists releases, open pull requests and documents.
func (v view) upkeep() render.Section {
	var entries []string
	if r := v.Releases; r.Count > 0 {
		entry := fmt.Sprintf("last release %s on %s", v.Code(r.Last), date(r.LastAt))
		if r.MedianDays > 0 {
			entry += fmt.Sprintf(", %s days between releases in the median of the newest ten", render.Decimal(r.MedianDays))
		}
		entries = append(entries, fmt.Sprintf("%s, %s since", entry, text.Count(r.Unreleased, "commit")))
	} else {
		entries = append(entries, "no tag looks like a version")
	}
	if o := v.Open; o.PullRequests > 0 {
		entry := text.Count(o.PullRequests, "open pull request")
		if o.Drafts > 0 {
			entry += fmt.Sprintf(", %d of them drafts", o.Drafts)
		}
		if o.Stale > 0 {
			entry += fmt.Sprintf(", %d older than 30 days", o.Stale)
		}
		if o.Scored > 0 {
			entry += fmt.Sprintf("; of the %d whose risk is known, %s high or critical", o.Scored, isOrAre(len(o.Risky)))
		}
		entries = append(entries, entry)
	}
	d := v.Documents
	for _, document := range []struct{ word, path string }{
		{"README", d.Readme}, {"licence", d.License}, {"CONTRIBUTING", d.Contributing}, {"SECURITY", d.Security}, {"changelog", d.Changelog},
	} {
		entry := document.word + ": none"
		if document.path != "" {
			entry = document.word + ": " + v.Blob(document.path, 0, 0)
		}
		if document.word == "licence" && d.LicenseID != "" {
			entry += " (" + v.Inline(d.LicenseID) + ")"
		}
		entries = append(entries, entry)
	}
	return render.List("### Releases and documents", entries)
}

func (v view) gaps() render.Section {
	return render.List("### What could not be measured", collect(v.Gaps, v.Inline))
}

func isOrAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// numberOrBlank formats n; 0 is blank, because nothing was read.
func numberOrBlank(n int) string {
	if n == 0 {
		return ""
	}
	return text.Number(n)
}
