package symbols

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// quote is a kind of string.
type quote struct {
	open, close string
	raw         bool   // a backslash is one
	lines       bool   // it may span lines
	holds       string // what begins an expression in it that a "}" ends
	dollar      bool   // $name in it is a use of the name
	short       bool   // it is one character; a mark that closes nothing is another thing
}

const maxChar = 12

// patience bounds what is read in search of closing marks that are not there, in lengths of the text: each of many marks may have the rest of
// the text to search. Beyond that, marks are signs.
const patience = 8

// string reads a string and the names used in its expressions. A string that nothing closes is no string.
func (x *lexer) string(rest string) bool {
	if x.rawString != nil && strings.IndexByte("rR@$#", rest[0]) >= 0 && (x.at == 0 || !isWord(x.text[x.at-1])) {
		if n := x.rawString(rest); n > 0 {
			x.add(quoted, n)
			return true
		}
	}
	for _, q := range x.quotes {
		if strings.HasPrefix(rest, q.open) {
			if x.vain > patience*len(x.text) {
				return false
			}
			n, holds, closed := q.length(rest)
			if !closed {
				x.vain += n
				continue
			}
			if !holds || x.depth >= maxNesting {
				x.add(quoted, n)
			} else {
				x.interpolated(q)
			}
			return true
		}
	}
	return false
}

// length returns the length of the string that rest starts with and whether it holds expressions; it is then only known to be positive. If
// it is no string, closed is false and the length what was read to know that.
func (q quote) length(rest string) (n int, holds, closed bool) {
	for n = len(q.open); n < len(rest); {
		switch c := rest[n]; {
		case q.short && n > len(q.open) && rest[1] != '\\' && !strings.HasPrefix(rest[n:], q.close), q.short && n > maxChar:
			return n, false, false
		case strings.HasPrefix(rest[n:], q.close):
			if q.raw && q.doubled() && strings.HasPrefix(rest[n+len(q.close):], q.close) {
				n += 2 * len(q.close)
				continue
			}
			return n + len(q.close), false, true
		case c == '\n' && !q.lines:
			return n, false, false
		case c == '\\' && !q.raw:
			n += 2
		case q.holds != "" && strings.HasPrefix(rest[n:], q.holds) && !(q.holds == "{" && at(rest, n+1) == '{'), q.dollar && c == '$' && isWord(at(rest, n+1)):
			return n, true, true
		default:
			_, size := utf8.DecodeRuneInString(rest[n:])
			n += size
		}
	}
	if q.lines && len(q.open) > 1 {
		return len(rest), false, true
	}
	return n, false, false
}

// doubled reports whether two closing marks stand for one.
func (q quote) doubled() bool { return len(q.close) == 1 && q.close != "`" }

// interpolated reads a string with expressions, whose tokens come after the string's.
func (x *lexer) interpolated(q quote) {
	x.add(quoted, len(q.open))
	x.depth++
	defer func() { x.depth-- }()
	for x.at < len(x.text) {
		rest := x.text[x.at:]
		switch {
		case strings.HasPrefix(rest, q.close):
			x.at += len(q.close)
			return
		case rest[0] == '\n':
			fresh := x.fresh
			x.newline()
			x.fresh = fresh
			if !q.lines {
				x.fresh = true
				return
			}
		case rest[0] == '\\':
			x.skip(min(2, len(rest)))
		case q.holds == "{" && strings.HasPrefix(rest, "{{"):
			x.at += 2
		case q.holds != "" && strings.HasPrefix(rest, q.holds):
			x.at += len(strings.TrimSuffix(q.holds, "$"))
			x.until("}")
		case q.dollar && rest[0] == '$' && isWord(at(rest, 1)):
			if !x.wordSign('$') {
				x.at++
			}
			x.word(x.text[x.at:])
		default:
			x.at++
		}
	}
}

// The openings of heredocs.
var (
	shellHeredoc = regexp.MustCompile(`^<<[-~]?[ \t]*["'\\]?([A-Za-z_]\w*)`)
	rubyHeredoc  = regexp.MustCompile("^<<[-~]?[\"'`]?([A-Z_]\\w*)")
	phpHeredoc   = regexp.MustCompile(`^<<<[ \t]*["']?([A-Za-z_]\w*)`)
	hclHeredoc   = regexp.MustCompile(`^<<-?([A-Za-z_]\w*)`)
)

// heredoc notes a text that starts on the next line.
func (x *lexer) heredoc(rest string) bool {
	if x.heredocForm == nil || !strings.HasPrefix(rest, "<<") {
		return false
	}
	m := x.heredocForm.FindStringSubmatch(rest)
	if m == nil {
		return false
	}
	x.here = append(x.here, m[1])
	x.add(quoted, len(m[0]))
	if c := at(x.text, x.at); c == '"' || c == '\'' || c == '`' {
		x.at++
	}
	return true
}

// heredocs skips the texts that start here.
func (x *lexer) heredocs() {
	for _, end := range x.here {
		for x.at < len(x.text) {
			line := x.text[x.at:]
			if i := strings.IndexByte(line, '\n'); i >= 0 {
				line = line[:i]
			}
			done := strings.TrimRight(strings.TrimLeft(line, " \t"), "\r;,) \t") == end
			x.at += len(line)
			if x.at < len(x.text) {
				x.newline()
			}
			if done {
				break
			}
		}
	}
	x.here = nil
}

// regexp skips a regular expression's literal, which is at a place where no value can be divided.
func (x *lexer) regexp(rest string) bool {
	if !x.regexps || rest[0] != '/' || x.vain > patience*len(x.text) {
		return false
	}
	if n := len(x.tokens); n > 0 {
		switch t := x.tokens[n-1]; {
		case t.kind == number, t.kind == quoted, t.kind == word && !x.keywords[t.text] && !(x.spacedRegexps && x.text[x.at-1] == ' ' && at(rest, 1) != ' ' && at(rest, 1) != '='), t.is(")"), t.is("]"), t.is("}"), t.is("<"):
			return false
		}
	}
	class, n := false, 1
	for ; n < len(rest) && rest[n] != '\n'; n++ {
		switch c := rest[n]; {
		case c == '\\':
			n++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			x.add(quoted, n+1)
			return true
		}
	}
	x.vain += n
	return false
}
