package render

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// Drivers explains the risk of a change: the meaning of the score, then each driver, the largest first, with its place, its share and what
// the author can do about it. f may be nil.
func Drivers(r *risk.Assessment, f *change.Facts, w page.Writer) page.Section {
	switch {
	case r == nil:
		return page.Section{}
	case r.NotScored != "":
		return page.Statement("Not scored: %s.", r.NotScored)
	}
	var entries []page.Inline
	for _, t := range r.Tell(f) {
		entry := page.Say("%s (%s%): %s", page.Strong("%s", t.Name), t.Percent, w.Inline(t.Sentence))
		if t.Place != nil {
			entry = page.Say("%s %s", entry, w.Blob(t.Place.Path, t.Place.Start, t.Place.End))
		}
		if t.Advice != "" {
			entry = page.Say("%s %s", entry, page.Emphasis("%s", w.Inline(t.Advice)))
		}
		entries = append(entries, entry)
	}
	head := page.Head{}
	if at := r.Start(f); at != nil {
		head = head.Intro(page.Say("%s %s: most of the new code is in this file.", page.Strong("Start at"), w.Blob(at.Path, at.Start, at.End)))
	}
	if says := r.Sentence(); says != "" {
		head = head.Intro(page.Say("%s", says))
	}
	if len(entries) == 0 {
		return head.Only()
	}
	return page.List(head, entries)
}

// Guards says what to look at before merging, whatever the score.
func Guards(r *risk.Assessment, w page.Writer) page.Section {
	if r == nil {
		return page.Section{}
	}
	var entries []page.Inline
	for _, s := range r.Signals {
		if change.IsGuard(s.Name) {
			said := w.Inline(text.Capitalize(s.Reason))
			if len(s.Places) > 0 {
				said = page.Say("%s: %s", said, places(s.Places, w))
			}
			entries = append(entries, said)
		}
	}
	return page.List(page.Head{}.Intro(page.Strong("Before you merge:")), entries)
}

// RiskWords returns "risk 62 (high)"; empty if nothing was measured.
func RiskWords(r *risk.Assessment) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf("risk %s (%s)", Percentile(r.Score), risk.LevelWord(r.Level))
}

// Tests says how much of a change is tests, where there is production code to test.
func Tests(r *risk.Assessment, f *change.Facts) page.Section {
	if r == nil || f == nil || r.NotScored != "" {
		return page.Section{}
	}
	for _, s := range r.Signals {
		if s.Name == "tests" {
			return page.Statement("Tests: %s.", s.Reason)
		}
	}
	return page.Section{}
}

// Changed counts the changed files and lines by class.
func Changed(f *change.Facts) page.Section {
	if f == nil {
		return page.Section{}
	}
	rows := make([][]page.Inline, len(f.Classes))
	for i, c := range f.Classes {
		rows[i] = page.Cells(classWord(c.Class), text.Number(c.Files), text.Number(c.Additions), text.Number(c.Deletions))
	}
	head := page.Head{}.Intro(page.Say("%s in %s.", totalWords(f.Total), directoryWords(f.Directories)))
	return page.Folded("Files, by kind", page.Table(head, []string{"Kind", "Files:", "Added:", "Deleted:"}, rows))
}

// Shares shows the points of each signal in the score.
func Shares(r *risk.Assessment, w page.Writer) page.Section {
	if r == nil || r.Score <= 0 && r.Level == change.Low { // every row would be zero
		return page.Section{}
	}
	var rows [][]page.Inline
	for _, s := range r.Signals {
		if s.Points == 0 && !change.IsGuard(s.Name) {
			continue
		}
		rows = append(rows, page.Cells(spaced(s.Name), w.Inline(s.Reason), places(s.Places, w), fmt.Sprintf("%.1f", s.Points)))
	}
	rows = append(rows, page.Cells(page.Strong("score"), risk.LevelWord(r.Level), "", page.Strong("%s", fmt.Sprintf("%.1f", r.Score))))
	return page.Folded("Score, signal by signal", page.Table(page.Head{}, []string{"Signal", "Measured", "Where most", "Points:"}, rows))
}

// Touched shows what the changed lines are about.
func Touched(f *change.Facts, w page.Writer) page.Section {
	if f == nil || len(f.Touches) == 0 {
		return page.Section{}
	}
	var kinds []page.Inline
	for _, t := range f.Touches {
		kind := spaced(t.Kind)
		if t.Detail != "" {
			kind += ": " + t.Detail
		}
		if len(t.Places) == 0 {
			kinds = append(kinds, w.Inline(kind))
			continue
		}
		kinds = append(kinds, page.Say("%s (%s)", w.Inline(kind), places(t.Places[:1], w)))
	}
	return page.Statement("%s %s.", page.Strong("Touches:"), page.Join("; ", kinds...))
}

// places returns links to lines of files, for a table.
func places(places []change.Place, w page.Writer) page.Inline {
	links := make([]page.Inline, len(places))
	for i, p := range places {
		links[i] = w.Blob(p.Path, p.Start, p.End)
	}
	return page.Join(", ", links...)
}

// classWord is a class for people.
func classWord(c filekind.Class) string {
	if c == filekind.CI {
		return "CI"
	}
	return spaced(string(c))
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

func totalWords(t change.Totals) string {
	return fmt.Sprintf("%s: %s added, %s deleted", text.Count(t.Files, "file"), text.Count(t.Additions, "line"), text.Number(t.Deletions))
}

func directoryWords(n int) string {
	if n == 1 {
		return "1 directory"
	}
	return text.Number(n) + " directories"
}
