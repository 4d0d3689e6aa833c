package symbols

import (
	"path"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// language describes the syntax that this package looks for in a language.
type language struct {
	family string
	define func(*language, string) []Definition

	// Tokens.
	lineComments   []string
	blockComments  [][2]string
	nestedComments bool
	quotes         []quote // the longest first
	rawString      func(rest string) int
	heredocForm    *regexp.Regexp
	regexps        bool
	spacedRegexps  bool   // also after a name and a blank, as an argument
	directives     bool   // lines that start with # are for the preprocessor
	hashInWord     bool   // # starts a comment only after a blank
	wordSigns      string // bytes of words beside letters, digits and _
	wordEnds       string // bytes that only end words
	digitSeparator bool   // 1'000
	keywords       map[string]bool

	// Definitions between braces.
	heads      map[string]Kind // keywords before a name
	values     map[string]bool // keywords before a value's name
	typeValues bool            // values of types, too
	soft       map[string]bool // words of heads and values that can be names as well
	calls      bool            // a type, a name and parentheses define a function
	methods    bool            // a name and parentheses define a function in a type's body
	lines      bool            // the end of a line can end a statement
	spaces     map[string]bool // keywords before a block that is no scope of its own
	fragment   string          // the keyword of a Fragment

	imports []importForm
}

// Strings that several languages have.
var (
	double       = quote{open: `"`, close: `"`}
	single       = quote{open: `'`, close: `'`}
	character    = quote{open: `'`, close: `'`, short: true}
	singleLines  = quote{open: `'`, close: `'`, lines: true}
	doubleLines  = quote{open: `"`, close: `"`, lines: true}
	tripleDouble = quote{open: `"""`, close: `"""`, lines: true}
	tripleSingle = quote{open: `'''`, close: `'''`, lines: true}
	cComments    = [][2]string{{"/*", "*/"}}
	slashes      = []string{"//"}
)

func with(q quote, holds string, dollar bool) quote {
	q.holds, q.dollar = holds, dollar
	return q
}

// statements are keywords that no function is named by, in languages where a name before parentheses can be a definition.
const statements = "if for foreach while do else switch case catch return new throw sizeof typeof await yield using lock fixed function super this " +
	"synchronized when delete defined assert static_assert elif elsif unless until in of and or not defer guard try finally break continue goto " +
	"default null nil None true false True False var let const import export from as is instanceof void def fn func fun class struct interface " +
	"enum trait impl type package namespace public private protected static final abstract extends implements where with end begin then " +
	"match pub use mod self async override virtual inline extern unsigned signed long short int char float double bool boolean string"

var keywords = text.Words(statements)

// Keyword reports whether a word is a keyword in many languages.
func Keyword(word string) bool { return keywords[word] }

func kinds(functions, types string) map[string]Kind {
	heads := map[string]Kind{}
	for name := range text.Words(functions) {
		heads[name] = Function
	}
	for name := range text.Words(types) {
		heads[name] = Type
	}
	return heads
}

var languages = map[string]*language{
	"go": {family: "go", define: defineGo, lineComments: slashes, blockComments: cComments,
		quotes: []quote{double, {open: "`", close: "`", raw: true, lines: true}, character}, imports: goImports},
	"python": {family: "python", define: defineIndented, lineComments: []string{"#"},
		quotes: pythonQuotes, imports: pythonImports},
	"js": {family: "js", define: defineBraced, lineComments: slashes, blockComments: cComments, regexps: true, wordSigns: "$#", lines: true,
		quotes: []quote{double, single, {open: "`", close: "`", lines: true, holds: "${"}}, imports: jsImports,
		heads: kinds("function", "class interface enum namespace module type"), values: text.Words("const let var"),
		soft: text.Words("namespace module type"), methods: true, spaces: text.Words("namespace module")},
	"java": {family: "jvm", define: defineBraced, lineComments: slashes, blockComments: cComments, quotes: []quote{tripleDouble, double, character},
		imports: dottedImports, heads: kinds("", "class interface enum record"), soft: text.Words("record"), calls: true},
	"kotlin": {family: "jvm", define: defineBraced, lineComments: slashes, blockComments: cComments, nestedComments: true, lines: true,
		quotes:  []quote{with(quote{open: `"""`, close: `"""`, raw: true, lines: true}, "${", true), with(double, "${", true), character},
		imports: dottedImports, heads: kinds("fun", "class interface object typealias"), values: text.Words("val var")},
	"scala": {family: "jvm", define: defineBraced, lineComments: slashes, blockComments: cComments, nestedComments: true, lines: true,
		quotes:  []quote{with(quote{open: `"""`, close: `"""`, raw: true, lines: true}, "${", true), with(double, "${", true), character},
		imports: dottedImports, heads: kinds("def", "class trait object enum type"), values: text.Words("val var"), soft: text.Words("enum")},
	"c": {family: "c", define: defineBraced, lineComments: slashes, blockComments: cComments, directives: true, digitSeparator: true,
		quotes: []quote{double, character}, rawString: cRawString, imports: cImports,
		heads: kinds("", "class struct union enum concept"), calls: true, spaces: text.Words("namespace extern")},
	"csharp": {family: "csharp", define: defineBraced, lineComments: append([]string{"#"}, slashes...), blockComments: cComments,
		quotes: csharpQuotes, rawString: csharpString, imports: csharpImports,
		heads: kinds("", "class interface struct enum record delegate"), soft: text.Words("record"), calls: true, spaces: text.Words("namespace")},
	"rust": {family: "rust", define: defineBraced, lineComments: slashes, blockComments: cComments, nestedComments: true,
		quotes: []quote{doubleLines, {open: "'", close: "'", short: true}}, rawString: rustString, imports: rustImports,
		heads: kinds("fn", "struct enum trait union type"), fragment: "impl", values: text.Words("const static"), soft: text.Words("union"),
		spaces: text.Words("mod extern")},
	"ruby": {family: "ruby", define: defineEnded, lineComments: []string{"#"}, blockComments: [][2]string{{"=begin", "\n=end"}}, wordEnds: "?!",
		regexps: true, spacedRegexps: true, heredocForm: rubyHeredoc, hashInWord: true, wordSigns: "@$",
		quotes: []quote{with(doubleLines, "#{", false), singleLines, with(quote{open: "`", close: "`", lines: true}, "#{", false)}, imports: rubyImports},
	"php": {family: "php", define: defineBraced, lineComments: []string{"//", "#"}, blockComments: append([][2]string{{"?>", "<?php"}, {"<?php", ""}}, cComments...), wordSigns: "$", heredocForm: phpHeredoc,
		quotes: []quote{with(doubleLines, "{$", true), singleLines}, imports: phpImports,
		heads: kinds("function fn", "class interface trait enum"), soft: text.Words("enum"), spaces: text.Words("namespace"),
		values: text.Words("const"), typeValues: true},
	"swift": {family: "swift", define: defineBraced, lineComments: slashes, blockComments: cComments, nestedComments: true, lines: true,
		quotes: []quote{tripleDouble, double}, rawString: swiftString, imports: swiftImports,
		heads: kinds("func init macro", "class struct enum protocol actor typealias"), fragment: "extension",
		values: text.Words("let var"), soft: text.Words("macro actor")},
	"shell": {family: "shell", define: defineShell, lineComments: []string{"#"}, hashInWord: true, heredocForm: shellHeredoc, lines: true,
		quotes: []quote{with(doubleLines, "", true), {open: "'", close: "'", raw: true, lines: true}}, wordSigns: "-", imports: shellImports},
	"sql": {family: "sql", define: defineSQL, lineComments: []string{"--"}, blockComments: cComments,
		quotes: []quote{{open: "'", close: "'", raw: true, lines: true}, {open: "$$", close: "$$", raw: true, lines: true}}},
	"hcl": {family: "hcl", define: defineBlocks, lineComments: []string{"#", "//"}, blockComments: cComments, heredocForm: hclHeredoc, wordSigns: "-",
		quotes: []quote{with(double, "${", false)}, imports: hclImports},
	"proto": {family: "proto", define: defineBraced, lineComments: slashes, blockComments: cComments, quotes: []quote{double, single},
		heads: kinds("rpc", "message service enum"), imports: protoImports},
}

var extensions = map[string]string{
	"go": "go", "py": "python", "pyi": "python", "js": "js", "mjs": "js", "cjs": "js", "jsx": "js", "ts": "js", "tsx": "js", "mts": "js", "cts": "js",
	"java": "java", "kt": "kotlin", "kts": "kotlin", "scala": "scala", "sc": "scala", "c": "c", "h": "c", "cc": "c", "cpp": "c", "cxx": "c", "hh": "c",
	"hpp": "c", "hxx": "c", "inl": "c", "ipp": "c", "cs": "csharp", "rs": "rust", "rb": "ruby", "rake": "ruby", "gemspec": "ruby", "php": "php",
	"swift": "swift", "sh": "shell", "bash": "shell", "zsh": "shell", "ksh": "shell", "sql": "sql", "tf": "hcl", "hcl": "hcl", "tfvars": "hcl",
	"proto": "proto",
}

func init() {
	for _, l := range languages {
		if l.keywords = keywords; l.heads == nil {
			continue
		}
		l.keywords = map[string]bool{}
		for _, words := range []map[string]bool{keywords, l.values, l.spaces} {
			for w := range words {
				l.keywords[w] = true
			}
		}
		for w := range l.heads {
			l.keywords[w] = true
		}
		for w := range l.soft {
			delete(l.keywords, w)
		}
	}
}

func languageOf(name string) *language {
	base := strings.ToLower(path.Base(name))
	if base == "rakefile" || base == "gemfile" {
		return languages["ruby"]
	}
	return languages[extensions[strings.TrimPrefix(path.Ext(base), ".")]]
}
