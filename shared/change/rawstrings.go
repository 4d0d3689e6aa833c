package change

import "strings"

// rawEnd returns where the string that starts at i ends if a backslash escapes nothing in it, and whether it has a byte that interpolation
// needs; raw is false if one may. Sources: the languages' references on raw, verbatim and single-quoted strings.
func (x *lexer) rawEnd(line string, i int) (end int, special, raw bool) {
	mark, before := line[i], byte(0)
	if i > 0 {
		before = line[i-1]
	}
	closing := line[i : i+1]
	switch {
	case strings.IndexByte(x.raw, mark) >= 0 && before != '$': // the shell's $'…' has escapes
	case before == 'R' && x.prefix == 'R': // C++'s R"x(…)x"
		delimiter, _, ok := strings.Cut(line[i+1:min(len(line), i+2+maxDelimiter)], "(")
		if !ok {
			return 0, false, false
		}
		closing = ")" + delimiter + closing
	case before == x.prefix && before != 0 && (before != 'r' || i == 1 || roles[line[i-2]] < letterByte):
	case before == '#' && x.nested: // Rust's r#"…"# and Swift's #"…"#
		signs := i - len(strings.TrimRight(line[:i], "#"))
		closing += line[i-signs : i]
	default:
		return 0, false, false
	}
	text := line[i+1:]
	if len(closing) > 1 {
		text = text[:min(len(text), maxSearch)]
	}
	for at := 0; ; at += len(closing) {
		next := strings.Index(text[at:], closing)
		if next < 0 {
			return 0, false, true
		}
		at += next
		if at > 0 && text[at-1] == '`' && mark == '"' && len(x.raw) > 1 { // PowerShell escapes by it
			continue
		}
		if strings.IndexByte(text[:at], '\r') >= 0 { // it goes over lines
			return 0, false, true
		}
		return i + 1 + at + len(closing), strings.ContainsAny(text[:at], "({"), true
	}
}

// maxSearch is how far ends are looked for that may not be there: looking to the end of a long line at each mark would take long.
const maxSearch = 4096

// maxDelimiter is how long a raw string's delimiter can be. Source: https://eel.is/c++draft/lex.string
const maxDelimiter = 16

// isNoQuote reports whether a mark starts no string: one that is escaped where strings have no escapes, a character of its own, as Ruby's ?"
// and Erlang's $", or the apostrophe of a text in JSX or HTML, as in don't.
func (x *lexer) isNoQuote(line string, i int) bool {
	if i == 0 {
		return false
	}
	if line[i-1] == '\\' && strings.IndexByte(x.raw, line[i]) >= 0 {
		return true
	}
	after := line[i+1:]
	if x.sign != 0 && line[i-1] == x.sign {
		return after == "" || roles[after[0]] < letterByte && after[0] != line[i]
	}
	if line[i] != '\'' || !x.texts || roles[line[i-1]] != letterByte {
		return false
	}
	end := 0
	for end < len(after) && roles[after[end]] >= letterByte {
		end++
	}
	switch after[:end] {
	case "t", "s", "re", "ll", "ve", "d", "m":
		return end == len(after) || after[end] != '\''
	}
	return false
}
