package change

import (
	mathbits "math/bits"
	"strings"
)

// trim removes blanks at both ends. It is strings.TrimSpace for ASCII.
func trim(line string) string { return trimIn(line, 0, len(line)) }

// trimIn is trim(text[start:end]). It reads eight bytes at once, also beyond the end: how far a line is indented cannot be predicted.
func trimIn(text string, start, end int) string {
	for start < end {
		if start > len(text)-8 {
			if text[start] > ' ' {
				break
			}
			start++
			continue
		}
		if texts := notBlank(load64(text[start:])); texts != 0 {
			start = min(start+mathbits.TrailingZeros64(texts)/8, end)
			break
		}
		start += 8
	}
	start = min(start, end)
	for end > start && text[end-1] <= ' ' {
		end--
	}
	return text[start:end]
}

// notBlank sets the highest bit of each of eight bytes that is beyond a blank.
func notBlank(bytes uint64) uint64 {
	const high = 0x8080808080808080
	return (bytes | (bytes&^high + 0x5f5f5f5f5f5f5f5f)) & high
}

// IsCode reports whether a line is code: not blank, a comment, an import or only punctuation.
func IsCode(line string) bool { return isCode(trim(line)) }

// isCode reports whether a trimmed line is code: not blank, a comment, an import or only punctuation. It knows no language, so a line
// within a block comment counts as code unless it starts with a star.
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

// isComment reports whether a trimmed line that is not code is a comment.
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
		if roles[line[i]] >= letterByte {
			return true
		}
	}
	return false
}

// nextWord returns the next word of a line of code from i on, outside of strings and before a // comment, as line[start:end]. After the
// last word, both are the start of that comment or the end of the line.
func nextWord(line string, i int) (start, end int) {
	for i < len(line) {
		switch role := roles[line[i]]; role {
		case letterByte, digitByte:
			start = i
			for i < len(line) && roles[line[i]] >= letterByte {
				i++
			}
			if role == letterByte {
				return start, i
			}
			continue
		case quoteByte:
			mark := line[i]
			for i++; i < len(line) && line[i] != mark; i++ {
				if line[i] == '\\' {
					i++
				}
			}
		case slashByte:
			if i+1 < len(line) && line[i+1] == '/' {
				return i, i
			}
		}
		i++
	}
	return len(line), len(line)
}

// The roles of bytes in a line of code. Bytes beyond ASCII count as letters.
const (
	slashByte = 1 + iota
	quoteByte
	letterByte // also the underscore
	digitByte
)

var roles = func() (roles [256]byte) {
	for c := range roles {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80:
			roles[c] = letterByte
		case c >= '0' && c <= '9':
			roles[c] = digitByte
		case c == '"' || c == '\'' || c == '`':
			roles[c] = quoteByte
		case c == '/':
			roles[c] = slashByte
		}
	}
	return roles
}()
