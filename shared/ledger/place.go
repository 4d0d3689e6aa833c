package ledger

import (
	"slices"
	"strconv"
)

// maxAnchor is how many lines of a finding are kept to find it again.
const maxAnchor = 6

// Anchor finds the lines of a finding again: their digests without blank lines, those of the nearest lines around them, and the enclosing
// function's. Words of a model are no part of it.
type Anchor struct {
	Lines  []uint32 `json:"lines"`
	Before uint32   `json:"before,omitempty"`
	After  uint32   `json:"after,omitempty"`
	Symbol string   `json:"symbol,omitempty"`
	Around *Around  `json:"around,omitempty"` // nil where the lines are a place by themselves
}

// place is a run of lines of a file of a Code.
type place struct {
	path     string
	from, to int // lines of the new file
}

func (p place) overlaps(other place) bool {
	return p.path == other.path && p.from <= other.to && other.from <= p.to
}

// anchor returns the anchor of lines, false if the diff does not show them.
func (c Code) anchor(p place) (Anchor, bool) {
	f := c.file(p.path)
	if f == nil {
		return Anchor{}, false
	}
	for _, h := range f.Hunks {
		first, last := p.from-h.Start, min(p.to-h.Start, len(h.Lines)-1)
		if first < 0 || first >= len(h.Lines) {
			continue
		}
		a := Anchor{Symbol: h.Symbol}
		for _, l := range h.Lines[first : last+1] {
			if l != 0 && len(a.Lines) < maxAnchor {
				a.Lines = append(a.Lines, l)
			}
		}
		a.Before, a.After = nearest(h.Lines, first, -1), nearest(h.Lines, last, 1)
		if !a.telling() {
			a.Around = around(h.Lines, first, last)
		}
		return a, len(a.Lines) > 0
	}
	return Anchor{}, false
}

// Shows reports whether a hunk of the file has all the lines.
func (c Code) Shows(path string, first, last int) bool {
	f := c.file(path)
	return f != nil && slices.ContainsFunc(f.Hunks, func(h Hunk) bool { return h.Start <= first && last < h.Start+len(h.Lines) })
}

// nearest returns the next line that is not blank in a direction; 0 at the hunk's end.
func nearest(lines []uint32, from, step int) uint32 {
	for i := from + step; i >= 0 && i < len(lines); i += step {
		if lines[i] != 0 {
			return lines[i]
		}
	}
	return 0
}

// telling reports whether the lines alone are a place.
func (a Anchor) telling() bool {
	return slices.ContainsFunc(a.Lines, func(l uint32) bool { return l&1 == 1 })
}

// find returns where the anchor's lines stand in the file at a path, or in the one that moved from there; where the diff has neither, in
// any file that has them. Of several places the one with the same function and neighbors counts, then the one nearest to where they stood.
func (c Code) find(a Anchor, path string, line int) (place, bool) {
	f := c.file(path)
	if f == nil {
		f = c.movedFrom(path)
	}
	if f != nil {
		s := f.find(a, line)
		return s.place, s.likely
	}
	var best sighting
	for i := range c.Files {
		if s := c.Files[i].find(a, line); s.surely && s.score > best.score {
			best = s
		}
	}
	return best.place, best.score > 0
}

// matches returns how many lines the wanted ones take at the start of lines, blank ones between them included; 0 if they are not there.
func matches(lines, wanted []uint32) int {
	n := 0
	for i, l := range lines {
		switch {
		case n == len(wanted):
			return i
		case l == wanted[n]:
			n++
		case l != 0 || n == 0:
			return 0
		}
	}
	if n == len(wanted) {
		return len(lines)
	}
	return 0
}

func hex(n uint64) string { return strconv.FormatUint(n, 16) }

func abs(n int) int { return max(n, -n) }
