package change

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// weights rank files by class: how much a reader loses by not reading a file of the class. They are a judgment, not measured, and not part of the
// score.
var weights = func() (weights [len(filekind.Classes)]int) {
	for i, class := range filekind.Classes {
		weights[i] = weightOf(class)
	}
	return weights
}()

func weightOf(class filekind.Class) int {
	switch class {
	case filekind.Production, filekind.Migration:
		return 10
	case filekind.Infrastructure:
		return 8
	case filekind.CI:
		return 6
	case filekind.Configuration, filekind.Build:
		return 5
	case filekind.Test:
		return 3
	}
	return 1
}

// classAt returns the index of the class in filekind.Classes.
func classAt(c filekind.Class) int {
	at := 0
	for filekind.Classes[at] != c {
		at++
	}
	return at
}

// rank sorts files by the weight of their class times the logarithm of their changed lines, then by lines, then by every other field of the patch, so that
// the result does not depend on the order of the patches.
func (r *reader) rank() []*shownFile {
	r.ranked = r.ranked[:0]
	for i := range r.shown {
		f := &r.shown[i]
		f.importance = weights[f.class] * (1 + bits.Len(uint(f.Additions+f.Deletions)))
		r.ranked = append(r.ranked, f)
	}
	slices.SortFunc(r.ranked, func(a, b *shownFile) int {
		if a.importance != b.importance {
			return b.importance - a.importance
		}
		if lines := (b.Additions + b.Deletions) - (a.Additions + a.Deletions); lines != 0 {
			return lines
		}
		if a.Path != b.Path {
			return strings.Compare(a.Path, b.Path)
		}
		return cmp.Or(
			strings.Compare(a.PreviousPath, b.PreviousPath),
			cmp.Compare(a.Status, b.Status),
			cmp.Compare(b.Additions, a.Additions),
			slices.CompareFunc(a.Hunks, b.Hunks, func(x, y diff.Range) int {
				return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
			}),
			strings.Compare(a.text, b.text),
		)
	})
	return r.ranked
}
