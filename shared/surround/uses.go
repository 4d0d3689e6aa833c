package surround

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/symbols"
)

// use is a name that the added lines of one file have.
type use struct {
	name    string
	file    *changedFile
	refs    []symbols.Reference
	count   int
	mention bool // only comments and strings have it
}

// How far a definition is from its use.
const (
	sameFile = iota
	sameFolder
	importedFile
	mentionedFile // a word of the imports names it or its folder
	elsewhere
)

// uses selects the definitions of what added lines use.
func (s *selector) uses() {
	var uses []use
	for _, f := range s.changed {
		byName := map[string]int{}
		refs := s.references(f)
		code := len(refs)
		for n, ref := range append(refs, s.mentioned(f, refs)...) {
			i, ok := byName[ref.Name]
			if !ok {
				i = len(uses)
				byName[ref.Name] = i
				uses = append(uses, use{name: ref.Name, file: f, mention: n >= code})
			}
			uses[i].count++
			if len(uses[i].refs) < maxRefs {
				uses[i].refs = append(uses[i].refs, ref)
			}
		}
	}
	type choice struct {
		candidate
		tier, count, rank int
		file              string
		possible          bool
	}
	var choices []choice
	type definition struct {
		path, name string
		line       int
	}
	at := map[definition]int{}
	for _, u := range uses {
		meant, possible := s.candidates(u)
		for n, c := range append(meant, possible...) {
			key := definition{c.path, c.Name, c.Line}
			i, ok := at[key]
			if !ok {
				i = len(choices)
				at[key] = i
				choices = append(choices, choice{candidate: c, tier: s.tier(u.file, c), rank: u.file.rank, file: u.file.path, possible: true})
			}
			choices[i].possible = choices[i].possible && n >= len(meant)
			choices[i].count += u.count
			choices[i].tier = min(choices[i].tier, s.tier(u.file, c))
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.count, a.count), cmp.Compare(a.rank, b.rank), cmp.Compare(a.path, b.path), cmp.Compare(a.Line, b.Line))
	})
	for _, c := range choices {
		s.add(Excerpt{
			Path: c.path, First: max(c.First, c.Line-maxHead), Last: max(c.Line, min(c.Head, c.Line+maxHead)), Reason: Definition, Name: c.Name, Line: c.Line,
			For: c.file, Possible: c.possible,
		})
		if whole := c.Last - c.First; !c.possible && (c.Kind == symbols.Type && whole < maxTypeBody || c.Kind == symbols.Function && whole < maxBody) {
			s.add(Excerpt{Path: c.path, First: c.First, Last: c.Last, Reason: Body, Name: c.Name, Line: c.Line, For: c.file})
		}
	}
}

// references returns what the added lines of a file use and some file defines.
func (s *selector) references(f *changedFile) []symbols.Reference {
	return symbols.References(f.path, s.text(f), func(line int, name string) bool { return f.added[line] && s.byName[name] != nil })
}

// mentioned returns the names that only comments and strings of added lines mention.
func (s *selector) mentioned(f *changedFile, refs []symbols.Reference) []symbols.Reference {
	used := map[string]bool{}
	for _, ref := range refs {
		used[ref.Name] = true
	}
	var found []symbols.Reference
	line := 0
	for text := range strings.Lines(s.text(f)) {
		if line++; !f.added[line] {
			continue
		}
		for _, word := range words.FindAllString(text, -1) {
			if !used[word] && len(word) >= leastName && s.byName[word] != nil && !symbols.Keyword(word) {
				used[word] = true
				found = append(found, symbols.Reference{Name: word, Line: line, Called: true})
			}
		}
	}
	return found
}

// maxRefs bounds the uses of a name in one file that are looked at.
const maxRefs = 8

// tier returns how far the candidate is from the file.
func (s *selector) tier(f *changedFile, c candidate) int {
	switch {
	case c.path == f.path:
		return sameFile
	case folder(c.path) == folder(f.path):
		return sameFolder
	case s.imports[f.path][c.path]:
		return importedFile
	case s.mentions(f, c.path):
		return mentionedFile
	}
	return elsewhere
}

func folder(p string) string { return p[:strings.LastIndexByte(p, '/')+1] }
