package change

import (
	"strconv"
	"strings"
)

// maxCount bounds every line number and count that is believed. No file that Git can diff has more lines, and sums over
// any number of files stay far from overflow.
const maxCount = 1_000_000_000

// hunks is what a file's hunks hold. When readable is false it is what was read before the fault.
type hunks struct {
	additions, deletions int
	ranges               []Range // of the new file, in order, not yet merged
	readable             bool
	size                 int // bytes of the text that are hunks; what follows them belongs to something else
}

// scanHunks reads hunks up to the end of the text, to the first line that cannot follow a whole hunk (readable), or to the
// first that contradicts a hunk's header (not readable).
func scanHunks(text string) hunks {
	var h hunks
	rest := text
	for rest != "" {
		line, after := cutLine(rest)
		if strings.HasPrefix(line, `\`) && h.size > 0 { // "\ No newline at end of file", after a hunk's last line
			rest = after
			h.size = len(text) - len(rest)
			continue
		}
		header, ok := parseHunkHeader(line)
		if !ok {
			// Trailing text is no fault, but a broken hunk header is.
			h.readable = h.size > 0 && !strings.HasPrefix(line, "@@")
			return h
		}
		if n := len(h.ranges); n > 0 && header.newCount > 0 && header.newStart <= h.ranges[n-1].End {
			return h
		}
		if header.newCount > 0 {
			h.ranges = append(h.ranges, Range{Start: header.newStart, End: header.newStart + header.newCount - 1})
		}
		rest, ok = h.scanBody(after, header.oldCount, header.newCount)
		if !ok {
			return h
		}
		h.size = len(text) - len(rest)
	}
	h.readable = h.size > 0
	return h
}

// scanBody reads one hunk's lines until both of its sides are complete.
func (h *hunks) scanBody(rest string, oldLines, newLines int) (string, bool) {
	for oldLines > 0 || newLines > 0 {
		if rest == "" {
			return rest, false
		}
		var line string
		line, rest = cutLine(rest)
		kind := byte(' ') // some tools strip the blank of an empty context line
		if line != "" {
			kind = line[0]
		}
		switch kind {
		case ' ', '\r':
			oldLines--
			newLines--
		case '+':
			newLines--
			h.additions++
		case '-':
			oldLines--
			h.deletions++
		case '\\':
		default:
			return rest, false
		}
		if oldLines < 0 || newLines < 0 {
			return rest, false
		}
	}
	return rest, true
}

// hunkHeader is the line "@@ -oldStart,oldCount +newStart,newCount @@".
type hunkHeader struct{ oldStart, oldCount, newStart, newCount int }

func parseHunkHeader(line string) (hunkHeader, bool) {
	body, ok := strings.CutPrefix(line, "@@ -")
	if !ok {
		return hunkHeader{}, false
	}
	body, _, ok = strings.Cut(body, " @@")
	if !ok {
		return hunkHeader{}, false
	}
	oldSide, newSide, ok := strings.Cut(body, " +")
	if !ok {
		return hunkHeader{}, false
	}
	var h hunkHeader
	var oldOK, newOK bool
	h.oldStart, h.oldCount, oldOK = parseSide(oldSide)
	h.newStart, h.newCount, newOK = parseSide(newSide)
	return h, oldOK && newOK
}

// parseSide reads "start,count" or "start", which means one line.
func parseSide(side string) (start, count int, ok bool) {
	first, second, both := strings.Cut(side, ",")
	start, ok = parseCount(first)
	count = 1
	if both && ok {
		count, ok = parseCount(second)
	}
	return start, count, ok && (start > 0 || count == 0)
}

func parseCount(digits string) (int, bool) {
	n, err := strconv.ParseUint(digits, 10, 32)
	return int(n), err == nil && n <= maxCount
}

// cutLine splits off the first line, without its newline.
func cutLine(text string) (line, rest string) {
	line, rest, _ = strings.Cut(text, "\n")
	return line, rest
}

// isSubmodule reports whether the hunks move a submodule's pointer: Git shows it as a file of the one line
// "Subproject commit" and the object's name.
func isSubmodule(text string) bool {
	header, body := cutLine(text)
	if _, ok := parseHunkHeader(header); !ok || body == "" {
		return false
	}
	for body != "" {
		var line string
		line, body = cutLine(body)
		name, ok := strings.CutPrefix(strings.TrimLeft(line, "+-"), "Subproject commit ")
		name = strings.TrimSuffix(name, "-dirty")
		if !ok || (len(name) != 40 && len(name) != 64) || strings.Trim(name, "0123456789abcdef") != "" {
			return false
		}
	}
	return true
}
