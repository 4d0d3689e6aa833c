package surround

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// selector collects the excerpts of one selection.
type selector struct {
	*Reading
	defined map[string][]symbols.Definition // by path
	byName  map[string][]candidate
	lines   map[string][]string        // by path
	indents map[string][]int           // by path
	covered map[string]int             // by path, the last line of the functions without a name that were selected
	told    map[string]map[string]bool // words of what documents tell of, by path
	found   []Excerpt
	order   []string // paths that were read
}

// candidate is a definition of a name.
type candidate struct {
	path, family string
	symbols.Definition
}

// Select selects the excerpts from what was read.
func (r *Reading) Select() *Selection {
	s := &selector{
		Reading: r, defined: map[string][]symbols.Definition{}, byName: map[string][]candidate{}, lines: map[string][]string{},
		told: map[string]map[string]bool{}, indents: map[string][]int{}, covered: map[string]int{},
	}
	for p := range r.texts {
		s.order = append(s.order, p)
	}
	slices.Sort(s.order)
	for _, p := range s.order {
		family := symbols.Family(p)
		for _, d := range s.definitions(p) {
			if d.Kind != symbols.Fragment && len(d.Name) >= leastName && !s.declared(p, family, d) {
				s.byName[d.Name] = append(s.byName[d.Name], candidate{p, family, d})
			}
		}
	}
	s.compare()
	for _, f := range s.changed {
		s.replaced(f)
		if _, ok := s.texts[f.path]; ok {
			s.functions(f)
		}
	}
	s.uses()
	s.callers()
	texts := map[string]string{}
	for _, e := range s.found {
		if e.Reason == Replaced {
			continue
		}
		texts[e.Path] = s.texts[e.Path]
	}
	slices.SortStableFunc(s.found, func(a, b Excerpt) int {
		if a.Reason == Changed && b.Reason == Changed {
			return cmp.Compare(a.Last-a.First, b.Last-b.First) // so that as many as possible are whole
		}
		return cmp.Compare(a.Reason, b.Reason)
	})
	return &Selection{Excerpts: s.found, Texts: texts, Before: s.past, Partial: len(s.left) > 0}
}

// declared reports whether the definition is a declaration of what another file of C defines.
func (s *selector) declared(p, family string, d symbols.Definition) bool {
	if family != "c" || d.Kind != symbols.Function || d.Last > d.Head {
		return false
	}
	lines := s.linesOf(p)
	return strings.HasSuffix(strings.TrimSpace(lines[d.Last-1]), ";") && !strings.HasPrefix(strings.TrimSpace(lines[d.First-1]), "#")
}

func (s *selector) add(e Excerpt) { s.found = append(s.found, e) }

// definitions returns the definitions of a file that was read.
func (s *selector) definitions(p string) []symbols.Definition {
	d, ok := s.defined[p]
	if !ok {
		d = symbols.Definitions(p, s.texts[p])
		s.defined[p] = d
	}
	return d
}
