package change

import (
	"cmp"
	"math/bits"
	"slices"
)

// classes are all classes with the weight that ranks their files: how much a reader loses when a file of the class goes
// unread. The weights are a judgement, not measured, and no part of the score.
var classes = []struct {
	class  Class
	weight int
}{
	{Production, 10}, {Test, 3}, {Docs, 1}, {Configuration, 5}, {Build, 5}, {CI, 6}, {Infrastructure, 8}, {Migration, 10},
	{LockFile, 1}, {Generated, 1}, {Vendored, 1}, {Binary, 1},
}

var classWeights = func() map[Class]int {
	weights := make(map[Class]int, len(classes))
	for _, c := range classes {
		weights[c.class] = c.weight
	}
	return weights
}()

// rank sorts the files by class weight times the doublings of the lines changed. Ties go by lines, then by every
// other field that the caller gave, so that the order does not depend on the order given.
func rank(files []shownFile) {
	for i := range files {
		f := &files[i]
		f.importance = classWeights[f.Class] * (1 + bits.Len(uint(f.Additions+f.Deletions)))
	}
	slices.SortFunc(files, func(a, b shownFile) int {
		return cmp.Or(
			cmp.Compare(b.importance, a.importance),
			cmp.Compare(b.Additions+b.Deletions, a.Additions+a.Deletions),
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.PreviousPath, b.PreviousPath),
			cmp.Compare(a.Status, b.Status),
			cmp.Compare(b.Additions, a.Additions),
			slices.CompareFunc(a.Hunks, b.Hunks, func(x, y Range) int {
				return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
			}),
			cmp.Compare(a.text, b.text),
		)
	})
}
