package surround

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// Entry is a file at the head.
type Entry struct {
	Path string
	Size int64 // bytes
}

// MaxFileBytes is the size up to which a file is read. Larger ones are data or generated, and GitHub cuts texts of 512,000 bytes.
const MaxFileBytes = 512_000

// Tree is an index of the files whose languages are known.
type Tree struct {
	sizes   map[string]int64    // also of files in other languages, which can be changed ones
	folders map[string][]string // paths by folder
	bases   map[string][]string // paths by base name, and by folder and base name
	stems   map[string][]string // paths by stem
	dirs    map[string][]string // folders by their last element, plain
}

// NewTree returns the index of the files.
func NewTree(entries []Entry) *Tree {
	t := &Tree{
		sizes: make(map[string]int64, len(entries)), folders: map[string][]string{}, bases: map[string][]string{}, stems: map[string][]string{},
		dirs: map[string][]string{},
	}
	for _, e := range entries {
		if base := path.Base(e.Path); base == "go.mod" {
			t.bases[base] = append(t.bases[base], e.Path)
		}
		if e.Size > MaxFileBytes {
			continue
		}
		t.sizes[e.Path] = e.Size
		if !symbols.Known(e.Path) {
			continue
		}
		dir, base := path.Dir(e.Path), path.Base(e.Path)
		if len(t.folders[dir]) == 0 {
			last := plain(path.Base(dir))
			t.dirs[last] = append(t.dirs[last], dir)
		}
		t.folders[dir] = append(t.folders[dir], e.Path)
		t.bases[base] = append(t.bases[base], e.Path)
		if dir != "." {
			pair := path.Base(dir) + "/" + base
			t.bases[pair] = append(t.bases[pair], e.Path)
		}
		s := stem(base)
		t.stems[s] = append(t.stems[s], e.Path)
	}
	return t
}

// stem returns a file's name up to its first dot, without case and separators: names of types give the same.
func stem(base string) string {
	base, _, _ = strings.Cut(strings.TrimPrefix(base, "."), ".")
	return plain(base)
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

func plain(name string) string { return strings.ToLower(separators.Replace(name)) }

// has reports whether a definition can be in the file at p.
func (t *Tree) has(p string) bool {
	_, ok := t.sizes[p]
	return ok && symbols.Known(p)
}

// ending returns the paths that are p or end in /p, those nearest to from first.
func (t *Tree) ending(p, from string) []string {
	p = strings.TrimPrefix(path.Clean(p), "/")
	key := path.Base(p)
	if dir := path.Dir(p); dir != "." {
		key = path.Base(dir) + "/" + key
	}
	return nearest(matching(t.bases[key], p), from)
}

// endingFolder does the same for folders.
func (t *Tree) endingFolder(dir, from string) []string {
	found := matching(t.dirs[plain(path.Base(dir))], dir)
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(a+"/", from), distance(b+"/", from)), cmp.Compare(a, b))
	})
	return found[:min(len(found), MaxCandidates)]
}

// maxMatching bounds the paths that are looked at for one import.
const maxMatching = 1000

func matching(paths []string, end string) []string {
	var found []string
	for _, p := range paths[:min(len(paths), maxMatching)] {
		if p == end || strings.HasSuffix(p, "/"+end) {
			found = append(found, p)
		}
	}
	return found
}

// nearest sorts paths by how far they are from the path from, and keeps the first MaxCandidates.
func nearest(paths []string, from string) []string {
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(a, from), distance(b, from)), cmp.Compare(a, b))
	})
	return paths[:min(len(paths), MaxCandidates)]
}

// distance counts the folders between two paths, without those that both end in: src/test/a/b mirrors src/main/a/b.
func distance(a, b string) int {
	from := 0
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			from = i + 1
		}
	}
	a, b = folder(a[from:]), folder(b[from:])
	n := strings.Count(a, "/") + strings.Count(b, "/")
	for a != "" && b != "" {
		x, y := folder(a[:len(a)-1]), folder(b[:len(b)-1])
		if a[len(x):] != b[len(y):] {
			break
		}
		a, b, n = x, y, n-2
	}
	return n
}

// own reports whether an import that names no file is of the repository all the same: of Rust's own crate, or of a package of JavaScript's
// workspace, whose files are elsewhere than their names say.
func (t *Tree) own(family, p string) bool {
	switch family {
	case "rust":
		first, _, _ := strings.Cut(p, "::")
		return first == "crate" || first == "super" || first == "self"
	case "js":
		if scope, rest, ok := strings.Cut(p, "/"); ok && strings.HasPrefix(scope, "@") {
			name, _, _ := strings.Cut(rest, "/")
			return slices.ContainsFunc(t.dirs[plain(name)], func(dir string) bool {
				_, ok := t.sizes[dir+"/package.json"]
				return ok
			})
		}
	}
	return false
}
