package repository

import (
	"cmp"
	"math"
	"slices"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// churn counts the changed lines of a file, and the periods with changes.
type churn struct{ lines, periods int }

// hotspotCandidates returns the files whose history is worth reading: those that change most and are large. Configuration that machines
// write is not among them.
func (t *tree) hotspotCandidates(changed map[string]churn, limit int) []*file {
	var list []*file
	for i := range t.files {
		if f := &t.files[i]; changed[f.path].periods > 0 && (f.source() || f.code && f.class == filekind.CI) {
			list = append(list, f)
		}
	}
	weight := func(f *file) float64 { return float64(changed[f.path].periods) * math.Sqrt(float64(f.bytes)) }
	slices.SortStableFunc(list, func(a, b *file) int { return cmp.Compare(weight(b), weight(a)) })
	return list[:min(len(list), limit)]
}

// rankHotspots ranks the candidates with a known history by commits × size.
func rankHotspots(candidates []*file, changed map[string]churn, histories map[string]githubapp.PathHistory) []Hotspot {
	found := []Hotspot{}
	top := 0.0
	for _, f := range candidates {
		history, ok := histories[f.path]
		if !ok || history.Commits < 2 {
			continue
		}
		h := Hotspot{
			Path: f.path, Bytes: f.bytes, Commits: history.Commits, Lines: changed[f.path].lines,
			Score: float64(history.Commits) * float64(f.bytes),
		}
		h.People, h.Main, h.MainPart = mainAuthor(history.Authors)
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
