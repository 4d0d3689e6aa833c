package surround

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/symbols"
)

// Bounds on what one round reads. A file costs GitHub a few milliseconds of the ten seconds that a query may take.
const (
	MaxFiles = 300
	MaxBytes = 6 << 20
	// Further ones are read for the words of prose.
	proseFiles = 150
	proseBytes = 3 << 20
)

// Reading gathers the files for a selection. First and Next name what to read; Read takes what was read.
type Reading struct {
	tree    *Tree
	changed []*changedFile
	byPath  map[string]*changedFile
	used    map[string]int // how often added lines have a word
	texts   map[string]string
	imports map[string]map[string]bool // of changed files: the files that they import
	others  map[string]map[string]bool // of changed files: names that they import from outside the repository, and whether they stand alone
	named   map[string]map[string]bool // of changed files: the words of their imports
	left    []string                   // what the last round had no room for
	past    map[string]string          // texts before the change, by path
}

// NewReading begins the reading for a change.
func NewReading(patches []diff.Patch, tree *Tree) *Reading {
	r := &Reading{
		tree: tree, changed: changedFiles(patches), byPath: map[string]*changedFile{}, used: map[string]int{}, texts: map[string]string{},
		imports: map[string]map[string]bool{}, others: map[string]map[string]bool{}, named: map[string]map[string]bool{}, past: map[string]string{},
	}
	var scanner diff.Scanner
	for _, f := range r.changed {
		r.byPath[f.path] = f
	}
	for i := range patches {
		if r.byPath[patches[i].Path] == nil {
			continue
		}
		hunks := scanner.Hunks(&patches[i])
		var added strings.Builder
		for _, l := range hunks.Lines {
			if hunks.Text[l.Start] != '+' {
				continue
			}
			text := hunks.Text[l.Start+1 : l.End]
			for _, word := range words.FindAllString(text, -1) {
				r.used[plain(word)]++
			}
			added.WriteString(text)
			added.WriteByte('\n')
		}
		if _, known := tree.sizes[patches[i].Path]; !known {
			r.byPath[patches[i].Path].unread(added.String())
		}
	}
	return r
}

var words = regexp.MustCompile(`[\p{L}_][\p{L}\p{N}_]*`)

// Read takes the texts of files.
func (r *Reading) Read(texts map[string]string) {
	for p, text := range texts {
		if text != "" {
			r.texts[p] = text
		}
	}
}

// text returns a changed file, or as much of it as the diff shows.
func (r *Reading) text(f *changedFile) string { return cmp.Or(r.texts[f.path], f.text) }

// queue collects paths up to the bounds of a round.
type queue struct {
	*Reading
	paths []string
	seen  map[string]bool
	files int      // that still fit
	bytes int64    // that still fit
	left  []string // what did not
}

func (r *Reading) queue() *queue {
	return &queue{Reading: r, seen: map[string]bool{}, files: MaxFiles, bytes: MaxBytes}
}

func (q *queue) add(paths ...string) {
	for _, p := range paths {
		size, known := q.tree.sizes[p]
		if _, have := q.texts[p]; have || q.seen[p] || !known {
			continue
		}
		if q.files == 0 || q.bytes < size {
			q.left = append(q.left, p)
			continue
		}
		q.seen[p] = true
		q.paths = append(q.paths, p)
		q.files--
		q.bytes -= size
	}
}

// First returns the changed files, their tests, and their neighbors.
func (r *Reading) First() []string {
	q := r.queue()
	for _, f := range r.changed {
		if len(f.touched) > 0 || f.before != "" {
			q.add(f.path)
		}
	}
	for _, f := range r.changed {
		q.add(r.tests(f)...)
	}
	q.add(r.neighbors()...)
	r.left = q.left
	return q.paths
}

// neighbors returns the files in the folders of changed files.
func (r *Reading) neighbors() []string { return r.within(path.Dir) }

// around returns files of the folders next to those of changed files: callers and what languages without imports use.
func (r *Reading) around() []string {
	return r.within(func(p string) string {
		if parent := path.Dir(path.Dir(p)); parent != "." {
			return parent
		}
		return ""
	})
}

// within returns the files in the folders that folderOf names for changed files, in the same languages: those with names that added lines use
// first, then the smaller ones.
func (r *Reading) within(folderOf func(string) string) []string {
	type group struct{ folder, family string }
	var all []string
	seen := map[group]bool{}
	for _, f := range r.changed {
		g := group{folderOf(f.path), f.family}
		if seen[g] || f.family == "" {
			continue
		}
		seen[g] = true
		for _, p := range r.tree.folders[g.folder] {
			if symbols.Family(p) == f.family {
				all = append(all, p)
			}
		}
	}
	r.rank(all)
	return all
}

// rank sorts paths by how much the added lines use their names, then production code before tests, then by size.
func (r *Reading) rank(paths []string) {
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(
			cmp.Compare(min(1, r.used[stem(path.Base(b))]), min(1, r.used[stem(path.Base(a))])),
			falseFirst(isTest(a), isTest(b)), cmp.Compare(r.tree.sizes[a], r.tree.sizes[b]), cmp.Compare(a, b),
		)
	})
}

// Next returns the files that the changed files import, and those that are named like what added lines use. Call it when the first round
// was read.
func (r *Reading) Next() []string {
	r.compare()
	q := r.queue()
	var folders []string
	for _, f := range r.changed {
		text := r.text(f)
		if text == "" {
			continue
		}
		r.imports[f.path], r.others[f.path], r.named[f.path] = map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, p := range r.tree.pack(f.path, f.family, text) {
			r.imports[f.path][p] = true
			folders = append(folders, p)
		}
		imports := symbols.Imports(f.path, text)
		for _, i := range imports[:min(len(imports), maxFileImports)] {
			files := r.tree.imported(f.path, f.family, i)
			for _, p := range files {
				r.imports[f.path][p] = true
			}
			if len(files) == 0 {
				r.outside(f, i)
			}
			for _, word := range append(words.FindAllString(i.Path, -1), i.Names...) {
				r.named[f.path][plain(word)] = true
			}
			if len(files) <= MaxCandidates {
				q.add(files...)
			} else {
				folders = append(folders, files...)
			}
		}
	}
	for _, f := range r.changed {
		for _, ref := range symbols.References(f.path, r.text(f), func(line int, name string) bool { return f.added[line] && len(name) >= leastName }) {
			q.add(r.tree.named(ref.Name, f.family, f.path)...)
		}
	}
	r.rank(folders)
	q.add(folders...)
	q.add(r.mentioned()...)
	q.add(r.left...)
	q.add(r.around()...)
	r.left = q.left
	q.files, q.bytes = proseFiles, proseBytes
	q.add(r.spoken()...)
	return q.paths
}

// mentioned returns the files that are named like a word of a changed file's imports, or whose folders are.
func (r *Reading) mentioned() []string {
	var found []string
	seen := map[string]bool{}
	for _, f := range r.changed {
		if f.family == "" {
			continue
		}
		var of []string
		for word := range r.named[f.path] {
			for _, p := range r.tree.stems[word] {
				if r.mentions(f, p) {
					of = append(of, p)
				}
			}
			for _, dir := range r.tree.dirs[word] {
				of = append(of, r.tree.folders[dir]...)
			}
		}
		of = slices.DeleteFunc(of, func(p string) bool {
			known := seen[p] || !related(f.family, symbols.Family(p))
			seen[p] = true
			return known
		})
		slices.SortFunc(of, func(a, b string) int {
			return cmp.Or(falseFirst(!r.named[f.path][stem(path.Base(a))], !r.named[f.path][stem(path.Base(b))]),
				cmp.Compare(distance(a, f.path), distance(b, f.path)), cmp.Compare(r.tree.sizes[a], r.tree.sizes[b]), cmp.Compare(a, b))
		})
		found = append(found, of[:min(len(of), MaxFiles)]...)
	}
	return found
}

// mentions reports whether a word of the file's imports names the file at p or its folder.
func (r *Reading) mentions(f *changedFile, p string) bool {
	return r.named[f.path][stem(path.Base(p))] || r.named[f.path][plain(path.Base(path.Dir(p)))]
}

// outside notes the names that an import brings from outside the repository: those that it lists, or the last of its path. Where the path
// is that of a file or package, this stands only before a dot, and in Ruby it is no name.
func (r *Reading) outside(f *changedFile, i symbols.Import) {
	if r.tree.own(f.family, i.Path) {
		return
	}
	for _, name := range i.Names {
		r.others[f.path][name] = true
	}
	if len(i.Names) == 0 && f.family != "ruby" {
		r.others[f.path][i.Path[strings.LastIndexAny(i.Path, `./:\`)+1:]] = namesTypes[f.family]
	}
}

// namesTypes are the families whose imports end in the name of a type.
var namesTypes = map[string]bool{"jvm": true, "php": true, "rust": true, "csharp": true}

// maxFileImports bounds the imports that are looked up for one file.
const maxFileImports = 200
