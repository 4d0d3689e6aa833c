package prompt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// line is one line of untrusted text.
type line struct {
	kind   byte   // '@' a hunk's header, '+', '-', ' ' and '\\' as in a patch, '~' context, 0 anything else
	cr     bool   // it ended in CRLF
	hidden bool   // not shown: it is read to find a secret that ends in it
	number int    // in the new file; 0: none
	size   int    // bytes of the whole line
	text   string // without its mark, made visible; only the beginning of a long line
	spans  []span // secrets in text
	out    string // as printed in a part, with its newline
}

// span is a run of bytes of a line that is a secret.
type span struct {
	from, to int
	rule     string
}

// newLine returns a line of raw text, of which it reads only the beginning.
func newLine(kind byte, number int, raw string) line {
	l := line{kind: kind, number: number, size: len(raw)}
	if l.cr = strings.HasSuffix(raw, "\r"); l.cr {
		raw = raw[:len(raw)-1]
	}
	l.text = visible(text.Head(raw, maxLine+lineBeyond))
	return l
}

// cut reports whether the line is shown in part.
func (l *line) cut() bool { return len(l.text) > maxLine }

// redacted returns the first maxLine bytes of the line's text, with placeholders for its secrets.
func (l *line) redacted() string {
	shown := text.Head(l.text, maxLine)
	l.spans = mergeSpans(l.spans)
	if len(l.spans) == 0 {
		return shown
	}
	var b strings.Builder
	at := 0
	for _, s := range l.spans {
		if s.from >= len(shown) {
			break
		}
		b.WriteString(shown[at:s.from])
		b.WriteString(placeholder(s.rule))
		at = min(s.to, len(shown))
	}
	b.WriteString(shown[at:])
	return b.String()
}

func placeholder(rule string) string { return placeholderStart + rule + "]" }

const placeholderStart = "[REDACTED:"

// HoldsPlaceholder reports whether a text has the placeholder of a secret, in upper or lower case.
func HoldsPlaceholder(text string) bool {
	return strings.Contains(strings.ToUpper(text), placeholderStart)
}

// mergeSpans sorts spans and merges overlapping ones under the rule of the first.
func mergeSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		if a.from != b.from {
			return a.from - b.from
		}
		if a.to != b.to {
			return b.to - a.to
		}
		return strings.Compare(a.rule, b.rule)
	})
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && s.from < kept[n-1].to {
			kept[n-1].to = max(kept[n-1].to, s.to)
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}

// chosenLines returns the chosen lines of the hunks, in the order of the patch, and hidden lines after a cut hunk.
func (f *file) chosenLines() []line {
	count := 0
	for _, h := range f.hunks {
		if h.chosenLines > 0 {
			count += 2 + h.chosenLines + strings.Count(h.body[h.chosen:min(len(h.body), h.chosen+keyBytes)], "\n")
		}
	}
	lines := make([]line, 0, count)
	for _, h := range f.hunks {
		if h.chosenLines == 0 {
			continue
		}
		number := h.newStart
		if h.header != "" {
			lines = append(lines, newLine('@', 0, safeHeader(h.header)))
		}
		for at := 0; at < min(len(h.body), h.chosen+keyBytes); {
			raw, next := lineAt(h.body, at)
			hidden := at >= h.chosen
			at = next
			old, added := sides(raw)
			switch {
			case h.header == "":
				lines = append(lines, newLine(0, 0, raw))
			case strings.HasPrefix(raw, `\`):
				lines = append(lines, newLine('\\', 0, raw[1:]))
			case added == 0:
				lines = append(lines, newLine('-', 0, raw[1:]))
			default:
				kind := byte('+')
				if old > 0 {
					kind = ' '
				}
				lines = append(lines, newLine(kind, number, raw[min(len(raw), markLength(raw)):]))
				number++
			}
			lines[len(lines)-1].hidden = hidden
		}
	}
	return lines
}

// markLength returns the length of a line's mark: 1, or 0 if a tool stripped the blank of an empty line.
func markLength(raw string) int {
	if strings.HasPrefix(raw, "\r") {
		return 0
	}
	return 1
}

// safeHeader drops the function from a hunk's header if Git may have cut it, after 80 bytes: half a secret would not be found.
func safeHeader(header string) string {
	at := strings.Index(header[2:], "@@") + 4
	if len(header)-at >= 80 {
		return header[:at]
	}
	return header
}

// print drops the hidden lines and prints all others with number, mark and text.
func (f *file) print() {
	f.lines = slices.DeleteFunc(f.lines, func(l line) bool { return l.hidden })
	last, size, numbered, crlf := 0, 0, 0, 0
	for i := range f.lines {
		l := &f.lines[i]
		last = max(last, l.number)
		size += len(l.text)
		if l.kind == '+' || l.kind == '-' || l.kind == ' ' {
			numbered++
			if l.cr {
				crlf++
			}
		}
	}
	f.crlf = crlf > 0 && crlf == numbered
	width := len(strconv.Itoa(last))
	out := make([]byte, 0, size+len(f.lines)*(width+len(" + \n"))) // of all lines, so that one string holds them
	ends := make([]int, len(f.lines))
	for i := range f.lines {
		l := &f.lines[i]
		text := l.redacted()
		switch {
		case l.cut():
			text += fmt.Sprintf("… (cut: the line has %d bytes)", l.size)
		case l.cr && !f.crlf:
			text += "\u240d"
		}
		if l.kind != '@' {
			out = l.appendMark(out, width)
		}
		out = append(append(out, text...), '\n')
		ends[i] = len(out)
	}
	start, all := 0, string(out)
	for i, end := range ends {
		f.lines[i].out = all[start:end]
		start = end
	}
}

// appendMark appends the start of a line: its number in width columns, and its kind.
func (l *line) appendMark(out []byte, width int) []byte {
	number, mark := "", l.kind
	switch {
	case mark == 0:
		mark = ' '
	case l.number > 0:
		number = strconv.Itoa(l.number)
	}
	for range width - len(number) {
		out = append(out, ' ')
	}
	return append(append(out, number...), ' ', mark, ' ')
}
