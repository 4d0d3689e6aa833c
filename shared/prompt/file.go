package prompt

import (
	"cmp"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/text"
)

// file is one file of the change on its way into parts.
type file struct {
	change.File
	number   int    // its rank, from 1
	skip     string // why it is only named; empty where its diff is wanted
	patch    string
	hunks    []hunk
	diff     int // lines of its hunks
	lines    []line
	crlf     bool // every line shown ends in CRLF
	began    bool // some of it was chosen
	shown    int  // lines of its hunks that were placed
	cut      bool // a line that was placed is cut
	redacted []string
}

// onlyNamed are the classes whose diffs no reader needs, with the reason as people read it.
var onlyNamed = map[filekind.Class]string{
	filekind.LockFile: "lock file", filekind.Generated: "generated", filekind.Vendored: "vendored", filekind.Binary: "binary",
}

// ranked are all files of the change in the order of facts, then, by class and size, those that facts only sums.
func ranked(facts change.Facts, patches []diff.Patch) []*file {
	type key struct {
		path, previous string
		status         diff.Status
	}
	known := make(map[key][]int, len(facts.Files))
	for i, f := range facts.Files {
		k := key{f.Path, f.PreviousPath, f.Status}
		known[k] = append(known[k], i)
	}
	type place struct {
		*file
		at int
	}
	places := make([]place, len(patches))
	for i, p := range patches {
		m := measured(p)
		k := key{m.Path, m.PreviousPath, m.Status}
		at := len(facts.Files)
		if known := known[k]; len(known) > 0 {
			at = known[0]
		}
		if rest := known[k]; len(rest) > 0 {
			known[k] = rest[1:]
		}
		places[i] = place{&file{File: m, patch: p.Text}, at}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(
			cmp.Compare(a.at, b.at),
			cmp.Compare(classRank(a.Class), classRank(b.Class)),
			cmp.Compare(b.Additions+b.Deletions, a.Additions+a.Deletions),
			cmp.Compare(a.Path, b.Path), cmp.Compare(a.PreviousPath, b.PreviousPath), cmp.Compare(a.Status, b.Status),
			cmp.Compare(a.patch, b.patch),
		)
	})
	files := make([]*file, len(places))
	for i, p := range places {
		files[i] = p.file
		p.number = i + 1
		p.prepare()
	}
	return files
}

// measured are the facts of one patch. Measure leaves out a file whose path alone is too long for its facts; such a path is cut.
func measured(p diff.Patch) change.File {
	p.Path, p.PreviousPath = text.CutMiddle(p.Path, change.MaxPathBytes/4), text.CutMiddle(p.PreviousPath, change.MaxPathBytes/4)
	return change.Measure([]diff.Patch{p}).Files[0]
}

func classRank(c filekind.Class) int {
	order := []filekind.Class{
		filekind.Production, filekind.Migration, filekind.Infrastructure, filekind.CI, filekind.Configuration, filekind.Build, filekind.Test, filekind.Docs,
	}
	if i := slices.Index(order, c); i >= 0 {
		return i
	}
	return len(order)
}

// prepare makes the paths fit to be shown, and the patch, where it is wanted, to be chosen from.
func (f *file) prepare() {
	f.Path, f.PreviousPath = text.CutMiddle(visible(f.Path), maxPath), text.CutMiddle(visible(f.PreviousPath), maxPath)
	switch reason := onlyNamed[f.Class]; {
	case reason != "":
		f.skip = reason
	case f.patch != "":
		f.hunks = splitHunks(f.patch)
		for _, h := range f.hunks {
			f.diff += h.lines
		}
	case f.Additions+f.Deletions > 0:
		f.skip = "no diff from GitHub (binary, or too big)"
	default:
		f.skip = "no lines changed"
	}
}

// choose marks the hunks that are to be shown, within budget bytes: first those that add lines, each file up to its share, then what
// is left of them, last those that only delete, as no finding can stand on a deleted line.
func choose(files []*file, budget int) {
	for _, pass := range []struct {
		share int
		adds  bool
	}{{budget / fileShares, true}, {budget, true}, {budget, false}} {
		for _, f := range files {
			budget -= f.choose(min(pass.share, budget), pass.adds)
		}
	}
}

func (f *file) choose(room int, adds bool) (spent int) {
	for i := range f.hunks {
		h := &f.hunks[i]
		if (h.added > 0) != adds || h.chosen == len(h.body) && h.lines > 0 {
			continue
		}
		opening := len(h.header)
		if !f.began {
			opening += frameCost + len(f.Path) + len(f.PreviousPath)
		}
		left := room - spent - opening
		if left <= 0 || h.cost > left && h.cost <= wholeHunk && f.began {
			return spent
		}
		took := h.choose(left)
		if took == 0 && h.lines > 0 {
			return spent
		}
		f.began = true
		spent += took + opening
		if h.chosenLines < h.lines {
			return spent
		}
	}
	return spent
}
