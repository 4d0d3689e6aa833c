package surround

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

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

// regions selects the excerpts of one changed file. The maps are of the first lines of what was selected.
type regions struct {
	*selector
	*changedFile
	definitions                        []symbols.Definition
	functions, types, heads, followers map[int]bool
}

// functions selects the changed functions and types of a file, what encloses them, and its imports.
func (s *selector) functions(f *changedFile) {
	if f.family == "" {
		s.paragraphs(f)
		return
	}
	r := regions{s, f, s.definitions(f.path), map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}}
	for _, line := range f.touched {
		r.around(line)
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

// around selects what a changed line is part of.
func (r *regions) around(line int) {
	d, inside := outermost(r.definitions, line)
	fits := inside && d.Last-d.First < maxWhole
	switch {
	case fits && r.functions[d.First]:
		return
	case !fits:
		r.callback(r.changedFile, r.within(line), line)
	case r.family == "js":
		r.callback(r.changedFile, r.within(line), d.First)
	}
	if inside && !r.functions[d.First] {
		r.functions[d.First] = true
		if fits {
			r.show(d.First, d.Last, Changed, d.Name)
		} else {
			r.show(d.First, min(d.Head, d.First+maxHead), Enclosing, d.Name)
		}
		r.receiver(d)
	}
	member := !inside || r.declares(d)
	for _, t := range r.definitions {
		if t.Kind != symbols.Type && t.Kind != symbols.Fragment || line < t.First || line > t.Last {
			continue
		}
		if member {
			r.following(t, line)
			if t.Last-t.First < maxWholeType && !r.types[t.First] {
				r.types[t.First], r.heads[t.First] = true, true
				r.show(t.First, t.Last, Changed, t.Name)
			}
		}
		if !r.heads[t.First] {
			r.heads[t.First] = true
			r.show(t.First, min(max(t.Head, t.Line), t.First+maxHead), Enclosing, t.Name)
		}
	}
}

func (r *regions) show(first, last int, reason Reason, name string) {
	r.add(Excerpt{Path: r.path, First: first, Last: last, Reason: reason, Name: name, For: r.path})
}

// within returns the line after the heads of all that contains a line but is too large to be shown whole, or has functions of its own.
func (r *regions) within(line int) int {
	from := 1
	for _, d := range r.definitions {
		if d.First <= line && line <= d.Last && d.Kind != symbols.Value && (d.Kind != symbols.Function || d.Last-d.First >= maxWhole) {
			from = max(from, d.Head+1)
		}
	}
	return from
}

// declares reports whether a function of a type is declared without a body: it is as much a part of its type as a field is.
func (r *regions) declares(d symbols.Definition) bool {
	return d.Scope != "" && d.Last == d.Head &&
		!slices.ContainsFunc(r.linesOf(r.path)[d.Line-1:d.Last], func(l string) bool { return strings.ContainsAny(l, "{=") })
}

// receiver selects the type of a method that stands above it, as in Go, in Rust and in extensions of Swift.
func (r *regions) receiver(method symbols.Definition) {
	for _, t := range r.definitions {
		if t.Kind == symbols.Type && t.Name == method.Scope && t.Last < method.First && t.Last-t.First < maxTypeBody && !r.heads[t.First] {
			r.heads[t.First] = true
			r.show(t.First, t.Last, Enclosing, t.Name)
		}
	}
}

// following selects the function that follows a changed field, within its type or after it: a constructor or a method most often, which sets
// and reads what the type has.
func (r *regions) following(of symbols.Definition, line int) {
	for _, d := range r.definitions {
		if d.First <= line || d.Kind != symbols.Function || d.Last == d.First {
			continue
		}
		if d.Last-max(line, min(of.Last, d.First)) < maxFollowing && !r.followers[d.First] {
			r.followers[d.First] = true
			r.add(Excerpt{Path: r.path, First: line, Last: d.Last, Reason: Following, Name: d.Name, For: r.path})
		}
		return
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
