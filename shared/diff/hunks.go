package diff

import (
	"math"
	"slices"
	"strings"
)

// MaxCount is the largest line number and count that is accepted. No file that Git can diff has more lines, and sums over any number of files
// stay far from overflow.
const MaxCount = 1_000_000_000

// maxText is how many bytes of one file's hunks are read, so that offsets fit an int32. Git diffs no file of half that size.
const maxText = math.MaxInt32

// Hunks are the hunks of a file, up to the first fault if they are not readable.
type Hunks struct {
	Text                 string // the whole hunks, without what follows them
	Additions, Deletions int
	Ranges               []Range // of shown lines of the new file, in order, at most MaxRanges
	Lines                []ChangedLine
	readable             bool
}

// ChangedLine is an added or deleted line of a whole hunk.
type ChangedLine struct {
	Start, End int32 // offsets in Text: of the mark, + or -, and of the newline or the end of the text
	Number     int32 // in the new file; for a deleted line, the number of the line after it
}

// Scanner reads the hunks of one file after the other into shared memory.
type Scanner struct {
	hunks  []Hunks
	ranges []Range
	lines  []ChangedLine
	apart  bool // earlier lines are elsewhere
}

// room is enough for most changes, and allocated at once.
type room struct {
	patches [2]Patch
	hunks   [2]Hunks
	ranges  [4]Range
}

func (s *Scanner) begin(r *room) { s.hunks, s.ranges = r.hunks[:0], r.ranges[:0] }

// scan reads hunks up to the end of the text, to the first line that cannot follow a whole hunk (readable), or to the first line that
// contradicts the header of its hunk (not readable).
func (s *Scanner) scan(text string) *Hunks {
	if s.hunks == nil {
		s.begin(new(room))
	}
	if s.lines == nil {
		s.lines = make([]ChangedLine, 0, 8+len(text)/64) // enough for most
	}
	if len(s.lines) > maxScratch { // to add more would move all of them
		s.lines, s.apart = make([]ChangedLine, 0, maxScratch), true
	}
	if len(s.ranges) > maxScratch {
		s.ranges = make([]Range, 0, maxScratch)
	}
	ranges, lines := len(s.ranges), len(s.lines)
	h := s.scanHunks(text[:min(len(text), maxText)])
	h.Ranges = slices.Clip(boundRanges(s.ranges[ranges:]))
	h.Lines = slices.Clip(s.lines[lines:])
	s.ranges = s.ranges[:ranges+len(h.Ranges)]
	if len(s.hunks) == cap(s.hunks) { // what was returned stays where it is
		s.hunks = make([]Hunks, 0, 2*cap(s.hunks))
	}
	s.hunks = append(s.hunks, h)
	return &s.hunks[len(s.hunks)-1]
}

// Forget takes the memory of all lines and Hunks that were returned for the next ones, unless it is that of a huge change. Ranges stay.
func (s *Scanner) Forget() {
	if cap(s.lines) > maxScratch {
		s.lines = nil
	}
	clear(s.hunks)
	s.hunks, s.lines, s.ranges, s.apart = s.hunks[:0], s.lines[:0], s.ranges[len(s.ranges):], false
}

// Hunks returns the hunks of the patch's text. It reads them unless Parse has already done so.
func (s *Scanner) Hunks(p *Patch) *Hunks {
	if p.scanned != nil && p.scanned.Text == p.Text {
		return p.scanned
	}
	return s.scan(p.Text)
}

// Whole reports whether the patch's text consists of these hunks, and they have as many changed lines as the patch says.
func (h *Hunks) Whole(p *Patch) bool {
	return h.readable && strings.TrimSpace(p.Text[len(h.Text):]) == "" &&
		h.Additions >= min(p.Additions, MaxCount) && h.Deletions >= min(p.Deletions, MaxCount)
}

// scanHunks appends to the ranges and lines of the scanner. The lines of a broken hunk are counted and not kept.
func (s *Scanner) scanHunks(text string) (h Hunks) {
	first, size := len(s.ranges), 0
	for size < len(text) {
		h.Text = text[:size]
		if text[size] == '\\' && size > 0 { // "\ No newline at end of file", after a hunk's last line
			size = min(endOfLine(text, size)+1, len(text))
			continue
		}
		header, ok := parseHunkHeader(text[size:])
		if !ok {
			// Text after the hunks is no fault, but a broken hunk header is.
			h.readable = size > 0 && !strings.HasPrefix(text[size:], "@@")
			return h
		}
		if n := len(s.ranges); n > first && header.newCount > 0 && header.newStart <= s.ranges[n-1].End {
			return h
		}
		if header.newCount > 0 {
			s.ranges = append(s.ranges, Range{Start: header.newStart, End: header.newStart + header.newCount - 1})
		}
		lines := len(s.lines)
		end, additions, ok := s.scanBody(text, min(endOfLine(text, size)+1, len(text)), header)
		h.Additions += additions
		h.Deletions += len(s.lines) - lines - additions
		if !ok {
			s.lines = s.lines[:lines]
			return h
		}
		size = end
	}
	h.Text, h.readable = text[:size], size > 0
	return h
}

// scanBody reads the lines of one hunk from at until both sides are complete, and returns where they end and how many are added.
func (s *Scanner) scanBody(text string, at int, header hunkHeader) (end, additions int, ok bool) {
	lines, number, oldLines, newLines := s.lines, header.newStart, header.oldCount, header.newCount
	for oldLines|newLines > 0 && at < len(text) { // neither is negative
		end := strings.IndexByte(text[at:], '\n')
		if end += at; end < at {
			end = len(text)
		}
		switch text[at] {
		case '+':
			lines = append(lines, ChangedLine{int32(at), int32(end), int32(number)})
			newLines--
			number++
			additions++
		case '-':
			lines = append(lines, ChangedLine{int32(at), int32(end), int32(number)})
			oldLines--
		case ' ', '\r', '\n': // some tools strip the blank of an empty context line
			oldLines--
			newLines--
			number++
		case '\\':
		default:
			oldLines = -1
		}
		at = end + 1
	}
	s.lines = lines
	return min(at, len(text)), additions, oldLines == 0 && newLines == 0
}

// endOfLine returns the end of the line that contains at: its newline or the end of the text.
func endOfLine(text string, at int) int {
	if end := strings.IndexByte(text[at:], '\n'); end >= 0 {
		return at + end
	}
	return len(text)
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

// HunkStart returns the first line of the new file that the hunk with this header shows; ok is false if the line is no header.
func HunkStart(line string) (start int, ok bool) {
	h, ok := parseHunkHeader(line)
	return h.newStart, ok
}

// cutSide reads "start,count", or "start" for one line.
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
		if n = n*10 + int(text[digits]-'0'); n > MaxCount {
			return 0, text, false
		}
		digits++
	}
	return n, text[digits:], digits > 0
}

// cutLine returns the first line, without its newline, and the rest.
func cutLine(text string) (line, rest string) {
	end := endOfLine(text, 0)
	return text[:end], text[min(end+1, len(text)):]
}

const subproject = "Subproject commit "

// IsSubmodule reports whether the hunks change a submodule: Git shows it as a file with the one line "Subproject commit" and an object name.
func IsSubmodule(text string) bool {
	header, body := cutLine(text)
	if body == "" || !strings.HasPrefix(body[1:], subproject) {
		return false
	}
	for body != "" {
		var line string
		line, body = cutLine(body)
		name, ok := strings.CutPrefix(line[min(1, len(line)):], subproject)
		name = strings.TrimSuffix(name, "-dirty")
		if !ok || (len(name) != 40 && len(name) != 64) || strings.Trim(name, "0123456789abcdef") != "" {
			return false
		}
	}
	_, ok := parseHunkHeader(header)
	return ok
}
