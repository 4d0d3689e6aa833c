package prompt

import (
	"cmp"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/text"
)

// file is one file of the change on its way into parts.
type file struct {
	change.File
	number   int    // its rank, from 1
	path     string // as the change has it
	skip     string // why its diff is not shown; empty if it is
	context  bool   // it is not part of the change
	past     bool   // its lines are those before the change
	patch    string
	parsed   bool   // the next three are set, see parse
	hunks    []hunk // of a patch that is shown
	ranked   []int  // indexes of the hunks, those that add most lines first
	diff     int    // lines of its hunks
	lines    []line
	crlf     bool // every line shown ends in CRLF
	began    bool // some of it was chosen
	spent    int  // bytes of it that were chosen
	shown    int  // lines of its hunks in the parts
	cut      bool // one of these lines is cut
	redacted []string

	attached      []*file // context that explains it
	attachedBytes int
	owner         *file // to which it is attached
}

// onlyNamed are the classes whose diffs are not shown, with the reason for people.
var onlyNamed = map[filekind.Class]string{
	filekind.LockFile: "lock file", filekind.Generated: "generated", filekind.Vendored: "vendored", filekind.Binary: "binary",
}

// noDiff is why the diff of a file is not shown that has changed lines.
const noDiff = "no diff from GitHub (binary, or too big)"

// rankFiles returns all files of the change: in the order of facts, then, by class and size, those that facts only sums.
func rankFiles(facts change.Facts, patches []diff.Patch) []*file {
	type key struct {
		path, previous string
		status         diff.Status
	}
	known := make(map[key][]int, len(facts.Files))
	for i, f := range facts.Files {
		k := key{f.Path, f.PreviousPath, f.Status}
		known[k] = append(known[k], i)
	}
	type rankedFile struct {
		*file
		at, class int
	}
	all := make([]rankedFile, len(patches))
	var scanner diff.Scanner
	for i, p := range patches {
		m := outline(p, &scanner)
		k := key{m.Path, m.PreviousPath, m.Status}
		at := len(facts.Files)
		if known := known[k]; len(known) > 0 {
			at = known[0]
			m.Class, m.Claim = facts.Files[at].Class, facts.Files[at].Claim // by what the default branch says, which the patch does not show
		}
		if rest := known[k]; len(rest) > 0 {
			known[k] = rest[1:]
		}
		all[i] = rankedFile{&file{File: m, path: p.Path, patch: p.Text}, at, classRank(m.Class)}
	}
	slices.SortFunc(all, func(a, b rankedFile) int {
		if c := cmp.Or(a.at-b.at, a.class-b.class, b.Additions+b.Deletions-a.Additions-a.Deletions); c != 0 {
			return c
		}
		if c := cmp.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.PreviousPath, b.PreviousPath), cmp.Compare(a.Status, b.Status), cmp.Compare(a.patch, b.patch))
	})
	files := make([]*file, len(all))
	for i, f := range all {
		files[i] = f.file
		f.number = i + 1
		f.prepare()
	}
	return files
}

// outline outlines one patch. It cuts a very long path, because the facts leave out its file.
func outline(p diff.Patch, s *diff.Scanner) change.File {
	p.Path, p.PreviousPath = text.CutMiddle(p.Path, change.MaxPathBytes/4), text.CutMiddle(p.PreviousPath, change.MaxPathBytes/4)
	return change.Outline(p, s)
}

func classRank(c filekind.Class) int {
	order := []filekind.Class{
		filekind.Production, filekind.Migration, filekind.Infrastructure, filekind.CI, filekind.Configuration,
		filekind.Build, filekind.Test, filekind.Docs,
	}
	if i := slices.Index(order, c); i >= 0 {
		return i
	}
	return len(order)
}

// prepare makes the paths printable, and says why the diff is not shown if it is not.
func (f *file) prepare() {
	f.Path, f.PreviousPath = text.CutMiddle(visible(f.Path), maxPath), text.CutMiddle(visible(f.PreviousPath), maxPath)
	switch reason := onlyNamed[f.Class]; {
	case reason != "":
		f.skip = reason
	case f.patch != "":
	case f.Additions+f.Deletions > 0:
		f.skip = noDiff
	default:
		f.skip = "no lines changed"
	}
}

// parse splits the patch, if it is shown: of a large change most files get no room, and then nobody asks for their hunks.
func (f *file) parse() {
	if f.parsed || f.skip != "" {
		return
	}
	f.parsed, f.hunks = true, splitHunks(f.patch)
	for i, h := range f.hunks {
		f.diff += h.lines
		f.ranked = append(f.ranked, i)
	}
	slices.SortStableFunc(f.ranked, func(a, b int) int { return f.hunks[b].added - f.hunks[a].added })
}

// hidesLines reports whether lines of the diff are not in the parts.
func (f *file) hidesLines() bool {
	if !f.parsed {
		for line := range strings.Lines(f.patch) {
			if !strings.HasPrefix(line, "@@ -") {
				return true
			}
		}
	}
	f.parse()
	return f.shown < f.diff
}

// choose marks the hunks to show, within budget bytes: first of every production file, so that no file starves another, then those that add
// lines, up to each file's share, then the rest of them, last those that only delete, because no finding can be on a deleted line.
func choose(files []*file, budget int) {
	budget -= chooseFairly(files, budget/2, budget)
	for _, pass := range []struct {
		share int
		adds  bool
	}{{budget / fileShares, true}, {budget, true}, {budget, false}} {
		for _, f := range files {
			budget -= f.choose(min(pass.share, budget), pass.adds)
		}
	}
}

// leastShare is the least room that a production file gets before others get more than their share, in bytes, as far as there is room.
const leastShare = 1 << 10

// chooseFairly gives every production file the same room, for its hunks with most added lines before those that only delete; what a small
// one leaves is the others'. Only the least share of each may take more than budget, up to all there is.
func chooseFairly(files []*file, budget, all int) (spent int) {
	share := fairShare(files, budget)
	for _, f := range files {
		if f.Class.Runs() && all-spent > f.least() {
			f.parse()
			room, deleted := min(share, all-spent), 0
			for _, cost := range f.costs(false) {
				deleted += cost
			}
			added := f.choose(room-min(deleted, room/8), true)
			spent += added + f.choose(room-added, false)
		}
	}
	return spent
}

// fairShare returns the room with which all production files take at most budget, but at least leastShare.
func fairShare(files []*file, budget int) int {
	var sizes []int
	least := 0 // bytes of the files so far, with leastShare
	for _, f := range files {
		if !f.Class.Runs() || f.skip != "" {
			continue
		}
		f.parse()
		size := f.least()
		for _, h := range f.hunks {
			size += len(h.header) + h.cost
		}
		if least += min(size, leastShare); least >= budget {
			return leastShare
		}
		sizes = append(sizes, size)
	}
	return max(level(sizes, budget), leastShare)
}

// least returns what the first line of the file takes besides itself and its hunk's header.
func (f *file) least() int { return frameCost + len(f.Path) + len(f.PreviousPath) }

// costs returns what the hunks that add lines, or those that only delete, would take more than they have.
func (f *file) costs(adds bool) (costs []int) {
	for _, h := range f.hunks {
		if (h.added > 0) == adds && h.chosenCost < h.cost {
			costs = append(costs, len(h.header)+h.cost-h.chosenCost)
		}
	}
	return costs
}

// choose marks hunks of the file within room bytes, and returns what they take. Of a file that only the change itself calls generated it
// takes a sample. A large hunk gets more than its share only after the others: what matters may be in a small one.
func (f *file) choose(room int, adds bool) (spent int) {
	if f.Claim != "" {
		room = min(room, maxSample-f.spent)
	}
	if !f.began && room <= f.least() {
		return 0
	}
	f.parse()
	defer func() { f.spent += spent }()
	for _, most := range []int{max(wholeHunk, level(f.costs(adds), room-frameCost)), room} {
		for _, i := range f.ranked {
			h := &f.hunks[i]
			if (h.added > 0) != adds || h.chosen == len(h.body) && h.lines > 0 {
				continue
			}
			opening := 0
			if h.chosen == 0 {
				opening = len(h.header)
			}
			if !f.began {
				opening += f.least()
			}
			left := room - spent - opening
			if left <= 0 {
				return spent
			}
			if h.cost-h.chosenCost > left && h.cost <= wholeHunk && f.began {
				continue
			}
			took := h.choose(min(left, most))
			if took == 0 && h.lines > 0 {
				return spent
			}
			f.began = true
			spent += took + opening
			if h.chosenLines < h.lines && left <= most {
				return spent
			}
		}
	}
	return spent
}
