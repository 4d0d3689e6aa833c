package repository

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// file is one of the tree's, and what its path tells.
type file struct {
	path, sha string
	bytes     int64
	class     filekind.Class
	language  string
	code      bool // in a programming language, written here by people
}

// source reports whether the file is code that is delivered or that delivers.
func (f file) source() bool {
	return f.code && (f.class == filekind.Production || f.class == filekind.Migration || f.class == filekind.Infrastructure)
}

func (f file) test() bool { return f.code && f.class == filekind.Test }

// forest is the tree at one commit.
type forest struct {
	files   []file // in the order of their paths
	folders []string
	byPath  map[string]*file
	facts   TreeFacts
}

// newForest sorts out the entries of a tree; symbolic links count as neither files nor folders.
func newForest(entries []githubapp.TreeEntry) *forest {
	t := &forest{byPath: make(map[string]*file, len(entries))}
	for _, e := range entries {
		switch {
		case e.Kind == "tree":
			t.folders = append(t.folders, e.Path)
		case e.Kind == "commit":
			t.facts.Submodules++
		case e.Kind == "blob" && e.Mode != "120000":
			language, isCode := filekind.LanguageOf(e.Path)
			f := file{path: e.Path, sha: e.SHA, bytes: e.Size, class: filekind.ClassOf(e.Path), language: language}
			f.code = isCode && f.class != filekind.Vendored && f.class != filekind.Generated && f.class != filekind.LockFile
			t.files = append(t.files, f)
			t.facts.Bytes += e.Size
		}
	}
	slices.SortFunc(t.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	for i := range t.files {
		t.byPath[t.files[i].path] = &t.files[i]
	}
	t.facts.Files, t.facts.Folders, t.facts.Unread = len(t.files), len(t.folders), []string{}
	return t
}

func isCode(filePath string) bool {
	_, code := filekind.LanguageOf(filePath)
	return code
}

func (t *forest) has(filePath string) bool { return t.byPath[filePath] != nil }

// paths are all files and folders.
func (t *forest) paths() []string {
	all := slices.Clone(t.folders)
	for _, f := range t.files {
		all = append(all, f.path)
	}
	return all
}

// kept are the paths of the files that people wrote and look after here.
func (t *forest) kept() []string {
	var paths []string
	for _, f := range t.files {
		if f.class != filekind.Vendored && f.class != filekind.Generated && f.class != filekind.LockFile {
			paths = append(paths, f.path)
		}
	}
	return paths
}

// describe fills in what the tree alone tells.
func (t *forest) describe(r *Report) {
	r.Tree, r.Paths = t.facts, newPathSet(t.paths())
	t.languages(r)
	t.tests(r)
	files := t.kept()
	manifests := manifestsIn(slices.DeleteFunc(slices.Clone(files), t.isTest), t.has)
	r.Manifests = append([]Manifest{}, manifests[:min(len(manifests), maxManifests)]...)
	r.EntryPoints, _ = t.places(entryPoints, maxPlaces, true)
	r.CI, r.Updates = servicesIn(files, filekind.CIService), servicesIn(files, filekind.Updater)
	r.SecretFiles, r.SecretCount = t.places(secretNames, maxPlaces, false)
	r.Documents = Documents{
		Readme: documentOf(files, "readme"), License: documentOf(files, "license", "licence", "copying", "unlicense"),
		Contributing: documentOf(files, "contributing"), Security: documentOf(files, "security"),
		Changelog: documentOf(files, "changelog", "changes", "history", "release_notes", "news"),
	}
	t.parts(r)
}

func (t *forest) isTest(filePath string) bool { return t.byPath[filePath].class == filekind.Test }

// languages sums the tree by language and by class.
func (t *forest) languages(r *Report) {
	languages, classes := map[string]*Language{}, map[filekind.Class]*ClassSize{}
	var all int64
	for _, f := range t.files {
		if classes[f.class] == nil {
			classes[f.class] = &ClassSize{Class: f.class}
		}
		classes[f.class].Files++
		classes[f.class].Bytes += f.bytes
		if !f.code || f.language == "" {
			continue
		}
		if languages[f.language] == nil {
			languages[f.language] = &Language{Name: f.language}
		}
		languages[f.language].Files++
		languages[f.language].Bytes += f.bytes
		all += f.bytes
	}
	r.Languages, r.Classes = []Language{}, []ClassSize{}
	for _, l := range languages {
		l.Share = share(l.Bytes, all)
		r.Languages = append(r.Languages, *l)
	}
	slices.SortFunc(r.Languages, func(a, b Language) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Name, b.Name)) })
	r.Languages = r.Languages[:min(len(r.Languages), maxLanguages)]
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		r.Classes = append(r.Classes, *classes[c])
	}
	slices.SortStableFunc(r.Classes, func(a, b ClassSize) int { return cmp.Compare(b.Bytes, a.Bytes) })
}

// tests compares the code of tests with the code that runs. Where tests lie beside the code, it finds the folders without, in the
// languages that have tests here.
func (t *forest) tests(r *Report) {
	tested, sources, beside := map[string]bool{}, map[string]int64{}, 0
	below := map[string]bool{} // folders with a test somewhere below
	languages := map[string]bool{}
	for _, f := range t.files {
		languages[f.language] = languages[f.language] || f.test()
	}
	for _, f := range t.files {
		switch folder := path.Dir(f.path); {
		case f.test():
			r.Tests.Files++
			r.Tests.Bytes += f.bytes
			tested[folder] = true
			for ; folder != "."; folder = path.Dir(folder) {
				below[folder] = true
			}
			below["."] = true
		case f.source():
			r.Tests.SourceFiles++
			r.Tests.SourceBytes += f.bytes
			if languages[f.language] {
				sources[folder] += f.bytes
			}
		}
	}
	r.Tests.Ratio, r.Tests.Untested = share(r.Tests.Bytes, r.Tests.SourceBytes), []string{}
	for folder := range tested {
		if sources[folder] > 0 {
			beside++
		}
	}
	if 2*beside < len(tested) || beside == 0 {
		return
	}
	var without []string
	for folder, bytes := range sources {
		if !below[folder] && bytes >= minUntested {
			without = append(without, folder)
		}
	}
	slices.SortFunc(without, func(a, b string) int { return cmp.Or(cmp.Compare(sources[b], sources[a]), strings.Compare(a, b)) })
	r.Tests.Untested = append(r.Tests.Untested, without[:min(len(without), maxUnownedList)]...)
}

// minUntested is how many bytes of code a folder has before its lack of tests is worth a word: about a hundred lines.
const minUntested = 3000

// places are the files that a list knows, nearest to the top first, and how many there are of them; examples, documentation and
// tests are left out where only the delivered counts.
func (t *forest) places(list []pattern, limit int, delivered bool) ([]Place, int) {
	found := []Place{}
	for _, f := range t.files {
		if f.class == filekind.Vendored || delivered && (f.class == filekind.Test || f.class == filekind.Docs || f.class == filekind.Generated) {
			continue
		}
		if w := what(list, f.path); w != "" {
			if f.class == filekind.Test {
				w += ", among tests"
			}
			found = append(found, Place{f.path, w})
		}
	}
	slices.SortStableFunc(found, func(a, b Place) int {
		return cmp.Or(strings.Count(a.What, ", among tests")-strings.Count(b.What, ", among tests"), strings.Count(a.Path, "/")-strings.Count(b.Path, "/"))
	})
	return found[:min(len(found), limit)], len(found)
}

// servicesIn groups the files that services read by the service.
func servicesIn(files []string, serviceOf func(path string) string) []Service {
	paths := map[string][]string{}
	for _, f := range files {
		if name := serviceOf(f); name != "" {
			paths[name] = append(paths[name], f)
		}
	}
	found := []Service{}
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		found = append(found, Service{name, paths[name][:min(len(paths[name]), maxPlaces)]})
	}
	return found
}

// parts sums the code by folder, at most two deep: the largest of them.
func (t *forest) parts(r *Report) {
	parts, tests, languages := map[string]*Folder{}, map[string]int{}, map[string]map[string]int{}
	for _, f := range t.files {
		part := partOf(f.path)
		if f.test() {
			tests[part]++
		}
		if !f.source() {
			continue
		}
		if parts[part] == nil {
			parts[part], languages[part] = &Folder{Path: part}, map[string]int{}
		}
		parts[part].Files++
		parts[part].Bytes += f.bytes
		languages[part][f.language] += int(f.bytes)
	}
	r.Folders = []Folder{}
	for name, p := range parts {
		p.Tests, p.Language = tests[name], ranked(languages[name], 1)[0]
		r.Folders = append(r.Folders, *p)
	}
	slices.SortFunc(r.Folders, func(a, b Folder) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Path, b.Path)) })
	r.Folders = r.Folders[:min(len(r.Folders), maxFolders)]
}

func share[N int | int64](part, all N) float64 {
	if all == 0 {
		return 0
	}
	return float64(part) / float64(all)
}
