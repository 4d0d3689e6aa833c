package change

import "strings"

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

// nextWord finds the next word of a line of code, from i on, outside of strings and before a // comment: line[start:end]. After the last both are
// where that comment begins, or the line's end.
func nextWord(line string, i int) (start, end int) {
	for i < len(line) {
		b := line[i]
		switch {
		case wordByte[b]:
			start = i
			for i < len(line) && wordByte[line[i]] {
				i++
			}
			if b < '0' || b > '9' {
				return start, i
			}
			continue
		case b == '"' || b == '\'' || b == '`':
			for i++; i < len(line) && line[i] != b; i++ {
				if line[i] == '\\' {
					i++
				}
			}
		case b == '/' && i+1 < len(line) && line[i+1] == '/':
			return i, i
		}
		i++
	}
	return len(line), len(line)
}
