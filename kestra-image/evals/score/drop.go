package score

import (
	"fmt"
	"slices"
)

// Drop compares two runs defect by defect, or clean change by clean change.
type Drop struct {
	Compared     int
	Lost, Gained []string // names
}

// significant is the least number, all in one direction, that the sign test does not call chance: 2 × 0.5⁶ = 0.03.
const significant = 6

// of is the number of defects that significant was chosen for; of more, more may differ.
const of = 40

// Failed reports a drop of 6 or more, and of more than 40 of as large a share.
func (d Drop) Failed() bool {
	return len(d.Lost)-len(d.Gained) >= max(significant, (d.Compared*significant+of-1)/of)
}

func (d *Drop) add(name string, was, is bool) {
	d.Compared++
	switch {
	case was && !is:
		d.Lost = append(d.Lost, name)
	case is && !was:
		d.Gained = append(d.Gained, name)
	}
}

// Compared returns the defects that one run only finds, optional ones apart, and the clean changes that one run only leaves alone. A change that
// one of the runs lacks is not compared.
func Compared(before, now []Reviewed) (defects, clean Drop) {
	for _, n := range now {
		i := slices.IndexFunc(before, func(r Reviewed) bool { return r.Name == n.Name })
		if i < 0 {
			continue
		}
		if len(n.Defects) == 0 {
			clean.add(n.Name, len(before[i].Shown) == 0, len(n.Shown) == 0)
		}
		was, is := Compare(n.Defects, before[i].Shown), Compare(n.Defects, n.Shown)
		for at, d := range n.Defects {
			if !d.Optional {
				defects.add(fmt.Sprintf("%s %s:%d", n.Name, d.Path, d.First), was.Found[at], is.Found[at])
			}
		}
	}
	return defects, clean
}
