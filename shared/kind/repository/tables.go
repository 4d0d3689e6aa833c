package repository

import (
	"fmt"
	"math"

	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// measured returns the measurements: the important ones open, the others folded.
func (v view) measured() []page.Section {
	return []page.Section{
		v.furtherConcerns(), v.hotspots(), page.Folded("OpenSSF Scorecard's checks", v.scorecard()), page.Folded("People", v.people()),
		page.Folded("Languages", v.languages()), page.Folded("Folders", v.folders()), page.Folded("Build and CI", v.built()), page.Folded("Tests", v.tests()),
		page.Folded("Owners", v.owners()), page.Folded("Releases and documents", v.upkeep()), v.causes(), page.Folded("Not measured", v.gaps()),
	}
}

func (v view) scorecard() page.Section {
	var rows [][]page.Inline
	for _, c := range v.Checks {
		what := v.Inline(c.Reason)
		if c.Remedy != "" {
			what = page.Say("%s %s", what, page.Emphasis("%s", v.Inline(c.Remedy)))
		}
		rows = append(rows, page.Cells(page.Text(c.Name), c.Result, what, v.Guide("why", c.Link)))
	}
	if len(rows) == 0 {
		return page.Section{}
	}
	head := page.Head{}.Intro(page.Say("By the files and GitHub's answers. Unknown is not a failure."))
	return page.Table(head, []string{"Check", "Result", "What was found", ""}, rows)
}

func (v view) languages() page.Section {
	if len(v.Languages) == 0 {
		return page.Section{}
	}
	var rows [][]page.Inline
	for _, l := range v.Languages {
		share := max(l.Share, math.SmallestNonzeroFloat64) // it is stored rounded, and a language that is there is not 0%
		rows = append(rows, page.Cells(l.Name, text.Number(l.Files), render.Size(l.Bytes), render.Percent(share)))
	}
	return page.Table(page.Head{}, []string{"Language", "Files:", "Size:", "Share:"}, rows)
}

func (v view) folders() page.Section {
	if len(v.Folders) == 0 {
		return page.Section{}
	}
	var rows [][]page.Inline
	for _, f := range v.Folders {
		name := v.Blob(f.Path, 0, 0)
		if f.Path == "." {
			name = page.Say("(top)")
		}
		rows = append(rows, page.Cells(
			name, f.Language, text.Number(f.Files), render.Size(f.Bytes), text.Number(f.Tests), numberOrBlank(f.Commits),
			mostlyBy(f.People, f.Main, f.MainPart),
		))
	}
	return page.Table(page.Head{},
		[]string{"Folder", "Language", "Files:", "Size:", "Test files:", "Commits:", "Most by"}, rows)
}

// shownHotspots is the number of hotspots on the page: nobody cleans up ten at once.
const shownHotspots = 5

func (v view) hotspots() page.Section {
	if len(v.Hotspots) == 0 {
		return page.Section{}
	}
	var rows [][]page.Inline
	for _, h := range v.Hotspots[:min(len(v.Hotspots), shownHotspots)] {
		size := render.Size(h.Bytes)
		if h.Tokens > 0 {
			size = fmt.Sprintf("%s tokens, %s deep", text.Number(h.Tokens), render.Decimal(h.Nesting))
		}
		rows = append(rows, page.Cells(v.Blob(h.Path, 0, 0), text.Number(h.Commits), size, mostlyBy(h.People, h.Main, h.MainPart)))
	}
	head := page.Heading("Hotspots").Intro(page.Say("Complex code that people change often, since %s: where defects are likeliest and cleaning up pays most.",
		date(v.History.From)))
	return page.Table(head, []string{"File", "Changes:", "Complexity:", "Most by"}, rows)
}

// mostlyBy names the main author.
func mostlyBy(people int, main string, part float64) page.Inline {
	if people == 0 {
		return page.Inline{}
	}
	said := page.Say("%s (%s)", page.Code(main), render.Percent(part))
	if people > 1 {
		said = page.Say("%s of %s", said, peopleWords(people))
	}
	return said
}

func (v view) people() page.Section {
	var rows [][]page.Inline
	for _, p := range v.History.Top {
		rows = append(rows, page.Cells(page.Code(p.Name), text.Number(p.Commits), render.Percent(p.Share)))
	}
	if len(rows) < 2 {
		return page.Section{}
	}
	newest := ""
	if v.History.Truncated {
		newest = ", the newest " + text.Number(v.History.Commits)
	}
	head := page.Head{}.Intro(page.Say("Commits since %s%s, without merges and those of bots.", date(v.History.From), newest))
	return page.Table(head, []string{"Person", "Commits:", "Share:"}, rows)
}

// built lists entry points, dependency manifests and services.
func (v view) built() page.Section {
	var entries []page.Inline
	for _, p := range v.EntryPoints {
		entries = append(entries, page.Say("entry point %s: %s", v.Blob(p.Path, 0, 0), p.What))
	}
	for _, m := range v.Manifests {
		entry := page.Say("dependencies %s: %s", v.Blob(m.Path, 0, 0), m.Ecosystem)
		if m.Lock != "" {
			entry = page.Say("%s, locked by %s", entry, page.Code(m.Lock))
		}
		entries = append(entries, entry)
	}
	for _, s := range v.CI {
		entries = append(entries, page.Say("CI %s: %s", s.Name, v.links(s.Paths, 5)))
	}
	for _, s := range v.Updates {
		entry := page.Say("dependency updates %s", s.Name)
		if len(s.Paths) > 0 {
			entry = page.Say("%s: %s", entry, v.links(s.Paths, 2))
		}
		entries = append(entries, entry)
	}
	return page.List(page.Head{}, entries)
}

func (v view) tests() page.Section {
	t := v.Tests
	if t.SourceFiles+t.Files == 0 {
		return page.Section{}
	}
	said := page.Say("%s of tests (%s) beside %s of code (%s): %s of its size.",
		text.Count(t.Files, "file"), render.Size(t.Bytes), text.Count(t.SourceFiles, "file"), render.Size(t.SourceBytes), render.Percent(t.Ratio))
	if t.Inline {
		said = page.Say("%s The code holds tests, too.", said)
	}
	if len(t.Untested) > 0 {
		said = page.Say("%s Folders with code and no test beside or below it: %s.", said, v.links(t.Untested, maxUnownedList))
	}
	return page.Head{}.Intro(said).Only()
}

func (v view) owners() page.Section {
	o := v.Ownership
	if o == nil {
		return page.Section{}
	}
	said := page.Say("%s has %s and leaves %s of %s without an owner.", v.Blob(o.Path, 0, 0), text.Count(o.Rules, "rule"),
		text.Number(o.Unowned), text.Count(o.Files, "file"))
	if len(o.Owners) > 0 {
		said = page.Say("%s Owners: %s.", said, codes(o.Owners, maxPeople))
	}
	head := page.Head{}.Intro(said)
	var rows [][]page.Inline
	for _, f := range o.Folders {
		rows = append(rows, page.Cells(page.Code(f.Path), text.Number(f.Files), text.Number(f.Of)))
	}
	if len(rows) == 0 {
		return head.Only()
	}
	return page.Table(head, []string{"Folder", "Unowned files:", "Of:"}, rows)
}

// upkeep lists releases, open pull requests and documents.
func (v view) upkeep() page.Section {
	var entries []page.Inline
	if r := v.Releases; r.Count > 0 {
		entry := page.Say("last release of this line %s on %s", page.Code(r.Last), date(r.LastAt))
		if r.MedianDays > 0 {
			entry = page.Say("%s, a release about every %s", entry, text.Count(max(1, int(math.Round(r.MedianDays))), "day"))
		}
		entries = append(entries, page.Say("%s, %s since", entry, r.unreleasedWords()))
	} else {
		entries = append(entries, page.Say("no tag looks like a version"))
	}
	if o := v.Open; o != nil && o.PullRequests > 0 {
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
		entries = append(entries, page.Text(entry))
	}
	d := v.Documents
	for _, document := range []struct{ word, path string }{
		{"README", d.Readme}, {"license", d.License}, {"CONTRIBUTING", d.Contributing}, {"SECURITY", d.Security}, {"changelog", d.Changelog},
	} {
		entry := page.Say("%s: none", document.word)
		switch {
		case document.path != "":
			entry = page.Say("%s: %s", document.word, v.Blob(document.path, 0, 0))
		case document.word == "SECURITY" && d.SharedSecurity != "":
			entry = page.Say("SECURITY: %s, for all of the owner's repositories", page.Code(d.SharedSecurity))
		case document.word == "SECURITY" && v.Checkout:
			entry = page.Say("SECURITY: none here; its owner's for all repositories is not known (local run)")
		}
		if document.word == "license" && d.LicenseID != "" {
			entry = page.Say("%s (%s)", entry, v.Inline(d.LicenseID))
		}
		entries = append(entries, entry)
	}
	return page.List(page.Head{}, entries)
}

func (v view) gaps() page.Section {
	return page.List(page.Head{}, collect(v.Gaps, v.Inline))
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
