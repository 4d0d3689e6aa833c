package filekind

import (
	"slices"
	"strings"
)

// Class is the purpose of a file.
type Class string

// The classes of files. Generated and Vendored files are not written by the repository's people.
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

// Classes are all classes, in the order that people see them in.
var Classes = [...]Class{
	Production, Test, Docs, Configuration, Build, CI, Infrastructure, Migration, LockFile, Generated, Vendored, Binary,
}

// Runs reports whether the files of the class run in production.
func (c Class) Runs() bool { return c == Production || c == Migration || c == Infrastructure }

// Classify returns the class and the language of a file by its path alone: the class of the first rule that matches, else of the
// language. A file in no known language is Production, so that code that is not understood still counts.
func Classify(path string) (class Class, language string) {
	p := splitPath(path)
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

// pathParts are the parts of a path, in lower case but for name.
type pathParts struct {
	path, base string
	extension  string // of base
	folder     string // before base, empty for none
	name       string // base as it is written
}

func splitPath(path string) pathParts {
	lower := lowered(path)
	slash := strings.LastIndexByte(lower, '/')
	p := pathParts{path: lower, base: lower[slash+1:], folder: lower[:max(slash, 0)]}
	if p.name = p.base; lower != path {
		p.name = path[strings.LastIndexByte(path, '/')+1:]
	}
	p.extension = extension(p.base)
	return p
}

// lowered is strings.ToLower, which takes longer where nothing changes.
func lowered(path string) string {
	for i := range len(path) {
		if b := path[i]; b-'A' < 26 || b >= 0x80 {
			return strings.ToLower(path)
		}
	}
	return path
}

// rule gives a class to the files that match any of its lists. All lists but camel are in lower case.
type rule struct {
	class      Class
	notCode    bool     // does not apply to code
	folders    []string // a folder of the path
	folderEnds []string // the end of a folder of the path
	roots      []string // the start of the path
	names      []string // the base name
	prefixes   []string // of the base name
	suffixes   []string // of the base name
	infixes    []string // of the base name, before its last dot
	camel      []string // suffixes of the base name as it is written
	extensions []string
}

// ruleIndex finds the first rule that matches a path.
type ruleIndex struct {
	names, extensions, folders lookup[int]
	roots, prefixes            [256][]part // by their first byte
	suffixes, camel            [256][]part // by their last one
	folderEnds                 [256][]part
	infixes                    []part
}

// part is a text that the rule with this index looks for.
type part struct {
	text string
	rule int
}

var codeRules, otherRules = newRuleIndex(true), newRuleIndex(false)

func newRuleIndex(code bool) (x ruleIndex) {
	for i, r := range slices.Backward(rules) {
		if r.notCode && code {
			continue
		}
		for _, whole := range []struct {
			words []string
			in    *lookup[int]
		}{{r.names, &x.names}, {r.extensions, &x.extensions}, {r.folders, &x.folders}} {
			for _, word := range whole.words {
				whole.in.set(word, i)
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

// first returns the index of the first rule that matches, or len(rules).
func (x *ruleIndex) first(p pathParts) int {
	if p.base == "" {
		return len(rules)
	}
	first := len(rules)
	if i, ok := x.names.get(p.base); ok {
		first = i
	}
	if i, ok := x.extensions.get(p.extension); ok {
		first = min(first, i)
	}
	for rest := p.folder; rest != ""; {
		var folder string
		folder, rest, _ = strings.Cut(rest, "/")
		if i, ok := x.folders.get(folder); ok {
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

// earliest returns the first of the rules whose part matches the text, or first if that comes before them.
func earliest(first int, parts []part, matches func(text, part string) bool, text string) int {
	for _, p := range parts {
		if p.rule < first && matches(text, p.text) {
			first = p.rule
		}
	}
	return first
}
