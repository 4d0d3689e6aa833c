package surround

import (
	"cmp"
	"slices"

	"github.com/devplus-app/devplus/shared/symbols"
)

// callee is a function that the change touches or removes.
type callee struct {
	name    string
	file    *changedFile
	removed bool
	head    bool // its head changed
}

// callees returns the public functions that the change touches or removes: removed ones first, then those whose heads changed.
func (s *selector) callees() []callee {
	var all []callee
	for _, f := range s.changed {
		definitions := s.definitions(f.path)
		names := map[string]bool{}
		for _, d := range definitions {
			names[d.Name] = true
		}
		for _, d := range symbols.Definitions(f.path, f.deleted) {
			if d.Kind == symbols.Function && !names[d.Name] && callable(f, d) {
				names[d.Name] = true
				all = append(all, callee{name: d.Name, file: f, removed: true})
			}
		}
		for _, d := range definitions {
			if d.Kind != symbols.Function || !callable(f, d) || !names[d.Name] {
				continue
			}
			from, _ := slices.BinarySearch(f.touched, d.First)
			if from < len(f.touched) && f.touched[from] <= d.Last {
				names[d.Name] = false
				all = append(all, callee{name: d.Name, file: f, head: f.touched[from] <= d.Head})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b callee) int {
		return cmp.Or(falseFirst(b.removed, a.removed), falseFirst(b.head, a.head), cmp.Compare(a.file.rank, b.file.rank))
	})
	return all
}

// falseFirst compares, like cmp.Compare, with false before true.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func callable(f *changedFile, d symbols.Definition) bool {
	return !f.test && len(d.Name) >= leastName && publicName(f.family, d.Name)
}

// callers selects who calls what has changed, and the tests that cover it.
func (s *selector) callers() {
	callees := s.callees()
	byName, left := map[string]callee{}, map[string]int{}
	ofFile := map[*changedFile]map[string]bool{}
	for _, c := range callees {
		if _, ok := byName[c.name]; !ok {
			byName[c.name], left[c.name] = c, maxPerCallee
		}
		if ofFile[c.file] == nil {
			ofFile[c.file] = map[string]bool{}
		}
		ofFile[c.file][c.name] = true
	}
	var found []Excerpt
	for _, p := range s.order {
		if isTest(p) {
			continue
		}
		changed := s.byPath[p]
		for _, r := range symbols.References(p, s.texts[p], func(_ int, name string) bool { return left[name] > 0 }) {
			c := byName[r.Name]
			if symbols.Family(p) != c.file.family || left[r.Name] == 0 || changed != nil && changed.added[r.Line] || s.declares(p, r) || !s.sees(p, c.file) {
				continue
			}
			left[r.Name]--
			d, inside := outermost(s.definitions(p), r.Line)
			found = append(found, Excerpt{Path: p, First: max(1, r.Line-1), Last: r.Line + 1, Reason: Caller, Name: r.Name, Line: r.Line, For: c.file.path})
			if inside {
				found[len(found)-1].First = max(d.First, r.Line-1)
				found[len(found)-1].Last = min(d.Last, r.Line+1)
			}
		}
	}
	position := map[string]int{}
	for i, c := range callees {
		if _, ok := position[c.name]; !ok {
			position[c.name] = i
		}
	}
	slices.SortStableFunc(found, func(a, b Excerpt) int { return cmp.Compare(position[a.Name], position[b.Name]) })
	for _, e := range found[:min(len(found), maxCallers)] {
		s.add(e)
	}
	for _, f := range s.changed {
		if names := ofFile[f]; names != nil {
			s.covering(f, names)
		}
	}
}

// declares reports whether the reference is a definition's own name.
func (s *selector) declares(p string, r symbols.Reference) bool {
	return slices.ContainsFunc(s.definitions(p), func(d symbols.Definition) bool { return d.Line == r.Line && d.Name == r.Name })
}

// sees reports whether a file may use the definitions of a changed one.
func (s *selector) sees(p string, f *changedFile) bool {
	if folder(p) == folder(f.path) || ambient[f.family] {
		return true
	}
	seen, ok := s.imports[p]
	if !ok {
		seen = map[string]bool{}
		imports := symbols.Imports(p, s.texts[p])
		for _, i := range imports[:min(len(imports), maxFileImports)] {
			for _, file := range s.tree.imported(p, f.family, i) {
				seen[file] = true
			}
		}
		s.imports[p] = seen
	}
	return seen[f.path]
}
