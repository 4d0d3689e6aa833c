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
	"github.com/devplus-app/devplus/shared/settings"
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
	a *analysis.Analysis, r *Report, t *tree, sample []sampled, texts []githubapp.Blob,
) (prompt.Context, analysis.Coverage, error) {
	blocks := []prompt.Block{{Name: "measured", Text: measuredText(r)}}
	for _, text := range t.listing(maxTreeBytes, treePartBytes) {
		blocks = append(blocks, prompt.Block{Name: "tree", Text: text})
	}
	for i, p := range sample {
		text := texts[i].Text
		block := p.block
		block.Path, block.Text = p.path, text[:min(len(text), maxFileBytes)]
		blocks = append(blocks, block)
	}
	return prompt.Build(prompt.Request{
		AnalysisID: a.ID, Kind: Name, Window: prompt.Window(a.Window), Language: settings.Of(a.Settings).Repository.LanguageName(), Facts: facts(r), Blocks: blocks, ResponseSchema: schema.Portable(),
	})
}

// facts returns the measured figures.
func facts(r *Report) prompt.Trusted {
	h := r.History
	t := prompt.Trusted{}.
		Say("A repository at one commit of its default branch, as code measured it on %s. Name only files and folders that the tree below has.", prompt.Date(r.At)).
		Say("It has %s in %s, %s.", prompt.Counted(r.Tree.Files, "file"), prompt.Counted(r.Tree.Folders, "folder"), prompt.Size(r.Tree.Bytes)).
		Say("Tests: %s of test code beside %s of source, %s bytes to a byte.",
			prompt.Size(r.Tests.Bytes), prompt.Size(r.Tests.SourceBytes), prompt.Decimal(r.Tests.Ratio, 2)).
		Say("History: %s since %s by %s authors, %s of them by bots; bus factor %s; %s of all time.", prompt.Counted(h.Commits, "commit"),
			prompt.Date(h.From), prompt.Number(h.People), prompt.Number(h.Bots), prompt.Number(h.BusFactor), prompt.Counted(h.Total, "commit"))
	if r.Releases.Count > 0 {
		t = t.Say("Releases: the last on %s, %s days between them in the median, %s commits since.",
			prompt.Date(r.Releases.LastAt), prompt.Decimal(r.Releases.MedianDays, 1), prompt.Number(r.Releases.Unreleased))
	}
	if r.Open != nil {
		t = t.Say("Open pull requests: %s.", prompt.Number(r.Open.PullRequests))
	}
	if o := r.Ownership; o != nil {
		t = t.Say("CODEOWNERS leaves %s% of the files unowned.", prompt.Decimal(100*o.Share, 0))
	}
	if s := r.Since; s != nil {
		t = t.Say("Since the last analysis, of %s: %s paths added, %s removed.", prompt.Date(s.HeadAt), prompt.Number(s.Added), prompt.Number(s.Removed))
	}
	return t
}

// measuredText returns the measurements of paths, whose names are untrusted.
func measuredText(r *Report) string {
	var b strings.Builder
	list := func(head string, entries []string) {
		if len(entries) > 0 {
			b.WriteString(head + "\n- " + strings.Join(entries, "\n- ") + "\n")
		}
	}
	list("Files by class:", collect(r.Classes, func(c ClassSize) string {
		return fmt.Sprintf("%s: %s, %s", strings.ReplaceAll(string(c.Class), "_", " "), text.Count(c.Files, "file"), render.Size(c.Bytes))
	}))
	list("Languages of the code:", collect(r.Languages, func(l Language) string {
		return fmt.Sprintf("%s: %s of the code, %s", l.Name, render.Percent(l.Share), text.Count(l.Files, "file"))
	}))
	list("To look at:", collect(r.Concerns, func(c Observation) string { return fmt.Sprintf("%s: %s", c.Severity, c.Text) }))
	list("Folders with most code:", collect(r.Folders, func(f Folder) string {
		return fmt.Sprintf("%s: %d files, %s, %s; %d test files; %d commits by %d people",
			f.Path, f.Files, render.Size(f.Bytes), f.Language, f.Tests, f.Commits, f.People)
	}))
	list("Entry points:", collect(r.EntryPoints, func(p NamedPath) string { return p.Path + ": " + p.What }))
	list("Dependency manifests:", collect(r.Manifests, func(m Manifest) string { return m.Path + ": " + m.Ecosystem }))
	list("CI:", collect(append(slices.Clone(r.CI), r.Updates...), func(s Service) string { return s.Name + ": " + strings.Join(s.Paths, ", ") }))
	list("Hotspots, complex files that people change often:", collect(r.Hotspots, func(h Hotspot) string {
		return fmt.Sprintf("%s: %d commits by %d people, %s", h.Path, h.Commits, h.People, render.Size(h.Bytes))
	}))
	list("Files with names that secrets have:", collect(r.SecretFiles, func(p NamedPath) string { return p.Path + ": " + p.What }))
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
