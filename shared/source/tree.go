package source

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/text"
)

// Bounds on reading a tree that does not fit into one answer.
const (
	maxTreeCalls   = 20
	maxTreeEntries = 300_000
)

// entryBytes is about how many bytes an entry takes.
const entryBytes = 200

// Tree is all files and folders at a commit.
type Tree struct {
	Entries  []githubapp.TreeEntry // in no order
	Unlisted []string              // folders that were not read, sorted
	shas     map[string]string     // of blobs, by path
}

// Tree reads the tree in one request or, if it is too large, folder by folder, the largest first. Folders that were not read are
// a gap.
func (s *Snapshot) Tree(ctx context.Context) (*Tree, error) {
	if s.tree != nil {
		return s.tree, nil
	}
	t, err := cached(s, "tree", func(t *Tree) int { return entryBytes * len(t.Entries) }, func() (*Tree, error) { return s.readTree(ctx) })
	if err != nil {
		return nil, err
	}
	if n := len(t.Unlisted); n > 0 {
		s.AddGap("the tree", "it is so large that "+text.Count(n, "folder is", "folders are")+" not listed")
	}
	s.tree = t
	return t, nil
}

func (s *Snapshot) readTree(ctx context.Context) (*Tree, error) {
	entries, truncated, err := s.gh.Tree(ctx, s.sha, true)
	if err != nil {
		return nil, err
	}
	t := &Tree{Entries: entries, shas: map[string]string{}}
	if truncated {
		if t.Entries, t.Unlisted, err = s.walk(ctx, entries); err != nil {
			return nil, err
		}
		slices.Sort(t.Unlisted)
	}
	for _, e := range t.Entries {
		if e.Kind == "blob" {
			t.shas[e.Path] = e.SHA
		}
	}
	return t, nil
}

// branch is a folder that is still to be listed.
type branch struct {
	path, sha string
	seen      int // entries that a truncated answer showed below it
}

// walk lists a tree that is too large for one answer; seen is the part of it that GitHub returned, and shows which folders are
// large.
func (s *Snapshot) walk(ctx context.Context, seen []githubapp.TreeEntry) (all []githubapp.TreeEntry, unlisted []string, err error) {
	known := map[string]githubapp.TreeEntry{}
	queue := []branch{{sha: s.sha}}
	deeper := map[string]bool{"": true} // folders that do not fit into one answer
	for calls := 1; len(queue) > 0; calls++ {
		slices.SortStableFunc(queue, func(a, b branch) int { return cmp.Compare(b.seen, a.seen) })
		if calls == maxTreeCalls || len(known) > maxTreeEntries {
			break
		}
		next := queue[0]
		queue = queue[1:]
		entries, truncated, err := s.gh.Tree(ctx, next.sha, !deeper[next.path])
		if err != nil {
			return nil, nil, err
		}
		prefix := next.path + "/"
		if next.path == "" {
			prefix = ""
		}
		for i := range entries {
			entries[i].Path = prefix + entries[i].Path
			known[entries[i].Path] = entries[i]
		}
		switch {
		case deeper[next.path] && truncated: // more entries in one folder than an answer holds
			unlisted = append(unlisted, cmp.Or(next.path, "."))
			fallthrough
		case deeper[next.path]:
			below := countBelow(seen, prefix)
			for _, e := range entries {
				if e.Kind == "tree" {
					queue = append(queue, branch{e.Path, e.SHA, below[e.Path]})
				}
			}
		case truncated:
			deeper[next.path], seen = true, append(seen, entries...)
			queue = append(queue, branch{next.path, next.sha, len(entries)})
		}
	}
	for _, b := range queue {
		unlisted = append(unlisted, b.path)
	}
	return slices.Collect(maps.Values(known)), unlisted, nil
}

// countBelow counts the entries of each folder right below the prefix.
func countBelow(entries []githubapp.TreeEntry, prefix string) map[string]int {
	counts := map[string]int{}
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(e.Path, prefix); ok {
			folder, _, _ := strings.Cut(rest, "/")
			counts[prefix+folder]++
		}
	}
	return counts
}
