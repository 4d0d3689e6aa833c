package symbols

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexer reads a text into tokens.
type lexer struct {
	*language
	text   string
	at     int
	line   int32
	fresh  bool // no token of this line yet
	start  int  // of this line
	depth  int  // of interpolations
	vain   int  // bytes read in search of closing marks that are not there
	tokens []token
	here   []string // ends of the heredocs that begin after this line

	unended bool // the end is inside a block comment
}

// maxNesting bounds the interpolations within interpolations.
const maxNesting = 32

// lex returns the tokens of a text.
func (l *language) lex(text string) []token {
	x := lexer{language: l, text: text, line: 1, fresh: true, tokens: make([]token, 0, len(text)/5+8)}
	x.until("")
	if l.directives {
		return balance(x.tokens)
	}
	return x.tokens
}

// until reads tokens up to the sign at depth 0, which it skips, or up to the end.
func (x *lexer) until(end string) {
	for depth := 0; x.at < len(x.text); {
		rest := x.text[x.at:]
		switch c := rest[0]; {
		case c == '\n':
			x.newline()
			if len(x.here) > 0 {
				x.heredocs()
			}
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0xa0:
			x.at++
		case c == '\\' && (strings.HasPrefix(rest[1:], "\n") || strings.HasPrefix(rest[1:], "\r\n")): // the line goes on
			fresh := x.fresh
			x.at += strings.IndexByte(rest, '\n')
			x.newline()
			x.fresh = fresh
		case x.comment(rest), x.string(rest), x.heredoc(rest), x.regexp(rest):
		case isWord(c) || c >= utf8.RuneSelf || x.wordSign(c):
			x.word(rest)
		default:
			if end != "" && depth == 0 && rest[:1] == end {
				x.at++
				return
			}
			switch c {
			case '{':
				depth++
			case '}':
				depth--
			}
			x.add(sign, 1)
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func (x *lexer) wordSign(c byte) bool { return strings.IndexByte(x.wordSigns, c) >= 0 }

func (x *lexer) newline() {
	x.at++
	x.line++
	x.fresh, x.start = true, x.at
}

// add appends a token of n bytes, which may span lines.
func (x *lexer) add(kind tokenKind, n int) {
	t := token{text: x.text[x.at : x.at+n], at: int32(x.at), line: x.line, last: x.line, indent: -1, kind: kind}
	if x.fresh {
		t.indent = columns(x.text[x.start:x.at])
		x.fresh = false
	}
	x.skip(n)
	t.last = x.line
	x.tokens = append(x.tokens, t)
}

// skip moves over n bytes and counts their lines.
func (x *lexer) skip(n int) {
	for end := x.at + n; ; {
		i := strings.IndexByte(x.text[x.at:end], '\n')
		if i < 0 {
			x.at = end
			return
		}
		fresh := x.fresh
		x.at += i
		x.newline()
		x.fresh = fresh
	}
}

func columns(indent string) (n int32) {
	for i := range len(indent) {
		if n++; indent[i] == '\t' {
			n += 7
		}
	}
	return n
}

func (x *lexer) word(rest string) {
	n := 0
	for n < len(rest) {
		c := rest[n]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(rest[n:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
				break
			}
			n += size
			continue
		}
		if !isWord(c) && !x.wordSign(c) && !(c == '\'' && x.digitSeparator && n > 0 && rest[0] <= '9' && n+1 < len(rest) && isWord(rest[n+1])) {
			break
		}
		n++
	}
	if n > 0 && strings.IndexByte(x.wordEnds, at(rest, n)) >= 0 && at(rest, n+1) != '=' {
		n++
	}
	switch {
	case n == 0:
		_, size := utf8.DecodeRuneInString(rest)
		x.add(sign, size)
	case rest[0] >= '0' && rest[0] <= '9':
		x.add(number, n)
	default:
		x.add(word, n)
	}
}

// at returns the byte at i, or 0 beyond the end.
func at(text string, i int) byte {
	if i >= 0 && i < len(text) {
		return text[i]
	}
	return 0
}

func (x *lexer) comment(rest string) bool {
	for _, open := range x.lineComments {
		if strings.HasPrefix(rest, open) && !(open == "#" && x.hashInWord && x.at > x.start && strings.IndexByte(" \t;({", x.text[x.at-1]) < 0) &&
			!strings.HasPrefix(rest, "#[") {
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				x.at += i
			} else {
				x.at = len(x.text)
			}
			return true
		}
	}
	for _, c := range x.blockComments {
		if strings.HasPrefix(rest, c[0]) && (c[0][0] != '=' || x.at == x.start) {
			fresh := x.fresh
			x.skip(x.blockLength(rest, c))
			x.fresh = fresh
			return true
		}
	}
	return false
}

// blockLength returns the length of a block comment.
func (x *lexer) blockLength(rest string, marks [2]string) int {
	depth, n := 1, len(marks[0])
	for n < len(rest) {
		end := strings.Index(rest[n:], marks[1])
		if end < 0 {
			x.unended = true
			return len(rest)
		}
		if x.nestedComments {
			if open := strings.Index(rest[n:n+end], marks[0]); open >= 0 {
				depth++
				n += open + len(marks[0])
				continue
			}
		}
		n += end + len(marks[1])
		if depth--; depth == 0 {
			return n
		}
	}
	x.unended = true
	return len(rest)
}
