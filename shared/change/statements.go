package change

import "strings"

// statement is the state of a statement that is not at its end.
type statement struct {
	tokens, bytes int    // so far
	parted        int    // bytes of what the last semicolon ended
	last          byte   // the last byte of code
	callable      bool   // it is of a name, so that a parenthesis calls
	ended         bool   // a line end may have ended the statement
	loop          bool   // it is a loop, whose do opens no block of its own
	runner        bool   // it names a program that runs code that it is given
	evaluates     bool   // it runs its strings as code
	begun         bool   // such a string was read
	declares      bool   // it declares a variable, whose type may follow its name
	target        string // the variable that it assigns to
	appends       bool   // it appends to it
}

// endLine is the end of a line, which may be that of the statement.
func (x *lexer) endLine() {
	if x.directive && x.last != '\\' {
		x.statement, x.directive = x.outer, false
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
	switch b := line[i]; {
	case len(x.line) == 0: // a selector of CSS starts so
		return false
	case b == '=', b == '>', b == '|':
		return x.blocks == braces
	case b == ':':
		return x.blocks == braces && next != ':'
	case b == '?':
		return next != '>' // the end of PHP
	case b == '&':
		return next == '&'
	default:
		return b == '.'
	}
}

// startDirective starts a directive of C at a # if it is the first sign of its line, or of what stands there behind a semicolon. The statement
// around it goes on behind it.
func (x *lexer) startDirective(line string, i int) {
	before := strings.TrimRight(line[:i], " \t")
	if (before == "" || before[len(before)-1] == '\r' || before[len(before)-1] == ';') && directive(line[i+1:]) {
		if !x.directive {
			x.outer, x.directive = x.statement, true
		}
		x.endStatement()
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
