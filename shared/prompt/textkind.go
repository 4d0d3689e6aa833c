package prompt

import (
	"path"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/text"
)

// textKind is how values are written in a text.
type textKind int

const (
	settingsText textKind = iota // without quotes, up to the line's end or a blank
	sourceText                   // in quotes: what has none is an expression
	proseText                    // among words
)

// sourceCode are the languages, by extension, in which what has no quotes is an expression.
var sourceCode = text.Words(".go .py .pyi .js .mjs .cjs .jsx .ts .tsx .mts .vue .svelte .java .kt .kts .scala .groovy .gradle .cs .fs .vb .php .rb .erb .rs .c .h .cc .cpp .hpp .m .mm .swift .dart .ex .exs .erl .clj .hs .ml .lua .pl .r .jl .zig .proto .graphql .sql .css .scss .html .sol .bas .pas .cfc .cfm .asp .nim .cr")

// proseFiles are documents, by extension.
var proseFiles = text.Words(".md .markdown .mdx .rst .txt .adoc")

// kindOfText returns the kind of the file at a path; that of a description or a message, which have none, is prose.
func kindOfText(name string) textKind {
	switch extension := strings.ToLower(path.Ext(name)); {
	case sourceCode[extension]:
		return sourceText
	case name == "", proseFiles[extension]:
		return proseText
	}
	return settingsText
}

// keyFiles end the names of files that hold one key and nothing else, as Rails' config/master.key.
var keyFiles = text.Words("key psk token secret password passwd pass")

// isKeyFile reports whether the file at a path is one.
func isKeyFile(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".txt")
	return keyFiles[name[strings.LastIndexAny(name, "/._-")+1:]]
}

// isProse reports whether a word after a name and a colon is of a sentence: only letters, and words follow it.
func isProse(between, value, after string) bool {
	return strings.Contains(between, ": ") && strings.Trim(value, "abcdefghijklmnopqrstuvwxyz") == "" && nextWord.MatchString(after)
}

// nextWord is a word, and not the name of another value.
var nextWord = regexp.MustCompile(`^ [a-z]+(?:[ ,.;]|$|\n)`)

// translations are files of labels, by the folder or name that frameworks give them, or their language's code.
var translations = regexp.MustCompile(`(?i)(?:^|[/._-])(?:locales?|i18n|l10n|lang|languages?|translations?|messages|strings|localizable)(?:[/._-]|$)|(?:^|[/._-])(?:en|de|fr|es|it|pt|nl|pl|ru|uk|ja|zh|ko|tr|sv|da|fi|nb|cs|hu|ro|el|ar|he)(?:[-_][a-z]{2,4})?\.(?:json|ya?ml|php|js|ts|properties)$|\.(?:po|pot|arb|resx|xlf|xliff|ftl)$`)
