package outcome

import (
	"math"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// unknown is the origin of a line that was there before the first change.
const unknown = -1

// run is lines in a row of the same origin, which is the index of a change.
type run struct{ lines, origin int }

// lines are the origins of a file's lines. The last run has no end, since patches do not tell how long a file is.
type lines []run

func oldLines() lines { return lines{{math.MaxInt, unknown}} }

// editor makes the lines of the new file from those of the old one.
type editor struct {
	old  lines
	next int // lines of the old file that are behind
	made lines
}

// take removes the next n lines of the old file and gives their origins to each.
func (e *editor) take(n int, each func(lines, origin int)) {
	for n > 0 && len(e.old) > 0 {
		first := &e.old[0]
		count := min(n, first.lines)
		each(count, first.origin)
		n -= count
		e.next += count
		if first.lines != math.MaxInt {
			first.lines -= count
		}
		if first.lines == 0 {
			e.old = e.old[1:]
		}
	}
}

func (e *editor) add(count, origin int) {
	if last := len(e.made) - 1; last >= 0 && e.made[last].origin == origin {
		e.made[last].lines += count
		return
	}
	e.made = append(e.made, run{count, origin})
}

// changed is a line of a hunk; a deleted one has its origin.
type changed struct {
	text     string // without the blanks at its ends
	squeezed string // without any blanks
	origin   int
}

func newChanged(text string, origin int) changed {
	fields := strings.Fields(text)
	return changed{strings.Join(fields, " "), strings.Join(fields, ""), origin}
}

// nearby is how many deleted lines an added one is compared with.
const nearby = 50

// edit returns the lines after the change origin has applied the hunks, and the lines that it deleted. A line that differs in blanks alone
// keeps its origin.
func (l lines) edit(hunks string, origin int) (after lines, deleted []changed) {
	e := editor{old: append(lines(nil), l...)}
	var gone, added []changed
	flush := func() {
		at := 0
		for _, a := range added {
			from := origin
			for i := at; i < min(len(gone), at+nearby); i++ {
				if gone[i].squeezed == a.squeezed {
					from, at = gone[i].origin, i+1
					break
				}
			}
			e.add(1, from)
		}
		deleted = append(deleted, gone...)
		gone, added = gone[:0], added[:0]
	}
	shift := 0 // lines that the hunks so far have added, less those that they deleted
	for line := range strings.SplitSeq(hunks, "\n") {
		if start, ok := diff.HunkStart(line); ok {
			flush()
			e.take(max(start-shift, 1)-1-e.next, e.add)
			continue
		}
		if line == "" {
			continue
		}
		switch line[0] {
		case '+':
			added = append(added, newChanged(line[1:], origin))
			shift++
		case '-':
			e.take(1, func(_, from int) { gone = append(gone, newChanged(line[1:], from)) })
			shift--
		case ' ':
			flush()
			e.take(1, e.add)
		}
	}
	flush()
	for _, rest := range e.old {
		if rest.lines == math.MaxInt {
			e.made = append(e.made, rest)
		} else {
			e.add(rest.lines, rest.origin)
		}
	}
	return e.made, deleted
}
