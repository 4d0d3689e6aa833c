package diff

import "strings"

// Replaced returns the lines of the old file that the patch deletes, and the shown lines before and after code that it only adds: who wrote
// these knows what is changed. Ranges are in order.
func (p *Patch) Replaced() []Range {
	var ranges []Range
	mark := func(line int) {
		if n := len(ranges); n > 0 && line <= ranges[n-1].End+1 {
			ranges[n-1].End = max(ranges[n-1].End, line)
			return
		}
		ranges = append(ranges, Range{Start: line, End: line})
	}
	first, old, end := 0, 0, 0 // of the hunk: its first line, the next one, and the one after its last
	deleted, added := false, false
	for line := range strings.Lines(p.Text) {
		if h, ok := parseHunkHeader(line); ok && old >= end {
			first, old, end = h.oldStart, h.oldStart, h.oldStart+h.oldCount
			deleted, added = false, false
			continue
		}
		switch {
		case strings.HasPrefix(line, "-") && old < end:
			mark(old)
			old++
			deleted = true
		case strings.HasPrefix(line, "+"):
			if !deleted && !added && old > first {
				mark(old - 1)
			}
			added = true
		case strings.HasPrefix(line, "\\"):
		case old < end:
			if added && !deleted {
				mark(old)
			}
			old++
			deleted, added = false, false
		}
	}
	return boundRanges(ranges)
}
