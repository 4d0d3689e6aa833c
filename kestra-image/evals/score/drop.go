package score

import "slices"

// Drop compares two runs change by change.
type Drop struct {
	Compared     int
	Lost, Gained []string // names of changes
}

// significant is the least number of changes, all in one direction, that the sign test does not call chance: 2 × 0.5⁶ = 0.03.
const significant = 6

// of is the number of changes that significant was chosen for; of more, more may differ.
const of = 40

// Failed reports a drop of 6 or more, and in a set of more than 40 changes of as large a share.
func (d Drop) Failed() bool {
	return len(d.Lost)-len(d.Gained) >= max(significant, (d.Compared*significant+of-1)/of)
}

// Compared returns the changes with defects of which all are found by one run only, and the clean ones that one run only leaves alone. What
// only one of the runs has is not compared.
func Compared(before, now []Reviewed) (defects, clean Drop) {
	for _, n := range now {
		i := slices.IndexFunc(before, func(r Reviewed) bool { return r.Name == n.Name })
		if i < 0 {
			continue
		}
		d := &defects
		if len(n.Defects) == 0 {
			d = &clean
		}
		d.Compared++
		switch was, is := right(before[i]), right(n); {
		case was && !is:
			d.Lost = append(d.Lost, n.Name)
		case is && !was:
			d.Gained = append(d.Gained, n.Name)
		}
	}
	return defects, clean
}

// right reports whether a review found all defects of a change, or showed nothing of a clean one.
func right(r Reviewed) bool {
	if len(r.Defects) == 0 {
		return len(r.Shown) == 0
	}
	return !slices.Contains(Compare(r.Defects, r.Shown).Found, false)
}
