package surround

import (
	"path"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/symbols"
)

// isTest reports whether the file is a test by its path.
func isTest(p string) bool {
	class, _ := filekind.Classify(p)
	return class == filekind.Test
}

// tests returns the tests that are named after a changed file and are not changed themselves.
func (r *Reading) tests(f *changedFile) []string {
	if f.test || f.family == "" {
		return nil
	}
	name := stem(path.Base(f.path))
	var found []string
	for _, form := range []string{name + "test", "test" + name, name + "spec", name + "tests", name} {
		for _, p := range r.tree.stems[form] {
			if p != f.path && symbols.Family(p) == f.family && isTest(p) {
				found = append(found, p)
			}
		}
	}
	found = nearest(found, f.path)
	for _, p := range found {
		if r.byPath[p] != nil {
			return nil // the reviewer sees it
		}
	}
	return found[:min(len(found), 1)]
}

// covering returns the functions of a test that use what has changed, at most maxTests.
func (s *selector) covering(f *changedFile, callees map[string]bool) {
	for _, p := range s.tests(f) {
		text, shown := s.texts[p], map[int]bool{}
		for _, ref := range symbols.References(p, text, func(_ int, name string) bool { return callees[name] }) {
			d, ok := outermost(s.definitions(p), ref.Line)
			if !ok || shown[d.First] || len(shown) >= maxTests {
				continue
			}
			shown[d.First] = true
			s.add(Excerpt{Path: p, First: d.First, Last: min(d.Last, d.First+maxTestLines-1), Reason: Covering, Name: ref.Name, For: f.path})
		}
	}
}

// publicName reports whether a name may be used outside its file.
func publicName(family, name string) bool {
	switch family {
	case "go":
		return name[0] >= 'A' && name[0] <= 'Z'
	case "python", "ruby", "js":
		return !strings.HasPrefix(name, "_")
	}
	return true
}
