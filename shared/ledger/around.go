package ledger

import "slices"

const (
	// maxAround is how many telling lines are kept of each side of a short line.
	maxAround = 3
	// maxReach is how many lines on a side are looked through for them.
	maxReach = 12
	// leastAround is how many of them make a place of a short line whose neighbors and file changed: one line may be written twice.
	leastAround = 2
)

// Around are the telling lines next to one that is no place by itself, such as a brace or "return err": it is found again between them
// though its neighbors, its function's name and its file changed.
type Around struct {
	Above []Mark `json:"above,omitempty"` // the nearest first
	Below []Mark `json:"below,omitempty"`
}

// Mark is a telling line, and how many copies of the short line stand between the two.
type Mark struct {
	Line   uint32 `json:"line"`
	Copies int    `json:"copies,omitempty"`
}

// around returns the telling lines around those from first to last, nil if there are none.
func around(lines []uint32, first, last int) *Around {
	a := Around{Above: marks(nil, lines, lines[first], first, -1), Below: marks(nil, lines, lines[first], last, 1)}
	a.Above, a.Below = a.Above[:min(maxAround, len(a.Above))], a.Below[:min(maxAround, len(a.Below))]
	if len(a.Above)+len(a.Below) == 0 {
		return nil
	}
	return &a
}

// sides says of either side of a short line whether a hunk has none of its marks.
type sides struct{ above, below bool }

func (a *Around) missing(lines []uint32) sides {
	none := func(marks []Mark) bool {
		return !slices.ContainsFunc(marks, func(m Mark) bool { return slices.Contains(lines, m.Line) })
	}
	if a == nil {
		return sides{}
	}
	return sides{none(a.Above), none(a.Below)}
}

// at looks for the marks around the lines from first to last, on their sides and in their order, and counts them. The lines are between them
// if either side has one, or none of its own is left in the hunk. They are at their very place if that leaves no other: at least leastAround
// stand, with as many copies of the line up to them as before, or with none at all.
func (a *Around) at(lines []uint32, first, last int, missing sides) (n int, between, place bool) {
	if a == nil {
		return 0, false, false
	}
	var room [maxReach]Mark
	above, copiesAbove, sameAbove := inOrder(a.Above, marks(room[:0], lines, lines[first], first, -1))
	below, copiesBelow, sameBelow := inOrder(a.Below, marks(room[:0], lines, lines[first], last, 1))
	n = above + below
	between = n > 0 && (above > 0 || missing.above) && (below > 0 || missing.below)
	alone := copiesAbove+copiesBelow == 0
	return n, between, between && n >= leastAround && (sameAbove && sameBelow || alone)
}

// marks appends the telling lines in a direction, with the copies of a line up to each.
func marks(found []Mark, lines []uint32, line uint32, from, step int) []Mark {
	copies := 0
	for i, n := from+step, 0; i >= 0 && i < len(lines) && n < maxReach; i, n = i+step, n+1 {
		if lines[i] == line {
			copies++
		}
		if lines[i]&1 == 1 {
			found = append(found, Mark{lines[i], copies})
		}
	}
	return found
}

// inOrder counts the wanted marks among those that are there, each after the one before. It returns the copies before the nearest one, and
// whether they are as many as wanted.
func inOrder(wanted, there []Mark) (n, copies int, same bool) {
	same = true
	for _, w := range wanted {
		i := slices.IndexFunc(there, func(m Mark) bool { return m.Line == w.Line })
		if i < 0 {
			continue
		}
		if n == 0 {
			copies, same = there[i].Copies, there[i].Copies == w.Copies
		}
		n, there = n+1, there[i+1:]
	}
	return n, copies, same
}
