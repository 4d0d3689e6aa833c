package change

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// line is a line of a hunk. Its number is that in the new file; for a deleted line, the number of the line after it.
type line struct {
	kind   byte // '+', '-', ' ', or '@' for a hunk header with the text after its second @@
	number int
	text   string // without blanks at the ends
	raw    string // without its mark, with its blanks
}

// indent returns how many blanks the line starts with.
func (l line) indent() int { return len(l.raw) - len(strings.TrimLeft(l.raw, " \t")) }

// allLines returns the lines of the file's hunks.
func (f *shownFile) allLines() []line {
	if f.shown == nil {
		f.shown = linesOf(f.text)
	}
	return f.shown
}

func linesOf(text string) []line {
	lines := make([]line, 0, 1+strings.Count(text, "\n"))
	number := 1
	for text != "" {
		var raw string
		raw, text, _ = strings.Cut(text, "\n")
		if start, ok := diff.HunkStart(raw); ok {
			number = start
			_, within, _ := strings.Cut(raw[2:], "@@")
			lines = append(lines, line{kind: '@', number: number, text: trim(within)})
			continue
		}
		l := line{kind: ' ', number: number}
		if raw != "" && raw[0] != '\r' {
			l.kind, l.raw, l.text = raw[0], raw[1:], trim(raw[1:])
		}
		if l.kind == '\\' {
			continue
		}
		lines = append(lines, l)
		if l.kind != '-' {
			number++
		}
	}
	return lines
}

// isNew reports whether the line is added, and not only moved within what is shown of its file.
func isNew(lines []line, l line) bool {
	return l.kind == '+' && !slices.ContainsFunc(lines, func(other line) bool { return other.kind == '-' && other.text == l.text })
}
