package prompt

import (
	"slices"
	"sort"
	"strings"
)

// side is one side of a diff, or any run of lines, as one text, so that a secret that spans lines is found.
type side struct {
	string
	path    string // of the file, if it is one
	lines   []*line
	offsets []int // where each line starts
}

func newSide(path string, lines []line, kinds string) side {
	t := side{path: path, lines: make([]*line, 0, len(lines)), offsets: make([]int, 0, len(lines))}
	size := 0
	for i := range lines {
		size += len(lines[i].text) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for i := range lines {
		if l := &lines[i]; strings.IndexByte(kinds, l.kind) >= 0 {
			t.lines = append(t.lines, l)
			t.offsets = append(t.offsets, b.Len())
			b.WriteString(l.text)
			b.WriteByte('\n')
		}
	}
	t.string = b.String()
	return t
}

// sidesOf returns the sides of a diff; the old one only if lines were deleted.
func sidesOf(path string, lines []line) []side {
	texts := []side{newSide(path, lines, "@ +~\x00")}
	if slices.ContainsFunc(lines, func(l line) bool { return l.kind == '-' }) {
		texts = append(texts, newSide(path, lines, "@ -"))
	}
	return texts
}

// mark adds a span of the text to the lines that it covers.
func (t side) mark(s span) {
	for i := sort.SearchInts(t.offsets, s.from+1) - 1; i < len(t.lines) && t.offsets[i] < s.to; i++ {
		l := t.lines[i]
		from, to := max(s.from-t.offsets[i], 0), min(s.to-t.offsets[i], len(l.text))
		if from < to {
			l.spans = append(l.spans, span{from, to, s.rule})
		}
	}
}
