package page

import (
	"strings"
	"unicode"
)

// place is where in a document text is written.
type place struct {
	lineStart bool // nothing stands before it in its line
	inCell    bool // of a table, whose writer escapes vertical bars
	inLink    bool // in a link's label
	formulas  bool // dollar signs could make a formula
}

// escape escapes text of one line, so that Markdown shows every character. At the start of a line it also escapes what would start a list,
// a heading, a quotation, a table or a rule.
func escape(text string, at place) string {
	runes := []rune(text)
	var b strings.Builder
	digits := at.lineStart // only digits so far
	for i, r := range runes {
		next, previous := rune(-1), rune(-1)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		if i > 0 {
			previous = runes[i-1]
		}
		special := false
		switch r {
		case '\\', '`', '*', '[', ']', '<', '~':
			special = true
		case '|':
			special = !at.inCell
		case '_':
			special = !alphanumeric(previous) || !alphanumeric(next)
		case '!': // before "[" an image, after "<" a comment
			special = next == -1 || next == '[' || previous == '<'
		case '&':
			special = next == -1 || next == '#' || alphanumeric(next)
		case '#', '>', '-', '+', '=', ':':
			special = at.lineStart && i == 0
		case '.', ')':
			special = digits && i > 0 && (next == -1 || next == ' ')
		}
		if special {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		digits = digits && r >= '0' && r <= '9'
	}
	return b.String()
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// codeMarkdown returns text of one line as code, between more backticks than it has in a row.
func codeMarkdown(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	text = noComment(text)
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// noComment splits the opening of HTML comments, so that code can't contain the marker of DevPlus's own comments.
func noComment(code string) string { return strings.ReplaceAll(code, "<!--", "<!"+zeroWidth+"--") }

// longestRun returns the length of the longest run of c.
func longestRun(text string, c byte) int {
	longest, run := 0, 0
	for i := range len(text) {
		if text[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// barsEscaped escapes the vertical bars of a written cell. GFM splits a row at every other bar before it reads the cells, and takes one
// backslash before each bar away.
func barsEscaped(cell string) string { return strings.ReplaceAll(cell, "|", `\|`) }
