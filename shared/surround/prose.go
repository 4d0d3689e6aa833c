package surround

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// dataFormats are the extensions of files whose words are data: none means a definition.
var dataFormats = map[string]bool{
	".json": true, ".lock": true, ".yml": true, ".yaml": true, ".txt": true, ".svg": true, ".xml": true, ".html": true, ".csv": true, ".css": true,
	".scss": true, ".less": true,
}

// prose reports whether the words of a file in no language that is known may name definitions: documentation, templates, scripts.
func (f *changedFile) prose() bool {
	return f.family == "" && !dataFormats[strings.ToLower(path.Ext(f.path))]
}

// named returns the definitions that a word of prose may mean: all that have the name, if they are few. Prose is about what a repository
// does, not about its tests.
func (s *selector) named(u use) (found []candidate) {
	if !u.file.prose() || symbols.Keyword(u.name) {
		return nil
	}
	all := s.byName[u.name]
	if len(all) > maxSight {
		return nil
	}
	for _, c := range all {
		if c.Local || c.Kind == symbols.Value && c.family != "go" || overloads(found, c) || isTest(c.path) {
			continue
		}
		if found = append(found, c); len(found) > MaxCandidates {
			return nil
		}
	}
	return found
}

// spoken returns the files that are named like a word that prose adds, then, where the round has room, all others: those that are nearest to
// the change and are no tests first. Nothing else tells which of them a document is about.
func (r *Reading) spoken() (paths []string) {
	seen := map[string]bool{}
	for _, f := range r.changed {
		if !f.prose() {
			continue
		}
		line := 0
		for text := range strings.Lines(r.texts[f.path]) {
			if line++; !f.added[line] {
				continue
			}
			for _, word := range words.FindAllString(text, -1) {
				if len(word) >= leastName && !seen[word] && !symbols.Keyword(word) {
					seen[word] = true
					paths = append(paths, nearest(slices.Clone(r.tree.stems[plain(word)]), f.path)...)
				}
			}
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return append(paths, r.rest()...)
}

// maxNear bounds the changed files that folders are compared with.
const maxNear = 50

// rest returns the files of the folders that are nearest to a changed file, as many as a round reads.
func (r *Reading) rest() (all []string) {
	type near struct {
		folder   string
		distance int
	}
	changed := map[string]bool{}
	for _, f := range r.changed[:min(len(r.changed), maxNear)] {
		changed[folder(f.path)] = true
	}
	var folders []near
	for dir := range r.tree.folders {
		n := near{dir, 1 << 20}
		for from := range changed {
			n.distance = min(n.distance, distance(dir+"/", from))
		}
		folders = append(folders, n)
	}
	slices.SortFunc(folders, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.folder, b.folder))
	})
	for _, n := range folders {
		of := slices.DeleteFunc(slices.Clone(r.tree.folders[n.folder]), isTest)
		slices.SortFunc(of, func(a, b string) int { return cmp.Or(cmp.Compare(r.tree.sizes[a], r.tree.sizes[b]), cmp.Compare(a, b)) })
		if all = append(all, of...); len(all) > MaxFiles+proseFiles {
			break
		}
	}
	return all
}
