package change

import (
	"slices"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
)

// Unlisted returns the part of a whole change that is not among the listed patches. GitHub lists only so many files of a change, and counts all.
func Unlisted(whole Totals, listed []diff.Patch) Totals {
	if whole.Files <= len(listed) {
		return Totals{}
	}
	for _, p := range listed {
		whole.Additions -= p.Additions
		whole.Deletions -= p.Deletions
	}
	return Totals{Files: whole.Files - len(listed), Additions: bound(whole.Additions), Deletions: bound(whole.Deletions)}
}

// AddUnlisted adds files of which only the number and the lines are known. All count as production code, so that a change does not look
// harmless because its code comes after thousands of other files.
func (f *Facts) AddUnlisted(t Totals) {
	if t.Files <= 0 {
		return
	}
	f.Unlisted = t
	at, known := slices.BinarySearchFunc(f.Classes, filekind.Production, func(c ClassTotals, production filekind.Class) int {
		return classAt(c.Class) - classAt(production)
	})
	if !known {
		f.Classes = slices.Insert(f.Classes, at, ClassTotals{Class: filekind.Production})
	}
	for _, sum := range []*Totals{&f.Total, &f.Omitted, &f.Classes[at].Totals} {
		sum.Files += t.Files
		sum.Additions += t.Additions
		sum.Deletions += t.Deletions
	}
	f.Source.Files += t.Files
	f.Source.Additions += t.Additions
	f.Source.Deletions += t.Deletions
}

// UnseenLines returns the changed lines of production files of which only the number is known: GitHub shows no diff, or not all of it.
func (f *Facts) UnseenLines() (added, deleted int) {
	return max(f.Source.Additions-f.Code.ReadAdditions, 0), max(f.Source.Deletions-f.Code.ReadDeletions, 0)
}
