package repository

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/prompt"
)

// sampled is a file for the model, and its block, named by the reason.
type sampled struct {
	*file
	block prompt.Block
}

// Bounds on the files for the model.
const (
	maxSample      = 20
	maxSampleBytes = 200 << 10 // of one file: a larger one is probably data
)

// sample picks the most informative files of a repository: documents, manifests, entry points, CI, hotspots, and the largest code of each
// part. It picks no file named like a secret.
func (t *tree) sample(r *Report) []sampled {
	var list []sampled
	add := func(block prompt.Block, limit int, paths ...string) {
		for _, p := range paths {
			f := t.byPath[p]
			taken := slices.ContainsFunc(list, func(l sampled) bool { return l.path == p })
			if f == nil || taken || limit == 0 || len(list) == maxSample || !f.readable() {
				continue
			}
			list, limit = append(list, sampled{f, block}), limit-1
		}
	}
	add(prompt.Block{Name: "readme"}, 1, r.Documents.Readme)
	add(prompt.Block{Name: "architecture"}, 2, t.architecture()...)
	add(prompt.Block{Name: "dependency manifest"}, 4, collect(r.Manifests, func(m Manifest) string { return m.Path })...)
	add(prompt.Block{Name: "entry point"}, 5, pathsOf(r.EntryPoints)...)
	for _, s := range r.CI {
		add(prompt.Block{Name: "CI"}, 2, s.Paths...)
	}
	add(prompt.Block{Name: "hotspot"}, 6, collect(r.Hotspots, func(h Hotspot) string { return h.Path })...)
	for _, folder := range r.Folders {
		add(prompt.Block{Name: "largest file of its folder"}, 1, t.largest(folder.Path)...)
	}
	return list
}

// readable reports whether a file is text that the model may read.
func (f *file) readable() bool {
	switch f.class {
	case filekind.Binary, filekind.Vendored, filekind.Generated, filekind.LockFile:
		return false
	}
	return f.bytes > 0 && f.bytes <= maxSampleBytes && roleOf(secretNames, f.path) == ""
}

// architecture returns the documents about the design, upper folders first.
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

// largest returns the largest source files of a part.
func (t *tree) largest(part string) []string {
	var list []file
	for _, f := range t.files {
		if f.source() && partOf(f.path) == part {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b file) int { return cmp.Compare(b.bytes, a.bytes) })
	return collect(list[:min(len(list), 3)], func(f file) string { return f.path })
}
