package repository

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
)

// picked is a file that the model is shown, and why.
type picked struct {
	*file
	why string
}

// What the model is shown of the files, beside what was measured. How they share the room is the prompt's business.
const (
	maxSample      = 20
	maxSampleBytes = 200 << 10 // of one file: a larger one is data, or says its things elsewhere, too
)

// sample picks the files that tell most about a repository: what it says of itself, what it depends on, where it begins, how it is
// built, what changes most, and the largest code of its parts. None with a name that secrets have is among them.
func (t *tree) sample(r *Report) []picked {
	var list []picked
	add := func(why string, limit int, paths ...string) {
		for _, p := range paths {
			f := t.byPath[p]
			taken := slices.ContainsFunc(list, func(l picked) bool { return l.path == p })
			if f == nil || taken || limit == 0 || len(list) == maxSample || !f.readable() {
				continue
			}
			list, limit = append(list, picked{f, why}), limit-1
		}
	}
	add("readme", 1, r.Documents.Readme)
	add("architecture", 2, t.architecture()...)
	add("dependency manifest", 4, each(r.Manifests, func(m Manifest) string { return m.Path })...)
	add("entry point", 5, pathsOf(r.EntryPoints)...)
	for _, s := range r.CI {
		add("CI", 2, s.Paths...)
	}
	add("hotspot", 6, each(r.Hotspots, func(h Hotspot) string { return h.Path })...)
	for _, folder := range r.Folders {
		add("largest file of its folder", 1, t.largest(folder.Path)...)
	}
	return list
}

// readable reports whether a file is text that may be shown.
func (f *file) readable() bool {
	switch f.class {
	case filekind.Binary, filekind.Vendored, filekind.Generated, filekind.LockFile:
		return false
	}
	return f.bytes > 0 && f.bytes <= maxSampleBytes && what(secretNames, f.path) == ""
}

// architecture are the texts about how it is made, nearest to the top first.
func (t *tree) architecture() []string {
	var found []string
	for _, f := range t.files {
		stem, _, _ := strings.Cut(strings.ToLower(path.Base(f.path)), ".")
		if f.class == filekind.Docs && slices.Contains([]string{"architecture", "design", "overview", "contributing", "development"}, stem) {
			found = append(found, f.path)
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return strings.Count(a, "/") - strings.Count(b, "/") })
	return found
}

// largest are a part's files of code, largest first.
func (t *tree) largest(part string) []string {
	var list []file
	for _, f := range t.files {
		if f.source() && partOf(f.path) == part {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b file) int { return cmp.Compare(b.bytes, a.bytes) })
	return each(list[:min(len(list), 3)], func(f file) string { return f.path })
}
