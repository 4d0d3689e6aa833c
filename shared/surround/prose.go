package surround

import (
	"cmp"
	"path"
	"regexp"
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

// telling are the words of lines by which a document says what it is about: its examples import it, or it tells how to use it.
var telling = regexp.MustCompile(`\b(?:import|from|use|using|include|require|require_once|package)\b`)

// toldBy returns the words of such lines.
func (s *selector) toldBy(f *changedFile) map[string]bool {
	told, ok := s.told[f.path]
	if ok {
		return told
	}
	told = map[string]bool{}
	for text := range strings.Lines(s.texts[f.path]) {
		if telling.MatchString(text) {
			for _, word := range words.FindAllString(text, -1) {
				told[plain(word)] = true
			}
		}
	}
	s.told[f.path] = told
	return told
}

// compound matches names that are no words of English.
var compound = regexp.MustCompile(`[\p{Ll}\d]\p{Lu}|\w_\w`)

// named returns the definitions that a word of prose may mean: those of the document's folder, and of the files and folders that it tells of,
// if they are few; else the only one of a compound name. Prose is about what a repository does, not about its tests.
func (s *selector) named(u use) []candidate {
	if !u.file.prose() || symbols.Keyword(u.name) {
		return nil
	}
	var sight, beyond []candidate
	told := s.toldBy(u.file)
	for _, c := range s.byName[u.name] {
		switch {
		case c.Local || c.Kind == symbols.Value && c.family != "go" || isTest(c.path):
		case folder(c.path) != folder(u.file.path) && !told[stem(path.Base(c.path))] && !told[plain(path.Base(path.Dir(c.path)))]:
			beyond = append(beyond, c)
		case !overloads(sight, c):
			sight = append(sight, c)
		}
	}
	if len(sight) == 0 && len(beyond) == 1 && compound.MatchString(u.name) {
		return beyond
	}
	if len(sight) > MaxCandidates {
		return nil
	}
	return sight
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
