package change

import "strings"

// forLines calls f with each added ('+') and deleted ('-') line of the hunks, without that mark.
func forLines(text string, f func(kind byte, line string)) {
	for text != "" {
		end := strings.IndexByte(text, '\n')
		line := text
		if end < 0 {
			text = ""
		} else {
			line, text = text[:end], text[end+1:]
		}
		if line != "" && (line[0] == '+' || line[0] == '-') {
			f(line[0], line[1:])
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

// hash is FNV-1a, the same on every machine.
func hash(line string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(line) {
		h = (h ^ uint64(line[i])) * 1099511628211
	}
	return h
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

// readWords counts the words of a line of code up to a // comment, and what they are.
func (c *Code) readWords(line string) {
	callable := false
	for i := 0; i < len(line); {
		b := line[i]
		switch {
		case wordByte[b]:
			start := i
			for i < len(line) && wordByte[line[i]] {
				i++
			}
			if b >= '0' && b <= '9' {
				callable = false
				continue
			}
			c.Words++
			word := line[start:i]
			callable = !keyword(word)
			if condition(word) {
				c.Conditions++
			}
			continue
		case b == '(':
			if callable {
				c.Calls++
			}
		case b == '"' || b == '\'' || b == '`':
			for i++; i < len(line) && line[i] != b; i++ {
				if line[i] == '\\' {
					i++
				}
			}
		case b == '/' && strings.HasPrefix(line[i:], "//"):
			return
		}
		callable = false
		i++
	}
}

func condition(word string) bool {
	switch word {
	case "if", "elif", "elsif", "unless", "case", "when", "switch", "match", "select":
		return true
	}
	return false
}

// keyword reports whether a parenthesis after the word calls nothing.
func keyword(word string) bool {
	if len(word) < 2 || len(word) > 8 {
		return false
	}
	switch word {
	case "for", "foreach", "while", "until", "else", "catch", "except", "rescue", "return", "yield", "func", "def", "function", "fn",
		"and", "or", "not", "in", "is", "await", "import", "typeof", "sizeof":
		return true
	}
	return condition(word)
}
