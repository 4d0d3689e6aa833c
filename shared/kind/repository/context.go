package repository

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on the parts of the context, in bytes.
const (
	maxTreeBytes  = 14 << 10
	treePartBytes = 3500 // of one block: large blocks are cut first, and the tree must stay whole
	maxFileBytes  = 12 << 10
)

// buildContext returns the flow's context: the figures, the measured paths, the tree, and the sampled files.
func buildContext(
	a *analysis.Analysis, r *Report, t *tree, sample []picked, texts []githubapp.Blob,
) (prompt.Context, analysis.Coverage, error) {
	blocks := []prompt.Block{{Name: "measured of paths", Text: measuredText(r)}}
	for _, text := range t.listing(maxTreeBytes, treePartBytes) {
		blocks = append(blocks, prompt.Block{Name: "tree", Text: text})
	}
	for i, p := range sample {
		text := texts[i].Text
		blocks = append(blocks, prompt.Block{Name: p.why, Path: p.path, Text: text[:min(len(text), maxFileBytes)]})
	}
	return prompt.Build(prompt.Request{
		AnalysisID: a.ID, Kind: Name, Facts: factsText(r), Blocks: blocks, ResponseSchema: schema.Portable(),
	})
}

// factsText returns the measured figures.
func factsText(r *Report) string {
	var b strings.Builder
	say := func(format string, values ...any) { fmt.Fprintf(&b, format+"\n", values...) }
	say("A repository at one commit of its default branch, as code measured it on %s. "+
		"Name only files and folders that the tree below has.", date(r.At))
	say("It has %s in %s, %s.", text.Count(r.Tree.Files, "file"), text.Count(r.Tree.Folders, "folder"), render.Size(r.Tree.Bytes))
	for _, c := range r.Classes {
		say("- %s: %s, %s", strings.ReplaceAll(string(c.Class), "_", " "), text.Count(c.Files, "file"), render.Size(c.Bytes))
	}
	for _, l := range r.Languages {
		say("- written in %s: %s of the code, %s", l.Name, render.Percent(l.Share), text.Count(l.Files, "file"))
	}
	say("Tests: %s of test code beside %s of source, %s bytes to a byte.",
		render.Size(r.Tests.Bytes), render.Size(r.Tests.SourceBytes), twoDecimals(r.Tests.Ratio))
	h := r.History
	say("History: %s since %s by %s, %d of them by bots; bus factor %d; %s of all time.",
		text.Count(h.Commits, "commit"), date(h.From), peopleWords(h.People), h.Bots, h.BusFactor, text.Count(h.Total, "commit"))
	if r.Releases.Count > 0 {
		say("Releases: the last on %s, %s days between them in the median, %d commits since.",
			date(r.Releases.LastAt), render.Decimal(r.Releases.MedianDays), r.Releases.Unreleased)
	}
	say("Open pull requests: %d.", r.Open.PullRequests)
	if o := r.Ownership; o != nil {
		say("CODEOWNERS leaves %s of the files unowned.", render.Percent(o.Share))
	}
	for _, c := range r.Concerns {
		say("- to look at (%s): %s", c.Severity, c.Text)
	}
	if s := r.Since; s != nil {
		say("Since the last analysis, of %s: %d paths added, %d removed.", date(s.HeadAt), s.Added, s.Removed)
	}
	return b.String()
}

// measuredText returns the measurements of paths, whose names are untrusted.
func measuredText(r *Report) string {
	var b strings.Builder
	list := func(head string, entries []string) {
		if len(entries) > 0 {
			b.WriteString(head + "\n- " + strings.Join(entries, "\n- ") + "\n")
		}
	}
	list("Folders with most code:", collect(r.Folders, func(f Folder) string {
		return fmt.Sprintf("%s: %d files, %s, %s; %d test files; %d commits by %d people",
			f.Path, f.Files, render.Size(f.Bytes), f.Language, f.Tests, f.Commits, f.People)
	}))
	list("Entry points:", collect(r.EntryPoints, func(p NamedPath) string { return p.Path + ": " + p.What }))
	list("Dependency manifests:", collect(r.Manifests, func(m Manifest) string { return m.Path + ": " + m.Ecosystem }))
	list("CI:", collect(append(slices.Clone(r.CI), r.Updates...), func(s Service) string { return s.Name + ": " + strings.Join(s.Paths, ", ") }))
	list("Hotspots, files that change often and are large:", collect(r.Hotspots, func(h Hotspot) string {
		return fmt.Sprintf("%s: %d commits by %d people, %s", h.Path, h.Commits, h.People, render.Size(h.Bytes))
	}))
	list("Files with names that secrets have, not read:", collect(r.SecretFiles, func(p NamedPath) string { return p.Path + ": " + p.What }))
	list("Folders without tests beside the code:", r.Tests.Untested)
	if s := r.Since; s != nil {
		for _, set := range s.Sets {
			list("New since the last analysis, "+set.Name+":", set.New)
			list("Gone since the last analysis, "+set.Name+":", set.Gone)
		}
	}
	return b.String()
}

// listing returns the tree in about limit bytes, in pieces of part bytes, upper folders first. Each folder has a line with the names of its
// files or, if those don't fit, their number.
func (t *tree) listing(limit, part int) []string {
	names := map[string][]string{}
	for _, f := range t.files {
		names[path.Dir(f.path)] = append(names[path.Dir(f.path)], path.Base(f.path))
	}
	folders := append([]string{"."}, t.folders...)
	slices.SortStableFunc(folders, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	var lines []string
	size := 0
	for _, folder := range folders {
		for some := range slices.Chunk(names[folder], 40) {
			lines = append(lines, folder+"/: "+strings.Join(some, " ")+"\n")
			size += len(lines[len(lines)-1])
		}
	}
	if size > limit {
		lines = lines[:0]
		for _, folder := range folders {
			lines = append(lines, fmt.Sprintf("%s/: %s\n", folder, text.Count(len(names[folder]), "file")))
		}
	}
	var parts []string
	size = 0
	for i, line := range lines {
		if size += len(line); size > limit {
			return append(parts, fmt.Sprintf("and %d more folders\n", len(lines)-i))
		}
		if last := len(parts) - 1; last >= 0 && len(parts[last])+len(line) <= part {
			parts[last] += line
		} else {
			parts = append(parts, line)
		}
	}
	return parts
}
