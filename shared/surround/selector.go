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

// outermost returns the largest function that contains the line and can be shown whole, else the smallest that contains it.
func outermost(definitions []symbols.Definition, line int) (symbols.Definition, bool) {
	var best symbols.Definition
	found := false
	for _, d := range definitions {
		if d.Kind != symbols.Function || line < d.First || line > d.Last {
			continue
		}
		if !found || d.Last-d.First < maxWhole && (best.Last-best.First >= maxWhole || d.Last-d.First > best.Last-best.First) ||
			d.Last-d.First >= maxWhole && d.Last-d.First < best.Last-best.First {
			best, found = d, true
		}
	}
	return best, found
}

// functions selects the changed functions and types of a file, what encloses them, and its imports.
func (s *selector) functions(f *changedFile) {
	definitions := s.definitions(f.path)
	if f.family == "" {
		s.paragraphs(f)
		return
	}
	shown := map[int]bool{}
	for _, line := range f.touched {
		d, inside := outermost(definitions, line)
		if inside {
			if shown[d.First] {
				continue
			}
			shown[d.First] = true
			if d.Last-d.First < maxWhole {
				s.add(Excerpt{Path: f.path, First: d.First, Last: d.Last, Reason: Changed, Name: d.Name, For: f.path})
			} else {
				s.add(Excerpt{Path: f.path, First: d.First, Last: min(d.Head, d.First+maxHead), Reason: Enclosing, Name: d.Name, For: f.path})
			}
		}
		if !inside {
			s.callback(f, line)
		}
		for _, d := range definitions {
			if (d.Kind != symbols.Type && d.Kind != symbols.Fragment) || line < d.First || line > d.Last || shown[-d.First] {
				continue
			}
			shown[-d.First] = true
			if !inside {
				s.following(f, definitions, d, line)
			}
			if !inside && d.Last-d.First < maxWholeType {
				s.add(Excerpt{Path: f.path, First: d.First, Last: d.Last, Reason: Changed, Name: d.Name, For: f.path})
				continue
			}
			s.add(Excerpt{Path: f.path, First: d.First, Last: min(max(d.Head, d.Line), d.First+maxHead), Reason: Enclosing, Name: d.Name, For: f.path})
		}
	}
	if imports := symbols.Imports(f.path, s.texts[f.path]); len(imports) > 0 {
		first, last := imports[0].Line, 0
		for _, i := range imports {
			first = min(first, i.Line)
			if i.Line < first+maxImports {
				last = max(last, i.Line)
			}
		}
		s.add(Excerpt{Path: f.path, First: first, Last: last, Reason: Enclosing, For: f.path})
	}
}

// paragraphs selects the lines around changes up to blank ones, in a file whose language is not known.
func (s *selector) paragraphs(f *changedFile) {
	lines := strings.Split(s.texts[f.path], "\n")
	blank := func(n int) bool { return n < 1 || n > len(lines) || strings.TrimSpace(lines[n-1]) == "" }
	last := 0
	for _, n := range f.touched {
		if n <= last || n > len(lines) {
			continue
		}
		from, to := n, n
		for from > 1 && from > n-maxParagraph && !blank(from-1) {
			from--
		}
		for to < len(lines) && to < n+maxParagraph && !blank(to+1) {
			to++
		}
		last = to
		s.add(Excerpt{Path: f.path, First: from, Last: to, Reason: Enclosing, For: f.path})
	}
}
