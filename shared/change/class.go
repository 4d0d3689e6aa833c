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
	for _, r := range rules {
		if (!r.notCode || l.nature != code) && r.matches(place) {
			return r.class
		}
	}
	switch {
	case l.nature == prose:
		return Docs
	case l.nature == data, strings.HasPrefix(place.base, "."):
		return Configuration
	}
	return Production
}

// place is a path taken apart, in lower case but for name.
type place struct {
	path, base, extension string
	name                  string // base in the case given
	folders               []string
}

func newPlace(filePath string) place {
	lower := strings.ToLower(filePath)
	p := place{path: lower, base: path.Base(lower), name: path.Base(filePath)}
	p.extension = extension(p.base)
	if folder := path.Dir(lower); folder != "." {
		p.folders = strings.Split(folder, "/")
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

func (r rule) matches(p place) bool {
	within := func(s string, list []string, has func(s, part string) bool) bool {
		return slices.ContainsFunc(list, func(part string) bool { return has(s, part) })
	}
	return slices.Contains(r.names, p.base) ||
		p.extension != "" && slices.Contains(r.extensions, p.extension) ||
		slices.ContainsFunc(p.folders, func(f string) bool { return slices.Contains(r.folders, f) }) ||
		within(p.path, r.roots, strings.HasPrefix) ||
		within(p.base, r.prefixes, strings.HasPrefix) ||
		within(p.base, r.suffixes, strings.HasSuffix) ||
		within(p.base, r.infixes, strings.Contains) ||
		within(p.name, r.camel, strings.HasSuffix)
}
