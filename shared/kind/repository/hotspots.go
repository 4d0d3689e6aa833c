package repository

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
)

// churn counts the changed lines of a file, and the periods with changes.
type churn struct{ lines, periods int }

// bump reports whether hardly more than a line is replaced at a time: a version, for example.
func (c churn) bump() bool { return c.lines <= 4*c.periods }

// hotspotCandidates returns the files whose text and history are worth reading: those that change most and are large. Configuration that
// machines write is not among them, nor are migrations: nobody cleans up what has run, and a dump of the schema changes with each.
func (t *tree) hotspotCandidates(changed map[string]churn, limit int) []*file {
	var list []*file
	for i := range t.files {
		if f := &t.files[i]; changed[f.path].periods > 0 && f.class != filekind.Migration && (f.source() || f.code && f.class == filekind.CI) {
			list = append(list, f)
		}
	}
	weight := func(f *file) float64 { return float64(changed[f.path].periods) * math.Sqrt(float64(f.bytes)) }
	slices.SortStableFunc(list, func(a, b *file) int { return cmp.Compare(weight(b), weight(a)) })
	return list[:min(len(list), limit)]
}

// leastTokens is the size of a hotspot: smaller code is read at a glance (a judgment, not measured).
const leastTokens = 100

// rankHotspots ranks the candidates with a known text and history by people's commits × complexity.
func rankHotspots(g *gathered) []Hotspot {
	found := []Hotspot{}
	top := 0.0
	for _, f := range g.candidates {
		history, known := g.histories[f.path]
		body, read := g.texts[f.path]
		w := g.people.work(history)
		if !known || !read || w.commits < 2 || saysGenerated(body) || g.churn[f.path].bump() {
			continue
		}
		c := change.ComplexityOf(f.path, body)
		if c.Tokens < leastTokens {
			continue
		}
		h := Hotspot{
			Path: f.path, Bytes: f.bytes, Commits: w.commits, Lines: g.churn[f.path].lines, Score: float64(w.commits) * float64(c.Sum()), Tokens: c.Tokens,
			People: w.people, Main: w.main, MainPart: w.mainPart,
		}
		h.Nesting = math.Round(10*float64(c.Nested)/float64(c.Tokens)) / 10
		top = max(top, h.Score)
		found = append(found, h)
	}
	slices.SortStableFunc(found, func(a, b Hotspot) int { return cmp.Compare(b.Score, a.Score) })
	found = found[:min(len(found), maxHotspots)]
	for i := range found {
		if top > 0 {
			found[i].Score = math.Round(100*found[i].Score/top) / 100
		}
	}
	return found
}

// generatedLines is how many lines of a file may precede the one that says that it is generated: a license may.
const generatedLines = 40

// saysGenerated reports whether the beginning of a file says that a program writes it.
func saysGenerated(body string) bool {
	n := 0
	for line := range strings.Lines(body) {
		if n++; n > generatedLines {
			break
		}
		if filekind.SaysGenerated(line) {
			return true
		}
	}
	return false
}
