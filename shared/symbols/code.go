package symbols

import "unicode/utf8"

// CodeLine is a line without its comments.
type CodeLine struct {
	Code string // its tokens with one blank between them; "" for a line of comments, of a string that spans lines, or of nothing
	Said int    // characters of its tokens that are no strings
}

// CodeLines returns the lines of a text without comments; ok is false if the language of the file is not known. A line by itself has the
// same code as within its file, unless a comment or a string begins or ends there.
func CodeLines(path, text string) (lines []CodeLine, ok bool) {
	l := languageOf(path)
	if l == nil {
		return nil, false
	}
	x := lexer{language: l, text: text, line: 1, fresh: true}
	x.until("")
	lines = make([]CodeLine, x.line)
	spanned := make([]bool, x.line)
	for _, t := range x.tokens {
		if t.last > t.line {
			for n := t.line; n <= t.last; n++ {
				spanned[n-1] = true
			}
			continue
		}
		line := &lines[t.line-1]
		if line.Code != "" {
			line.Code += " "
		}
		line.Code += t.text
		if t.kind != quoted {
			line.Said += utf8.RuneCountInString(t.text)
		}
	}
	for n, inside := range spanned {
		if inside {
			lines[n] = CodeLine{}
		}
	}
	return lines, true
}
