package outcome

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Window is how long after a change a fix counts as its outcome.
const Window = 180 * 24 * time.Hour

// The limits of what is traced, as in the labels that the risk was fitted on (see ../README.md).
const (
	maxFixFiles    = 50
	maxFixLines    = 200 // deleted lines of code in one file
	maxOriginFiles = 100
)

// Change is what landed on a branch at once.
type Change struct {
	SHA, Title string
	At         time.Time
	Patches    []diff.Patch
}

// Tracer traces fixes to the changes that wrote the lines which they delete. Its memory grows with the lines that changed. The zero value
// is ready to use.
type Tracer struct {
	files   map[string]lines
	landed  []landed
	byTitle map[string]int // the newest change with the title
}

// landed is a change that the Tracer knows.
type landed struct {
	at    time.Time
	files int
	fixed time.Time // by the first fix that is traced to it; zero without one
}

// Learn adds the next change that landed and returns its index, from 0.
func (t *Tracer) Learn(c Change) int {
	if t.files == nil {
		t.files, t.byTitle = map[string]lines{}, map[string]int{}
	}
	index := len(t.landed)
	t.landed = append(t.landed, landed{at: c.At, files: len(c.Patches)})
	reverted, reverts := revertedTitle(c.Title)
	fix := (change.SaysFix(c.Title) || reverts) && len(c.Patches) <= maxFixFiles
	var added map[string]bool
	if fix {
		added = addedLines(c.Patches)
	}
	for i := range c.Patches {
		for _, origin := range t.apply(&c.Patches[i], index, fix, added) {
			t.fix(origin, c.At)
		}
	}
	if origin, known := t.byTitle[reverted]; reverts && known {
		t.fix(origin, c.At)
	}
	t.byTitle[plainTitle(c.Title)] = index
	return index
}

// fix notes that a fix at that time is traced to a change.
func (t *Tracer) fix(origin int, at time.Time) {
	if l := &t.landed[origin]; l.files <= maxOriginFiles && l.fixed.IsZero() {
		l.fixed = at
	}
}

// apply applies the patch of one file, and returns the changes that wrote what it deletes, if it is part of a fix.
func (t *Tracer) apply(p *diff.Patch, index int, fix bool, added map[string]bool) (origins []int) {
	before := p.Path
	if p.PreviousPath != "" {
		before = p.PreviousPath
	}
	old := t.files[before]
	if old == nil {
		old = oldLines()
	}
	if p.Status == diff.Added {
		old = lines{}
	}
	if p.Text == "" && p.Additions+p.Deletions > 0 {
		delete(t.files, before)
		delete(t.files, p.Path)
		return nil
	}
	after, deleted := old.edit(p.Text, index)
	switch p.Status {
	case diff.Removed, diff.Renamed:
		delete(t.files, before)
	}
	if p.Status != diff.Removed {
		t.files[p.Path] = after
	}
	if !fix || !filekind.ClassOf(p.Path).Runs() {
		return nil
	}
	count := 0
	for _, d := range deleted {
		if d.squeezed == "" || added[d.squeezed] || !change.IsCode(d.text) {
			continue
		}
		if count++; count > maxFixLines {
			return nil
		}
		if d.origin != unknown && !slices.Contains(origins, d.origin) {
			origins = append(origins, d.origin)
		}
	}
	return origins
}

// addedLines returns the lines that the change adds anywhere, without blanks: what it deletes of them it has moved.
func addedLines(patches []diff.Patch) map[string]bool {
	all := map[string]bool{}
	for _, p := range patches {
		for line := range strings.Lines(p.Text) {
			if line[0] == '+' {
				all[newChanged(line[1:], 0).squeezed] = true
			}
		}
	}
	return all
}

// number is what GitHub adds to the title of a squashed pull request.
var number = regexp.MustCompile(` \(#\d+\)$`)

func plainTitle(title string) string { return number.ReplaceAllString(strings.TrimSpace(title), "") }

// revertedTitle returns the title of the change that one with this title reverts.
func revertedTitle(title string) (reverted string, ok bool) {
	quoted, ok := strings.CutPrefix(plainTitle(title), `Revert "`)
	if ok {
		quoted, ok = strings.CutSuffix(quoted, `"`)
	}
	return plainTitle(quoted), ok
}

// Faulty reports whether a fix within Window is traced to the change. It is known only of changes that are older than that when the newest
// one landed: younger ones look better than they are.
func (t *Tracer) Faulty(index int) (faulty, known bool) {
	l, now := t.landed[index], t.landed[len(t.landed)-1].at
	return !l.fixed.IsZero() && !l.fixed.After(l.at.Add(Window)), !l.at.Add(Window).After(now)
}
