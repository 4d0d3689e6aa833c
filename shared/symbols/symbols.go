package symbols

import "strings"

// Kind is what a definition defines.
type Kind uint8

// The kinds of definitions. Fields, parameters and local variables are none.
const (
	Function Kind = iota // a function, a method or its declaration, a macro
	Type                 // a class, an interface, a table, a module
	Value                // a constant or variable beside functions and types
	Fragment             // more of a type that is defined elsewhere: an implementation, an extension
)

// Definition is a named piece of a file. Lines count from 1.
type Definition struct {
	Name  string
	Kind  Kind
	Scope string // the type that contains it, or the receiver's; empty for none
	Local bool   // a function contains it, in Python
	First int    // the first line, with annotations and modifiers
	Line  int    // the line of the name
	Head  int    // the last line before the body
	Last  int    // the last line
}

// Import is an import of a file.
type Import struct {
	Path  string   // as it is written: "./a", "a.b.C", "a/b.h"
	Names []string // the names that it brings, if it lists them
	Line  int
}

// Reference is a use of a name.
type Reference struct {
	Name      string
	Qualifier string // the name before a dot, an arrow or a double colon: "a" of a.b
	Field     bool   // the qualifier is a member itself: b of a.b.c
	Member    bool   // something is before such a sign, a name or not
	Called    bool   // parentheses follow
	Line      int
}

// MaxDefinitions bounds the definitions of one file; what follows them is not read.
const MaxDefinitions = 20_000

// Known reports whether the package reads the language of the file at path.
func Known(path string) bool { return languageOf(path) != nil }

// Family names the languages whose files can use each other's definitions; empty if the language is not known.
func Family(path string) string {
	if l := languageOf(path); l != nil {
		return l.family
	}
	return ""
}

// Definitions returns the definitions of a file, by their first lines; none if its language is not known.
func Definitions(path, text string) []Definition {
	l := languageOf(path)
	if l == nil {
		return nil
	}
	return l.define(l, text)
}

// References returns the names that a file uses for which keep is true, in order. It returns no keywords, and nothing of comments and
// strings but for the expressions in them.
func References(path, text string, keep func(line int, name string) bool) []Reference {
	l := languageOf(path)
	if l == nil {
		return nil
	}
	var found []Reference
	tokens := l.lex(text)
	for i, t := range tokens {
		if t.kind != word || !keep(int(t.line), t.text) {
			continue
		}
		r := Reference{Name: t.text, Line: int(t.line), Called: i+1 < len(tokens) && tokens[i+1].is("(")}
		if i > 0 && accesses(tokens, i-1) {
			r.Member = true
			if q := beforeAccess(tokens, i-1); q >= 0 && tokens[q].kind == word {
				r.Qualifier = tokens[q].text
				r.Field = q > 0 && tokens[q-1].is(".")
			}
		}
		if !r.Member && l.keywords[t.text] {
			continue
		}
		found = append(found, r)
	}
	return found
}

// accesses reports whether tokens[i] is the last of a sign between a value and its member: ".", "?.", "->", "::".
func accesses(tokens []token, i int) bool {
	switch tokens[i].text {
	case ".":
		return i == 0 || tokens[i-1].text != "." // not a spread
	case ":":
		return i > 0 && tokens[i-1].text == ":" && adjacent(tokens, i)
	case ">":
		return i > 0 && tokens[i-1].text == "-" && adjacent(tokens, i)
	}
	return false
}

// beforeAccess returns the index of the token before the sign that ends at i, or -1.
func beforeAccess(tokens []token, i int) int {
	for i--; i >= 0 && strings.Contains(":-?!", tokens[i].text) && tokens[i].kind == sign; i-- {
	}
	return i
}

// adjacent reports whether nothing is between tokens[i-1] and tokens[i].
func adjacent(tokens []token, i int) bool {
	return tokens[i-1].at+int32(len(tokens[i-1].text)) == tokens[i].at
}
