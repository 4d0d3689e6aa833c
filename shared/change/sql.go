package change

import (
	"slices"
	"strings"
)

// sqlToken is a word, a name or a sign of SQL, in lower case, and the index of its line.
type sqlToken struct {
	text string
	line int
}

// sqlStatements splits lines into statements and these into tokens. Comments and texts within quotes are left out, but for MySQL's /*! */, which
// it runs, and for the text after EXECUTE and DO, which is SQL too.
func sqlStatements(lines []line) [][]sqlToken {
	var text strings.Builder
	var starts []int
	for _, l := range lines {
		starts = append(starts, text.Len())
		text.WriteString(l.raw)
		text.WriteByte('\n')
	}
	s := sqlScanner{text: text.String(), starts: starts}
	s.scan()
	return s.statements
}

type sqlScanner struct {
	text       string
	starts     []int // of the lines
	line       int
	statement  []sqlToken
	statements [][]sqlToken
}

func (s *sqlScanner) scan() {
	for i := 0; i < len(s.text); {
		for s.line+1 < len(s.starts) && s.starts[s.line+1] <= i {
			s.line++
		}
		rest := s.text[i:]
		switch b := rest[0]; {
		case strings.HasPrefix(rest, "--"), b == '#' && s.atStart(i):
			i += lengthTo(rest, "\n")
		case strings.HasPrefix(rest, "/*!"):
			for i += 3; i < len(s.text) && s.text[i] >= '0' && s.text[i] <= '9'; {
				i++
			}
		case strings.HasPrefix(rest, "/*"):
			i += lengthTo(rest, "*/")
		case strings.HasPrefix(rest, "*/"):
			i += 2
		case b == '\'':
			n := quotedLength(rest)
			if s.runs() {
				s.end()
				i++ // the text is run
				continue
			}
			s.add("'")
			i += n
		case b == '"' || b == '`' || b == '[':
			n := quotedLength(rest)
			s.add(strings.ToLower(strings.Trim(rest[:n], "\"`[]")))
			i += n
		case b == '$' && len(dollarQuote(rest)) > 0:
			i += len(dollarQuote(rest))
			if s.runs() {
				s.end()
			} else if end := strings.Index(s.text[i:], dollarQuote(rest)); end >= 0 {
				i += end + len(dollarQuote(rest)) // a function's body runs later
			}
		case b == ';', b == '\n' && strings.EqualFold(strings.TrimSpace(s.lineText()), "go"):
			s.end()
			i++
		case isSQLWord(b):
			n := 1
			for n < len(rest) && (isSQLWord(rest[n]) || rest[n] == '.') {
				n++
			}
			word := strings.ToLower(rest[:n])
			s.add(word)
			if word == "begin" || word == "then" && s.statement[0].text == "if" {
				s.end() // a block of statements
			}
			i += n
		default:
			if b > ' ' {
				s.add(string(rest[:1]))
			}
			i++
		}
	}
	s.end()
}

func (s *sqlScanner) add(text string) { s.statement = append(s.statement, sqlToken{text, s.line}) }

func (s *sqlScanner) end() {
	if len(s.statement) > 0 {
		s.statements = append(s.statements, s.statement)
		s.statement = nil
	}
}

// runs reports whether the statement runs the text that follows.
func (s *sqlScanner) runs() bool {
	return slices.ContainsFunc(s.statement, func(t sqlToken) bool {
		return t.text == "execute" || t.text == "exec" || t.text == "prepare" || t.text == "sp_executesql"
	}) ||
		len(s.statement) > 0 && s.statement[0].text == "do"
}

// atStart reports whether only blanks stand before offset i on its line: there # begins MySQL's comments.
func (s *sqlScanner) atStart(i int) bool {
	return strings.TrimSpace(s.text[s.starts[s.line]:i]) == ""
}

func (s *sqlScanner) lineText() string {
	text, _, _ := strings.Cut(s.text[s.starts[s.line]:], "\n")
	return text
}

func isSQLWord(b byte) bool {
	return b == '_' || b == '@' || b == '#' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= 0x80
}

// lengthTo returns the length of text up to and with the end mark.
func lengthTo(text, end string) int {
	if i := strings.Index(text, end); i >= 0 {
		return i + len(end)
	}
	return len(text)
}

// quotedLength returns the length of the quoted text or name that begins s.
func quotedLength(s string) int {
	end := s[0]
	if end == '[' {
		end = ']'
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && end == '\'':
			i++
		case s[i] == end && i+1 < len(s) && s[i+1] == end && end != ']':
			i++
		case s[i] == end:
			return i + 1
		case s[i] == '\n' && end == ']':
			return 1
		}
	}
	return 1
}

// dollarQuote returns the mark of PostgreSQL that begins a text, as $$ or $body$.
func dollarQuote(s string) string {
	for i := 1; i < len(s); i++ {
		if s[i] == '$' {
			return s[:i+1]
		}
		if !isWordPart(s[i]) {
			break
		}
	}
	return ""
}

func isWordPart(b byte) bool { return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }
