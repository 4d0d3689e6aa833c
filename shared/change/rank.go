package change

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// classes are all classes with the weight that ranks their files: how much a reader loses when a file of the class goes
// unread. The weights are a judgement, not measured, and no part of the score.
var classes = [...]struct {
	class  Class
	weight int
}{
	{Production, 10}, {Test, 3}, {Docs, 1}, {Configuration, 5}, {Build, 5}, {CI, 6}, {Infrastructure, 8}, {Migration, 10},
	{LockFile, 1}, {Generated, 1}, {Vendored, 1}, {Binary, 1},
}

// classAt is the place of the class in classes.
func classAt(c Class) int {
	at := 0
	for classes[at].class != c {
		at++
	}
	return at
}

// rank sorts the files by class weight times the doublings of the lines changed. Ties go by lines, then by every
// other field that the caller gave, so that the order does not depend on the order given.
func rank(files []shownFile) []*shownFile {
	ranked := make([]*shownFile, len(files))
	for i := range files {
		f := &files[i]
		f.importance = classes[f.class].weight * (1 + bits.Len(uint(f.Additions+f.Deletions)))
		ranked[i] = f
	}
	slices.SortFunc(ranked, func(a, b *shownFile) int {
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
			slices.CompareFunc(a.Hunks, b.Hunks, func(x, y Range) int {
				return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(x.End, y.End))
			}),
			strings.Compare(a.text, b.text),
		)
	})
	return ranked
}
