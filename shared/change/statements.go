package change

import "strings"

// endLine is the end of a line, which may be that of the statement.
func (x *lexer) endLine() {
	if x.directive && x.last != '\\' {
		x.endStatement()
		x.directive = false
	}
	x.ended = x.tokens > 0 && !x.ends && !x.ticked && x.inBlock()
}

// inBlock reports whether the innermost bracket is none of ( and [, within which statements go on over lines.
func (x *lexer) inBlock() bool { return x.brackets == 0 || x.open&1 == 1 }

// goesOn ends the statement if a line ended before the byte, and neither side of that line end says that it goes on.
func (x *lexer) goesOn(b byte) {
	if x.ended {
		x.goOn(b)
	}
}

func (x *lexer) goOn(b byte) {
	x.ended = false
	if strings.IndexByte("+-*/%&|^=<>?:,.([{\\!~", x.last) < 0 && strings.IndexByte("+-*/%&|^=<>?:,.)]", b) < 0 {
		x.endStatement()
	}
}

func (x *lexer) endStatement() {
	x.tokens, x.bytes, x.ended, x.loop, x.callable = 0, 0, false, false, false
	x.runner, x.evaluates, x.begun, x.declares, x.target, x.appends = false, false, false, false, "", false
}

// resumes reports whether the sign at i, which follows a semicolon, starts no statement, so that the semicolon ended none.
func (x *lexer) resumes(line string, i int) bool {
	next := byte(0)
	if i+1 < len(line) {
		next = line[i+1]
	}
	switch line[i] {
	case '.':
		return len(x.line) > 0 // not a class of CSS
	case '=', '>', '|':
		return x.blocks == braces && len(x.line) > 0
	case '?':
		return next != '>' // the end of PHP
	case ':':
		return x.blocks == braces && len(x.line) > 0 && next != ':'
	case '&':
		return next == '&'
	}
	return false
}

// startDirective starts a statement at a # if it is the first sign of its line, or of what stands there behind a semicolon.
func (x *lexer) startDirective(line string, i int) {
	before := strings.TrimRight(line[:i], " \t")
	if (before == "" || before[len(before)-1] == '\r' || before[len(before)-1] == ';') && directive(line[i+1:]) {
		x.endStatement()
		x.directive = true
	}
}

// directive reports whether the text after a # starts as a directive of C does, and not as a remark such as "# if it is there". Source:
// https://eel.is/c++draft/cpp.pre
func directive(text string) bool {
	code := strings.TrimLeft(text, " \t")
	end := 0
	for end < len(code) && roles[code[end]] == letterByte {
		end++
	}
	switch code[:end] {
	case "if", "ifdef", "ifndef", "elif", "else", "endif", "include", "define", "undef", "error", "pragma", "line":
	default:
		return false
	}
	rest := strings.TrimLeft(code[end:], " \t")
	return len(text)-len(code) != 1 || rest == "" || rest[0]-'A' < 26 || strings.IndexByte("_<\"!(", rest[0]) >= 0 || strings.HasPrefix(rest, "defined")
}
