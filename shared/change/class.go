package change

import (
	"path"
	"slices"
	"strings"
)

// classify says what a file is for, by its path and language: the first rule that matches, then the language's nature. A text in
// no known language counts as production, so that what is not understood is not taken lightly.
func classify(filePath string, l language) Class {
	place := newPlace(filePath)
	index := otherRules
	if l.nature == code {
		index = codeRules
	}
	first := index.first(place)
	for i := range rules[:first] {
		if r := &rules[i]; (!r.notCode || l.nature != code) && r.matchesPart(&place) {
			first = i
			break
		}
	}
	switch {
	case first < len(rules):
		return rules[first].class
	case l.nature == prose:
		return Docs
	case l.nature == data, strings.HasPrefix(place.base, "."):
		return Configuration
	}
	return Production
}

// ruleIndex finds the first rule by what must be equal: whole names, extensions and folders.
type ruleIndex struct{ names, extensions, folders map[string]int }

var codeRules, otherRules = newRuleIndex(true), newRuleIndex(false)

func newRuleIndex(code bool) ruleIndex {
	x := ruleIndex{map[string]int{}, map[string]int{}, map[string]int{}}
	for i, r := range slices.Backward(rules) {
		if r.notCode && code {
			continue
		}
		for _, list := range []struct {
			words []string
			in    map[string]int
		}{{r.names, x.names}, {r.extensions, x.extensions}, {r.folders, x.folders}} {
			for _, word := range list.words {
				list.in[word] = i
			}
		}
	}
	return x
}

// first is the place of the first rule in rules, len(rules) when there is none.
func (x ruleIndex) first(p place) int {
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
	}
	return first
}

// place is a path taken apart, in lower case but for name.
type place struct {
	path, base, extension string
	folder                string // before base, empty for none
	name                  string // base in the case given
}

func newPlace(filePath string) place {
	lower := strings.ToLower(filePath)
	p := place{path: lower, base: path.Base(lower), name: path.Base(filePath)}
	p.extension = extension(p.base)
	if folder := path.Dir(lower); folder != "." {
		p.folder = folder
	}
	return p
}

// rule matches a file by any one of its lists. All but camel are in lower case.
type rule struct {
	class      Class
	notCode    bool     // holds only where the language is no code
	folders    []string // any folder on the path
	roots      []string // how the whole path starts
	names      []string // the base name
	prefixes   []string // of the base name
	suffixes   []string // of the base name
	infixes    []string // of the base name
	camel      []string // suffixes of the base name in the case given
	extensions []string
}

// matchesPart reports whether a list of parts matches; ruleIndex has the other lists.
func (r *rule) matchesPart(p *place) bool {
	for _, root := range r.roots {
		if strings.HasPrefix(p.path, root) {
			return true
		}
	}
	for _, prefix := range r.prefixes {
		if strings.HasPrefix(p.base, prefix) {
			return true
		}
	}
	for _, suffix := range r.suffixes {
		if strings.HasSuffix(p.base, suffix) {
			return true
		}
	}
	for _, infix := range r.infixes {
		if strings.Contains(p.base, infix) {
			return true
		}
	}
	for _, suffix := range r.camel {
		if strings.HasSuffix(p.name, suffix) {
			return true
		}
	}
	return false
}
