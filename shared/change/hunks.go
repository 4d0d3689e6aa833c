package change

import (
	"slices"
	"strings"
)

// maxCount bounds every line number and count that is believed. No file that Git can diff has more lines, and sums over
// any number of files stay far from overflow.
const maxCount = 1_000_000_000

// hunks is what a file's hunks hold. When readable is false it is what was read before the fault. It is used for file after file.
type hunks struct {
	additions, deletions int
	ranges               []Range // of the new file, in order; merged where the text is kept
	readable             bool
	size                 int    // bytes of the text that are hunks; what follows them belongs to something else
	text                 string // what was scanned, where that is kept
}

// scan reads hunks up to the end of the text, to the first line that cannot follow a whole hunk (readable), or to the
// first that contradicts a hunk's header (not readable).
func (h *hunks) scan(text string) {
	*h = hunks{ranges: h.ranges[:0]}
	rest := text
	for rest != "" {
		if rest[0] == '\\' && h.size > 0 { // "\ No newline at end of file", after a hunk's last line
			rest = afterLine(rest)
			h.size = len(text) - len(rest)
			continue
		}
		header, ok := parseHunkHeader(rest)
		if !ok {
			// Trailing text is no fault, but a broken hunk header is.
			h.readable = h.size > 0 && !strings.HasPrefix(rest, "@@")
			return
		}
		if n := len(h.ranges); n > 0 && header.newCount > 0 && header.newStart <= h.ranges[n-1].End {
			return
		}
		if header.newCount > 0 {
			h.ranges = append(h.ranges, Range{Start: header.newStart, End: header.newStart + header.newCount - 1})
		}
		rest, ok = h.scanBody(afterLine(rest), header.oldCount, header.newCount)
		if !ok {
			return
		}
		h.size = len(text) - len(rest)
	}
	h.readable = h.size > 0
}

// of is a copy of whole hunks for a text that they are all of; nil where they are not.
func (h *hunks) of(text string) *hunks {
	if !h.readable || h.size-len(text) > 1 {
		return nil
	}
	whole := *h
	whole.text, whole.size, whole.ranges = text, len(text), slices.Clone(boundRanges(h.ranges))
	return &whole
}

// scanBody reads one hunk's lines until both of its sides are complete.
func (h *hunks) scanBody(rest string, oldLines, newLines int) (string, bool) {
	for oldLines > 0 || newLines > 0 {
		if rest == "" {
			return rest, false
		}
		switch rest[0] {
		case ' ', '\r', '\n': // some tools strip the blank of an empty context line
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
		rest = afterLine(rest)
	}
	return rest, true
}

// afterLine is what follows the first line.
func afterLine(text string) string {
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		return text[end+1:]
	}
	return ""
}

// hunkHeader is the line "@@ -oldStart,oldCount +newStart,newCount @@".
type hunkHeader struct{ oldStart, oldCount, newStart, newCount int }

func parseHunkHeader(line string) (h hunkHeader, ok bool) {
	rest, ok := strings.CutPrefix(line, "@@ -")
	if !ok {
		return hunkHeader{}, false
	}
	if h.oldStart, h.oldCount, rest, ok = cutSide(rest); !ok {
		return hunkHeader{}, false
	}
	if rest, ok = strings.CutPrefix(rest, " +"); !ok {
		return hunkHeader{}, false
	}
	h.newStart, h.newCount, rest, ok = cutSide(rest)
	return h, ok && strings.HasPrefix(rest, " @@")
}

// cutSide reads "start,count" or "start", which means one line.
func cutSide(text string) (start, count int, rest string, ok bool) {
	start, rest, ok = cutCount(text)
	count = 1
	if ok && strings.HasPrefix(rest, ",") {
		count, rest, ok = cutCount(rest[1:])
	}
	return start, count, rest, ok && (start > 0 || count == 0)
}

func cutCount(text string) (n int, rest string, ok bool) {
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		if n = n*10 + int(text[digits]-'0'); n > maxCount {
			return 0, text, false
		}
		digits++
	}
	return n, text[digits:], digits > 0
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
