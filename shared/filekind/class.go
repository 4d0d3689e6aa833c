package filekind

import (
	"slices"
	"strings"
)

// Class is what a file is for: by its path, but that a submodule's pointer is Vendored, and Generated what its lines say is.
type Class string

// The classes of files.
const (
	Production     Class = "production"
	Test           Class = "test"
	Docs           Class = "docs"
	Configuration  Class = "configuration"
	Build          Class = "build"
	CI             Class = "ci"
	Infrastructure Class = "infrastructure"
	Migration      Class = "migration"
	LockFile       Class = "lock_file"
	Generated      Class = "generated"
	Vendored       Class = "vendored"
	Binary         Class = "binary"
)

// Classes are all classes, in the order in which people see them.
var Classes = [...]Class{
	Production, Test, Docs, Configuration, Build, CI, Infrastructure, Migration, LockFile, Generated, Vendored, Binary,
}

// Runs reports whether the files of the class run in production.
func (c Class) Runs() bool { return c == Production || c == Migration || c == Infrastructure }

// classify says what a file is for, by its path and language: the first rule that matches, then the language's nature. A text in
// no known language counts as production, so that what is not understood is not taken lightly.
func Classify(path string) (class Class, language string) {
	p := newPlace(path)
	l := p.language()
	index := &otherRules
	if l.nature == code {
		index = &codeRules
	}
	switch first := index.first(p); {
	case first < len(rules):
		return rules[first].class, l.name
	case l.nature == prose:
		return Docs, l.name
	case l.nature == data, strings.HasPrefix(p.base, "."):
		return Configuration, l.name
	}
	return Production, l.name
}

// place is a path taken apart, in lower case but for name.
type place struct {
	path, base string
	extension  string // of base
	folder     string // before base, empty for none
	name       string // base in the case given
}

func newPlace(path string) place {
	lower := strings.ToLower(path)
	slash := strings.LastIndexByte(lower, '/')
	p := place{path: lower, base: lower[slash+1:], folder: lower[:max(slash, 0)], name: path[strings.LastIndexByte(path, '/')+1:]}
	p.extension = extension(p.base)
	return p
}

// rule matches a file by any one of its lists. All but camel are in lower case.
type rule struct {
	class      Class
	notCode    bool     // holds only where the language is no code
	folders    []string // any folder on the path
	folderEnds []string // how any folder on the path ends
	roots      []string // how the whole path starts
	names      []string // the base name
	prefixes   []string // of the base name
	suffixes   []string // of the base name
	infixes    []string // of the base name, from a dot that is not the last one
	camel      []string // suffixes of the base name in the case given
	extensions []string
}

// ruleIndex finds the first rule that matches a place.
type ruleIndex struct {
	names, extensions, folders map[string]int
	roots, prefixes            [256][]part // by their first byte
	suffixes, camel            [256][]part // by their last one
	folderEnds                 [256][]part
	infixes                    []part
}

// part is a part of a name or path that a rule, at its place in rules, looks for.
type part struct {
	text string
	rule int
}

var codeRules, otherRules = newRuleIndex(true), newRuleIndex(false)

func newRuleIndex(code bool) (x ruleIndex) {
	x.names, x.extensions, x.folders = map[string]int{}, map[string]int{}, map[string]int{}
	for i, r := range slices.Backward(rules) {
		if r.notCode && code {
			continue
		}
		for _, whole := range []struct {
			words []string
			in    map[string]int
		}{{r.names, x.names}, {r.extensions, x.extensions}, {r.folders, x.folders}} {
			for _, word := range whole.words {
				whole.in[word] = i
			}
		}
		for _, start := range []struct {
			words []string
			in    *[256][]part
		}{{r.roots, &x.roots}, {r.prefixes, &x.prefixes}} {
			for _, word := range start.words {
				start.in[word[0]] = append(start.in[word[0]], part{word, i})
			}
		}
		for _, end := range []struct {
			words []string
			in    *[256][]part
		}{{r.suffixes, &x.suffixes}, {r.camel, &x.camel}, {r.folderEnds, &x.folderEnds}} {
			for _, word := range end.words {
				last := word[len(word)-1]
				end.in[last] = append(end.in[last], part{word, i})
			}
		}
		for _, word := range r.infixes {
			x.infixes = append(x.infixes, part{word, i})
		}
	}
	return x
}

// first is the place of the first rule in rules, len(rules) when there is none.
func (x *ruleIndex) first(p place) int {
	if p.base == "" {
		return len(rules)
	}
	first := len(rules)
	if i, ok := x.names[p.base]; ok {
		first = i
	}
	if i, ok := x.extensions[p.extension]; ok && p.extension != "" {
		first = min(first, i)
	}
	for rest := p.folder; rest != ""; {
		var folder string
		folder, rest, _ = strings.Cut(rest, "/")
		if i, ok := x.folders[folder]; ok {
			first = min(first, i)
		}
		if folder != "" {
			first = earliest(first, x.folderEnds[folder[len(folder)-1]], strings.HasSuffix, folder)
		}
	}
	first = earliest(first, x.roots[p.path[0]], strings.HasPrefix, p.path)
	first = earliest(first, x.prefixes[p.base[0]], strings.HasPrefix, p.base)
	first = earliest(first, x.suffixes[p.base[len(p.base)-1]], strings.HasSuffix, p.base)
	first = earliest(first, x.camel[p.name[len(p.name)-1]], strings.HasSuffix, p.name)
	if dot := strings.IndexByte(p.base, '.'); dot >= 0 && dot < len(p.base)-len(p.extension)-1 {
		first = earliest(first, x.infixes, strings.Contains, p.base[dot:])
	}
	return first
}

// earliest is the first rule of those whose part matches the text, or first, if that comes before.
func earliest(first int, parts []part, matches func(text, part string) bool, text string) int {
	for _, p := range parts {
		if p.rule < first && matches(text, p.text) {
			first = p.rule
		}
	}
	return first
}
