package change

import "strings"

// importEnd returns where the import or package clause ends that starts with the word line[start:end] at the start of a statement; 0 if
// it is none, or does more than to name.
func (x *lexer) importEnd(line string, start, end int) int {
	if end-start < 3 || end-start > 16 || end == len(line) || line[end] > ' ' && line[end] != '"' && line[end] != '\'' {
		return 0
	}
	word := line[start:end]
	if x.begins[word[0]]>>(end-start)&1 == 0 || !x.imports[word] {
		return 0
	}
	switch word {
	case "const", "let", "var":
		return x.requireEnd(line, end)
	}
	past := len(line)
	if at := strings.IndexAny(line[end:], ";\r#"); at >= 0 {
		past = end + at
	}
	rest := line[end:past]
	if at := strings.Index(rest, "//"); at >= 0 && x.block && !strings.Contains(rest[:at], ":") {
		past, rest = end+at, rest[:at]
	}
	if word == "export" && !strings.Contains(rest, " from ") {
		return 0
	}
	oneString := strings.HasPrefix(word, "require") || strings.HasPrefix(word, "include")
	if !namesOnly(rest, oneString) {
		return 0
	}
	return past
}

// requireEnd returns where NAMES = require(STRING) ends, which is all of a statement; else 0.
func (x *lexer) requireEnd(line string, i int) int {
	const require = "= require("
	at := strings.IndexByte(line[i:], '=')
	if at < 0 || !strings.HasPrefix(line[i+at:], require) || !namesOnly(line[i:i+at], false) {
		return 0
	}
	i += at + len(require)
	if i >= len(line) || line[i] != '"' && line[i] != '\'' {
		return 0
	}
	end, _ := x.stringEnd(line, i)
	if end == 0 || end >= len(line) || line[end] != ')' || end+1 < len(line) && line[end+1] != ';' && line[end+1] != '\r' {
		return 0
	}
	return end + 1
}

// namesOnly reports whether a text only names: words, strings, and the signs between them in an import; with oneString, it is one string.
func namesOnly(text string, oneString bool) bool {
	text = trim(text)
	if text == "(" {
		return true
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			end := strings.IndexByte(text[i+1:], c)
			if end < 0 {
				return false
			}
			i += end + 1
			if oneString {
				return i == len(text)-1
			}
		case oneString, roles[c] < letterByte && strings.IndexByte(" \t.,*{}:-/\\@<>()", c) < 0:
			return false
		case c == '(' && !strings.HasSuffix(trim(text[:i]), "import"): // Python's from x import (
			return false
		}
	}
	return text != ""
}
