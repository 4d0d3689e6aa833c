package change

import (
	"strings"
	"unicode/utf8"
)

// separator is the first byte of U+2028 and U+2029, which end lines in JavaScript and C#; separators makes them, and U+0085, which does so in
// C#, carriage returns of the same length.
const (
	separator = "\u2028"
	nextLine  = "\u0085"
)

var separators = strings.NewReplacer("\u2028", "\r  ", "\u2029", "\r  ", nextLine, "\r ")

// hasSeparators reports whether the text may have one: it has a letter that starts as they do.
func hasSeparators(text string) bool {
	return strings.IndexByte(text, separator[0]) >= 0 || strings.Contains(text, nextLine)
}

func wordEnd(line string, i int) int {
	for i++; i < len(line) && roles[line[i]] >= letterByte; i++ {
	}
	return i
}

// skip returns where the comment, string or regular expression that starts at i ends; 0 if there is none whose content is no code.
func (x *lexer) skip(c *lexed, line string, i int) int {
	b := line[i]
	end := 0
	switch {
	case x.ticked && b != '`', i < x.literal && (x.roles[b] < quote || line[i-1] == '\\' || i == x.literal-1):
		return 0
	case x.roles[b] == mark && x.startsComment(line, i), b == '/' && len(x.line) > 0 && x.line[0] == "//" && strings.HasPrefix(line[i:], "//") && !inAddress(line, i):
		c.rest = min(c.rest, i)
		end = len(line)
		if past := x.commentEnd(line[i:]); past > 0 {
			end = i + past
		} else if past := strings.IndexByte(line[i:], '\r'); past >= 0 {
			end = i + past
		}
		c.comments += commentLines(line[i:end])
		return end
	case b == '/' && x.block && strings.HasPrefix(line[i:], "/*") && !(i > 0 && line[i-1] == '*'): // which is a pattern of paths
		x.comment = 1
		end = x.closeComment(line, i+2)
		c.comments += commentLines(line[i:end])
		return end
	case b == '/' && x.regexps:
		end = x.regexpEnd(line, i)
	case x.roles[b] == quote && x.blocks == layout && i == 0 && x.inBlock() && docstring(line):
		c.comments++
		if end := strings.Index(line[3:], line[:3]); end >= 0 {
			return 6 + end
		}
		return len(line)
	case x.roles[b] >= quote && !x.ticked:
		var special bool
		end, special = x.stringEnd(line, i)
		if special && !(x.evaluates && (isProgram(line[i:end]) || strings.Contains(line[i:end], `\n`))) && interpolates(line, i, end) {
			if isProgram(line[i:end]) || len(line) > maxLine || strings.Contains(strings.TrimSuffix(line[end:], ";"), ";") { // its last mark starts no string
				x.literal = max(x.literal, end)
			}
			end = 0
		}
		if b == '`' && end-i > maxLine && strings.IndexByte(line[i:end], ';') >= 0 { // as the lines of one that goes over lines
			end = 0
		}
	}
	if end > 0 {
		x.token(c, b, end-i)
		if switchOffs().begin(line[i:end]) {
			c.kinds |= verification
		}
	}
	return end
}

// inAddress reports whether the slashes at i are those of an address before more code, in a string that is read as code.
func inAddress(line string, i int) bool {
	return i > 0 && line[i-1] == ':' && strings.IndexByte(line[i:], ';') >= 0
}

// commentLines returns the number of lines of a comment on one line: of one that is longer than two, by its words.
func commentLines(text string) int {
	if len(text) <= 2*maxLine {
		return 1
	}
	return 1 + strings.Count(text, " ")/commentWords
}

// commentWords is about how many words of a comment fit on maxLine.
const commentWords = 24

// isProgram reports whether a string is more than a text with values in it: longer than two lines.
func isProgram(text string) bool { return len(text) > 2*maxLine }

// commentEnd returns where a comment ends that starts the text and may have code after it: Lua's between brackets, and PHP's at the end of the
// program's part of the page. It is 0 if the rest of the line is comment.
func (x *lexer) commentEnd(text string) int {
	closing := x.closes
	if closing != "" && strings.HasPrefix(text, "#[") { // an attribute of PHP
		return attributeEnd(text)
	}
	if rest, ok := strings.CutPrefix(text, "--["); ok {
		signs := len(rest) - len(strings.TrimLeft(rest, "="))
		if strings.HasPrefix(rest[signs:], "[") {
			closing = "]" + rest[:signs] + "]"
		}
	}
	if closing == "" {
		return 0
	}
	at := strings.Index(text, closing)
	if at < 0 {
		return 0
	}
	return at + len(closing)
}

// attributeEnd returns where the attribute of PHP ends that starts the text; 0 if it goes on.
func attributeEnd(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// stringEnd returns where the string that starts at i ends, and whether it has a byte that interpolation needs; 0 if it does not end on this
// line, or is none. One between three quotes counts as code.
func (x *lexer) stringEnd(line string, i int) (end int, special bool) {
	mark := line[i]
	if mark != '`' && i+2 < len(line) && line[i+1] == mark && line[i+2] == mark {
		text := line[i+3 : min(len(line), i+3+maxSearch)]
		at := strings.Index(text, line[i:i+3])
		if at > 0 && strings.ContainsAny(text[:at], "\"'") && strings.IndexByte(text[at+3:], ';') >= 0 { // its marks start no strings before code
			return i + 6 + at, false
		}
		return 0, false
	}
	if x.unusual>>(mark&31)&1 != 0 {
		if x.isNoQuote(line, i) {
			return 0, false
		}
		if end, special, raw := x.rawEnd(line, i); raw {
			return end, special
		}
	}
	for j := i + 1; j < len(line); j++ {
		switch line[j] {
		case '\\':
			j, special = j+1, true
		case mark:
			if mark == '\'' && x.char && !isCharacter(line[i+1:j]) {
				if text := line[i+1 : j]; strings.Contains(text, "/*") || strings.Contains(text, "://") { // a string of another language
					x.literal = max(x.literal, j+1)
				}
				return 0, false
			}
			return j + 1, special
		case '(', '{':
			special = true
		case '\r': // a line end
			return 0, false
		}
	}
	return 0, false
}

// isCharacter reports whether a text is one character, maybe escaped, and not the text between two of Rust's lifetimes.
func isCharacter(s string) bool {
	return s != "" && s[0] == '\\' && len(s) <= len(`\U0010FFFF`) || utf8.RuneCountInString(s) == 1
}

// interpolates reports whether the string line[start:end], which has such a byte, may contain code.
func interpolates(line string, start, end int) bool {
	formats := start > 0 && (line[start-1]|0x20 == 'f' || line[start-1] == '$')
	for i := start + 1; i < end; i++ {
		switch before := line[i-1]; line[i] {
		case '(':
			if before == '\\' || before == '$' {
				return true
			}
		case '{':
			if before == '#' || before == '$' || formats {
				return true
			}
		}
	}
	return false
}

// docstring reports whether a line starts a string between three quotes, and does not end one.
func docstring(line string) bool {
	return len(line) > 3 && (strings.HasPrefix(line, `"""`) || strings.HasPrefix(line, "'''")) && (roles[line[3]] >= letterByte || line[3] == ' ')
}

// regexpEnd returns where the regular expression that starts at i ends; 0 if the slash divides.
func (x *lexer) regexpEnd(line string, i int) int {
	if x.tokens > 0 && x.last != 0 && strings.IndexByte("(,=:[!&|?{};+-*%~^<>", x.last) < 0 {
		return 0
	}
	if x.texts && (x.last == '<' || strings.HasPrefix(line[i:], "/>")) { // a tag of JSX
		return 0
	}
	if before := strings.TrimRight(line[:i], " "); strings.HasSuffix(before, "++") || strings.HasSuffix(before, "--") || strings.HasSuffix(before, "{}") {
		return 0
	}
	class := false
	for j := i + 1; j < len(line); j++ {
		switch line[j] {
		case '\\':
			j++
		case '[':
			class = true
		case ']':
			class = false
		case '\r':
			return 0
		case '/':
			if !class {
				return j + 1
			}
		}
	}
	return 0
}

// startsComment reports whether a comment up to the end of the line starts at i, which is no slash.
func (x *lexer) startsComment(line string, i int) bool {
	for _, start := range x.line {
		if strings.HasPrefix(line[i:], start) {
			if start == "#" && x.blocks == braces && strings.HasPrefix(line[i:], "#>") { // the end of PowerShell's comment
				return false
			}
			if x.guessed && !x.mayStartComment(line, i, len(start)) {
				return false
			}
			return start != "#" || i == 0 || line[i-1] <= ' ' || line[i-1] == ';' || x.blocks == layout
		}
	}
	return false
}

// mayStartComment reports whether signs start a comment in a language that is not known, in which they may also be the end of one, as in <!-- -->
// and {# #}, an operator, or a directive of C.
func (x *lexer) mayStartComment(line string, i, signs int) bool {
	if i > 0 && line[i-1] > ' ' && line[i-1] != ';' || line[i] == '#' && directive(line[i+1:]) {
		return false
	}
	return i+signs == len(line) || strings.IndexByte(">}%", line[i+signs]) < 0
}

// closeComment returns where the open block comment ends, or the end of the line.
func (x *lexer) closeComment(line string, i int) int {
	for ; i < len(line)-1; i++ {
		switch {
		case line[i] == '*' && line[i+1] == '/':
			if x.comment--; x.comment == 0 {
				return i + 2
			}
			i++
		case x.nested && line[i] == '/' && line[i+1] == '*':
			x.comment++
			i++
		}
	}
	return len(line)
}
