package surround

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// Before returns the paths before the change of the files of which GitHub shows no diff: read what they were, and no line of a rewritten file
// is reviewed blindly.
func (r *Reading) Before() (paths []string) {
	for _, f := range r.changed {
		if _, known := r.tree.sizes[f.path]; known && f.before != "" && len(paths) < maxBefore {
			paths = append(paths, f.before)
		}
	}
	return paths
}

// ReadBefore takes the texts of files before the change.
func (r *Reading) ReadBefore(texts map[string]string) {
	for p, text := range texts {
		r.past[p] = text
	}
}

// compare finds out which functions and types changed in files without a diff, and counts their lines as added.
func (r *Reading) compare() {
	for _, f := range r.changed {
		now, then := r.texts[f.path], r.past[f.before]
		if f.before == "" || now == "" || then == "" || len(f.touched) > 0 {
			continue
		}
		for _, d := range differing(f.path, now, f.before, then) {
			for n := d.First; n <= d.Last; n++ {
				f.added[n] = true
				f.touched = append(f.touched, n)
			}
		}
		var deleted strings.Builder
		lines := strings.Split(then, "\n")
		for _, d := range differing(f.before, then, f.path, now) {
			deleted.WriteString(strings.Join(lines[d.First-1:min(d.Last, len(lines))], "\n") + "\n")
		}
		f.deleted = deleted.String()
	}
}

// replaced selects the functions and types of a file without a diff as they were.
func (s *selector) replaced(f *changedFile) {
	now, then := s.texts[f.path], s.past[f.before]
	if f.before == "" || now == "" || then == "" {
		return
	}
	all := differing(f.before, then, f.path, now)
	for _, d := range all[:min(len(all), maxReplaced)] {
		s.add(Excerpt{Path: f.before, First: d.First, Last: min(d.Last, d.First+maxWhole-1), Reason: Replaced, Name: d.Name, Line: d.Line, For: f.path})
	}
}

// differing returns the functions, and the types without functions, of one text that the other does not have with the same lines.
func differing(path, text, otherPath, other string) (differ []symbols.Definition) {
	have := map[string]bool{}
	lines := strings.Split(other, "\n")
	for _, d := range symbols.Definitions(otherPath, other) {
		have[linesOf(d, lines)] = true
	}
	lines = strings.Split(text, "\n")
	definitions := symbols.Definitions(path, text)
	last := 0
	for i, d := range definitions {
		holds := d.Kind != symbols.Function && slices.ContainsFunc(definitions[i+1:], func(in symbols.Definition) bool {
			return in.Kind == symbols.Function && in.First >= d.First && in.Last <= d.Last
		})
		if holds || d.Kind == symbols.Value || d.First <= last || have[linesOf(d, lines)] {
			continue
		}
		differ, last = append(differ, d), d.Last
	}
	return differ
}

// linesOf returns the scope, the name and the lines of a definition, without what they are indented by.
func linesOf(d symbols.Definition, lines []string) string {
	var b strings.Builder
	b.WriteString(d.Scope + "\x00" + d.Name)
	for _, l := range lines[min(d.First-1, len(lines)):min(d.Last, len(lines))] {
		b.WriteString("\x00" + strings.TrimSpace(l))
	}
	return b.String()
}
