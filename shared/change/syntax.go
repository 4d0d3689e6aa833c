package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// syntax describes a language's comments, strings, blocks, imports and ends of statements, as far as they decide which part of a changed
// line is code.
type syntax struct {
	line    []string // the starts of comments that end with their line
	closes  string   // what ends such a comment before its line ends
	block   bool     // /* … */ is a comment
	nested  bool     // such comments nest
	char    bool     // ' encloses one character
	regexps bool     // a slash can start a regular expression
	blocks  blocks
	unit    int             // columns of a level of indentation, where it is blanks
	raw     string          // marks of strings in which a backslash escapes nothing
	prefix  byte            // the sign before the mark of such a string
	sign    byte            // before a character, which may be a mark
	texts   bool            // texts may stand between elements, as in HTML
	unusual uint32          // the marks of which some of that holds, by their lowest five bits
	guessed bool            // the language is not known
	ends    bool            // only a semicolon or a brace ends a statement
	imports map[string]bool // words that start an import or the name of a package
	begins  [256]uint32     // the lengths of imports by their first byte: most words need no lookup
	roles   *[256]role
}

// blocks names the nesting of a language's code.
type blocks int

const (
	braces blocks = iota
	layout        // indentation
	keywords
)

// role names the elements that a byte can start.
type role uint8

const (
	other role = iota
	blank
	letter // also the underscore, and bytes beyond ASCII
	digit
	carriage // a line end to many languages
	slash
	mark // the start of a comment that is no slash
	opening
	closing
	semicolon
	quote // " or '
	backtick
)

var goImports = text.Words("import package")

// syntaxes are the syntaxes by language. The others have that of unknown.
var syntaxes, unknownSyntax = func() (map[string]*syntax, *syntax) {
	slashes, hash, dashes := []string{"//"}, []string{"#"}, []string{"--"}
	byLanguage := map[string]*syntax{}
	for languages, s := range map[string]syntax{
		"Go": {line: slashes, block: true, char: true, raw: "`", imports: goImports},
		"JavaScript,TypeScript,TSX,Vue,Svelte,CoffeeScript": {line: slashes, block: true, regexps: true, texts: true, unit: 2, imports: text.Words("import export const let var")},
		"Python,Starlark,Cython,GDScript":                   {line: hash, blocks: layout, imports: text.Words("import from")},
		"Ruby,Crystal":                                      {line: hash, blocks: keywords, regexps: true, sign: '?', unit: 2, imports: text.Words("require require_relative")},
		"Java,Groovy,Gradle":                                {line: slashes, block: true, char: true, ends: true, imports: goImports},
		"Kotlin,Swift":                                      {line: slashes, block: true, nested: true, char: true, imports: goImports},
		"Scala":                                             {line: slashes, block: true, nested: true, char: true, unit: 2, imports: goImports},
		"C,C++,Objective-C,CUDA":                            {line: slashes, block: true, char: true, prefix: 'R', ends: true, unit: 2, imports: text.Words("using")},
		"C#,D":                                              {line: slashes, block: true, char: true, prefix: '@', ends: true, imports: text.Words("using namespace import module")},
		"PHP":                                               {line: []string{"//", "#"}, closes: "?>", block: true, ends: true, imports: text.Words("use namespace require require_once include include_once")},
		"Rust,Zig":                                          {line: slashes, block: true, nested: true, char: true, prefix: 'r', ends: true, imports: text.Words("use")},
		"Dart":                                              {line: slashes, block: true, prefix: 'r', ends: true, unit: 2, imports: text.Words("import export library part")},
		"Shell,Dockerfile":                                  {line: hash, blocks: keywords, raw: "'", unit: 2},
		"Makefile,Tcl,Nix,CMake,R":                          {line: hash, blocks: keywords, unit: 2},
		"PowerShell":                                        {line: hash, raw: `'"`, imports: text.Words("use")},
		"Perl":                                              {line: hash, imports: text.Words("use")},
		"HCL,Protocol Buffer,Thrift,GraphQL":                {line: []string{"//", "#"}, block: true, unit: 2, imports: goImports},
		"Lua":                                               {line: dashes, blocks: keywords, unit: 2},
		"Elixir":                                            {line: hash, blocks: keywords, sign: '?', unit: 2, imports: text.Words("import alias require use using")},
		"Julia":                                             {line: hash, closes: "=#", blocks: keywords, unit: 2, imports: text.Words("import alias require use using")},
		"SQL,PLSQL,PLpgSQL,TSQL":                            {line: dashes, block: true, ends: true, unit: 2},
		"Haskell,Elm,PureScript":                            {line: dashes, blocks: layout, char: true, unit: 2, imports: text.Words("import module")},
		"Clojure,Scheme,Common Lisp,Racket":                 {line: []string{";"}, char: true, sign: '\\', unit: 2},
		"Emacs Lisp":                                        {line: []string{";"}, char: true, sign: '?', unit: 2},
		"Erlang":                                            {line: []string{"%"}, sign: '$', unit: 2},
		"TeX,MATLAB":                                        {line: []string{"%"}, unit: 2},
		"HTML,XML":                                          {block: true, texts: true, unit: 2},
		"CSS,SCSS,Less":                                     {block: true, unit: 2},
	} {
		for language := range strings.SplitSeq(languages, ",") {
			byLanguage[language] = newSyntax(s)
		}
	}
	return byLanguage, newSyntax(syntax{line: []string{"//", "#", "--"}, block: true, guessed: true, imports: goImports})
}()

// unknownEnding is the syntax of unknown languages in which semicolons end statements.
var unknownEnding = func() *syntax {
	s := *unknownSyntax
	s.ends = true
	return &s
}()

// endsStatements reports whether so many lines of hunks end with a semicolon that it seems to end statements.
func endsStatements(text string) bool {
	return 5*strings.Count(text, ";\n") > strings.Count(text, "\n")
}

func newSyntax(s syntax) *syntax {
	if s.unit == 0 {
		s.unit = 4
	}
	marks := s.raw
	switch {
	case s.sign != 0:
		marks = "\"'`"
	case s.prefix != 0 || s.nested:
		marks += "\"'"
	case s.texts:
		marks += "'"
	}
	for i := range len(marks) {
		s.unusual |= 1 << (marks[i] & 31)
	}
	for word := range s.imports {
		s.begins[word[0]] |= 1 << len(word)
	}
	s.roles = new([256]role)
	for b := range s.roles {
		c := byte(b)
		switch {
		case c == '\r':
			s.roles[c] = carriage
		case c <= ' ':
			s.roles[c] = blank
		case roles[c] >= letterByte:
			s.roles[c] = letter
			if roles[c] == digitByte {
				s.roles[c] = digit
			}
		}
	}
	for bytes, r := range map[string]role{`"`: quote, "'": quote, "`": backtick, "/": slash, "([{": opening, ")]}": closing, ";": semicolon} {
		for i := range len(bytes) {
			s.roles[bytes[i]] = r
		}
	}
	for _, start := range s.line {
		if start != "//" {
			s.roles[start[0]] = mark
		}
	}
	return &s
}

func syntaxOf(language string) *syntax {
	if s := syntaxes[language]; s != nil {
		return s
	}
	return unknownSyntax
}

// blockWord follows the words that open and close blocks, and reports whether the word closes one.
func (x *lexer) blockWord(word string, first bool) (closes bool) {
	switch word {
	case "if", "unless", "case", "begin", "def", "class", "module", "function", "fn":
		if first || x.tokens == 0 || x.last == '=' || x.last == '(' || word == "function" || word == "fn" {
			x.depth++
		}
	case "while", "until", "for":
		if x.loop = x.tokens == 0; x.loop {
			x.depth++
		}
	case "do":
		if !x.loop {
			x.depth++
		}
		x.loop = false
	case "end", "fi", "esac", "done":
		x.depth = max(x.depth-1, 0)
		return true
	}
	return false
}
