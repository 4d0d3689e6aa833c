package repository

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/source"
)

// file is a file of the tree, classified by its path.
type file struct {
	path     string
	bytes    int64
	class    filekind.Class
	language string
	code     bool // hand-written, in a programming language, and neither documentation nor a picture
}

// source reports whether the file is code that runs in production or deploys it.
func (f file) source() bool {
	return f.code && (f.class == filekind.Production || f.class == filekind.Migration || f.class == filekind.Infrastructure)
}

func (f file) test() bool { return f.code && f.class == filekind.Test }

// tree is a repository's files and folders, classified.
type tree struct {
	files   []file // sorted by path
	folders []string
	byPath  map[string]*file
	facts   TreeFacts
}

// newTree classifies the entries of a tree; symbolic links count as neither files nor folders.
func newTree(read *source.Tree) *tree {
	t := &tree{byPath: make(map[string]*file, len(read.Entries))}
	for _, e := range read.Entries {
		switch {
		case e.Kind == "tree":
			t.folders = append(t.folders, e.Path)
		case e.Kind == "commit":
			t.facts.Submodules++
		case e.Kind == "blob" && e.Mode != "120000":
			language, isCode := filekind.LanguageOf(e.Path)
			f := file{path: e.Path, bytes: e.Size, class: filekind.ClassOf(e.Path), language: language}
			switch f.class {
			case filekind.Vendored, filekind.Generated, filekind.LockFile, filekind.Docs, filekind.Binary:
			default:
				f.code = isCode
			}
			t.files = append(t.files, f)
			t.facts.Bytes += e.Size
		}
	}
	slices.SortFunc(t.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	slices.Sort(t.folders)
	t.nameHeaders()
	for i := range t.files {
		t.byPath[t.files[i].path] = &t.files[i]
	}
	t.facts.Files, t.facts.Folders = len(t.files), len(t.folders)
	t.facts.Unread, t.facts.UnreadMore = append([]string{}, read.Unlisted[:min(len(read.Unlisted), maxListed)]...), len(read.Unlisted)
	return t
}

// nameHeaders counts the .h files as C++ where most other files of the two languages are.
func (t *tree) nameHeaders() {
	header := func(f *file) bool { return f.language == "C" && strings.HasSuffix(strings.ToLower(f.path), ".h") }
	balance := 0
	for i := range t.files {
		switch f := &t.files[i]; {
		case !f.code || header(f):
		case f.language == "C++":
			balance++
		case f.language == "C":
			balance--
		}
	}
	for i := range t.files {
		if f := &t.files[i]; balance > 0 && header(f) {
			f.language = "C++"
		}
	}
}

func isCode(filePath string) bool {
	_, code := filekind.LanguageOf(filePath)
	return code
}

func (t *tree) has(filePath string) bool { return t.byPath[filePath] != nil }

// paths returns all files and folders.
func (t *tree) paths() []string {
	all := slices.Clone(t.folders)
	for _, f := range t.files {
		all = append(all, f.path)
	}
	return all
}

// maintained returns the paths of the hand-written files.
func (t *tree) maintained() []string {
	var paths []string
	for _, f := range t.files {
		if f.class != filekind.Vendored && f.class != filekind.Generated && f.class != filekind.LockFile {
			paths = append(paths, f.path)
		}
	}
	return paths
}

func (t *tree) isTest(filePath string) bool { return t.byPath[filePath].class == filekind.Test }
