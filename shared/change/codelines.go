package change

import (
	"iter"
	"strings"
)

// marked are the lines of the hunks that start with the mark, '+' for added or '-' for deleted, without it.
func marked(text string, mark byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		for text != "" {
			line := text
			if end := strings.IndexByte(text, '\n'); end >= 0 {
				line, text = text[:end], text[end+1:]
			} else {
				text = ""
			}
			if line != "" && line[0] == mark && !yield(line[1:]) {
				return
			}
		}
	}
}

// trim takes blanks off both ends.
func trim(line string) string {
	for line != "" && line[0] <= ' ' {
		line = line[1:]
	}
	for line != "" && line[len(line)-1] <= ' ' {
		line = line[:len(line)-1]
	}
	return line
}

// isCode reports whether the trimmed line is code: not blank, no comment by how it starts, no import, and not punctuation alone. It knows
// no language, so the inside of a comment of several lines counts as code unless its lines start with a star.
func isCode(line string) bool {
	if line == "" || line == "end" {
		return false
	}
	switch line[0] {
	case '#', '*':
		return false
	case '/':
		if strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") {
			return false
		}
	case '-':
		if strings.HasPrefix(line, "--") {
			return false
		}
	case '<':
		if strings.HasPrefix(line, "<!--") {
			return false
		}
	case '\'':
		if strings.HasPrefix(line, "'''") {
			return false
		}
	case '"':
		if strings.HasPrefix(line, `"""`) || line[len(line)-1] == '"' && strings.IndexByte(line, '/') > 0 {
			return false
		}
	}
	return !isImport(line) && hasWord(line)
}

// isComment reports whether a trimmed line that is no code is a comment.
func isComment(line string) bool { return line != "" && strings.IndexByte("#*/-<'\"", line[0]) >= 0 }

func isImport(line string) bool {
	switch line[0] {
	case 'i':
		return strings.HasPrefix(line, "import ")
	case 'p':
		return strings.HasPrefix(line, "package ")
	case 'r':
		return strings.HasPrefix(line, "require ")
	case 'f':
		return strings.HasPrefix(line, "from ") && strings.Contains(line, " import ")
	case 'c', 'v', 'l':
		return strings.Contains(line, "= require(")
	}
	return false
}

func hasWord(line string) bool {
	for i := range len(line) {
		if wordByte[line[i]] {
			return true
		}
	}
	return false
}

// wordByte are the bytes of names and numbers. Bytes beyond ASCII are taken for letters.
var wordByte = func() (set [256]bool) {
	for c := range set {
		set[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
	}
	return set
}()

// readWords counts the words of a line of code, and gives what kinds there are and the // comment at its end. Words that are gone are not new: they come back.
func (r *reader) readWords(c *Code, line string) (kinds wordKind, comment string) {
	words := wordReader{line: line}
	for words.next() {
		if n := r.gone[words.word]; n > 0 {
			r.gone[words.word] = n - 1
		} else {
			c.NewWords++
		}
		kind := r.cache.kindOf(words.word)
		if kind&condition != 0 {
			c.Conditions++
		}
		if words.called && kind&(keyword|condition) == 0 {
			c.Calls++
		}
		kinds |= kind
	}
	return kinds, words.line
}

// wordReader goes through the words of a line of code, outside of strings and up to a // comment. Line is what is left to read: at the end, the comment.
type wordReader struct {
	line   string
	word   string
	called bool // an opening parenthesis follows
}

// next goes on to the next word; false at the end.
func (w *wordReader) next() bool {
	line := w.line
	for i := 0; i < len(line); {
		b := line[i]
		switch {
		case wordByte[b]:
			start := i
			for i < len(line) && wordByte[line[i]] {
				i++
			}
			if b < '0' || b > '9' {
				w.word, w.called, w.line = line[start:i], i < len(line) && line[i] == '(', line[i:]
				return true
			}
			continue
		case b == '"' || b == '\'' || b == '`':
			for i++; i < len(line) && line[i] != b; i++ {
				if line[i] == '\\' {
					i++
				}
			}
		case b == '/' && strings.HasPrefix(line[i:], "//"):
			w.line = line[i:]
			return false
		}
		i++
	}
	w.line = ""
	return false
}
