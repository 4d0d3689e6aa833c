package diff

import (
	"cmp"
	"slices"
)

// Range is a range of lines of the new file, counted from 1, both ends included.
type Range struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// MaxRanges is how many ranges a file keeps.
const MaxRanges = 64

// boundRanges joins ranges that touch and then, beyond MaxRanges, those with the fewest lines between them. Counting a few lines as shown that
// are not is better than losing lines that are. It overwrites its argument.
func boundRanges(ranges []Range) []Range {
	kept := ranges[:0]
	for _, r := range ranges {
		if n := len(kept); n > 0 && r.Start <= kept[n-1].End+1 {
			kept[n-1].End = r.End
		} else {
			kept = append(kept, r)
		}
	}
	if len(kept) <= MaxRanges {
		return kept
	}
	type gap struct{ before, lines int }
	gaps := make([]gap, len(kept)-1)
	for i := range gaps {
		gaps[i] = gap{before: i, lines: kept[i+1].Start - kept[i].End}
	}
	slices.SortFunc(gaps, func(a, b gap) int {
		return cmp.Or(cmp.Compare(a.lines, b.lines), cmp.Compare(a.before, b.before))
	})
	closed := make([]bool, len(gaps))
	for _, g := range gaps[:len(kept)-MaxRanges] {
		closed[g.before] = true
	}
	bounded := kept[:1]
	for i, r := range kept[1:] {
		if closed[i] {
			bounded[len(bounded)-1].End = r.End
		} else {
			bounded = append(bounded, r)
		}
	}
	return bounded
}
