package repository

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/text"
)

// tree reads the tree: by one call, or, where that does not hold it all, folder by folder, those first of which most was seen.
func (g *gatherer) tree(ctx context.Context) error {
	sha := g.s.overview.HeadSHA
	entries, truncated, err := g.gh.Tree(ctx, sha, true)
	if err != nil {
		return err
	}
	var unread []string
	if truncated {
		if entries, unread, err = g.walk(ctx, sha, entries); err != nil {
			return err
		}
	}
	g.s.forest = newForest(entries)
	if facts := &g.s.forest.facts; len(unread) > 0 {
		slices.Sort(unread)
		facts.Unread, facts.UnreadMore = unread[:min(len(unread), maxPlaces)], len(unread)
		g.s.gaps = append(g.s.gaps, fmt.Sprintf("the tree: it is so large that %s not listed", text.Count(len(unread), "folder is", "folders are")))
	}
	return nil
}

// branch is a folder of the tree that is still to be listed.
type branch struct {
	path, sha string
	seen      int // files that a cut answer showed below it
}

// walk lists a tree that is too large for one answer, whose part seen shows which folders are large.
func (g *gatherer) walk(ctx context.Context, root string, seen []githubapp.TreeEntry) (all []githubapp.TreeEntry, unread []string, err error) {
	known := map[string]githubapp.TreeEntry{}
	queue := []branch{{sha: root}}
	deeper := map[string]bool{"": true} // folders that are known not to fit into one answer
	for calls := 1; len(queue) > 0; calls++ {
		slices.SortStableFunc(queue, func(a, b branch) int { return cmp.Compare(b.seen, a.seen) })
		if calls == maxTreeCalls || len(known) > 3*maxPaths {
			break
		}
		next := queue[0]
		queue = queue[1:]
		entries, truncated, err := g.gh.Tree(ctx, next.sha, !deeper[next.path])
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
			unread = append(unread, cmp.Or(next.path, "."))
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
		unread = append(unread, b.path)
	}
	return slices.Collect(maps.Values(known)), unread, nil
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
