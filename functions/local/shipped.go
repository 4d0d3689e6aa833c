package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/kind/release"
)

// span is the first-parent history between two commits.
type span struct{ from, to string }

// graphCommit is a commit between two others.
type graphCommit struct {
	sha     string
	parents []string
	pull    int // number of the pull request that its title names; 0 if none
}

// shipped returns the commits that landed between two commits, the newest first. Instead of a pull request that only brought others, such as
// the merge of a development branch, those landed, as for the release that is analyzed (see release.Evidence.Integrating).
func shipped(ctx context.Context, dir string, of span) (changes []string, merged []span, err error) {
	listed, err := git(ctx, dir, "log", "--format=%H%x09%P%x09%s", of.to, "^"+of.from)
	if err != nil {
		return nil, nil, err
	}
	graph := map[string]graphCommit{}
	tip := ""
	for row := range strings.Lines(listed) {
		fields := strings.SplitN(strings.TrimRight(row, "\n"), "\t", 3)
		graph[fields[0]] = graphCommit{fields[0], strings.Fields(fields[1]), numberIn(fields[2])}
		if tip == "" {
			tip = fields[0]
		}
	}
	chain := lineOf(graph, tip)
	for _, c := range slices.Backward(chain) { // so that each merge brings what no earlier one did
		if c.pull == 0 || len(c.parents) != 2 {
			changes = append(changes, c.sha)
			continue
		}
		brought := lineOf(graph, c.parents[1])
		whole, err := integrates(ctx, dir, brought)
		if err != nil {
			return nil, nil, err
		}
		if !whole {
			changes = append(changes, c.sha)
			continue
		}
		merged = append(merged, span{c.parents[0], c.parents[1]})
		for _, b := range slices.Backward(brought) {
			if b.pull > 0 {
				changes = append(changes, b.sha)
			}
		}
	}
	slices.Reverse(changes)
	return changes, merged, nil
}

// lineOf returns the first-parent history of a commit within the graph, the newest first, and takes it out of the graph.
func lineOf(graph map[string]graphCommit, sha string) (line []graphCommit) {
	for c, ok := graph[sha]; ok; c, ok = graph[c.parents[0]] {
		line = append(line, c)
		delete(graph, c.sha)
		if len(c.parents) == 0 {
			break
		}
	}
	return line
}

// integrates reports whether the commits of a pull request are those of others, but for a small part of their lines.
func integrates(ctx context.Context, dir string, brought []graphCommit) (bool, error) {
	others, merge := map[int]bool{}, false
	var all, own []string
	for _, c := range brought {
		merge = merge || len(c.parents) > 1
		switch {
		case c.pull > 0:
			others[c.pull] = true
		case len(c.parents) > 1:
			continue
		default:
			own = append(own, c.sha)
		}
		all = append(all, c.sha)
	}
	if !merge || len(others) == 0 || len(own) > 0 && len(others) == 1 {
		return false, nil
	}
	ownLines, err := changedLines(ctx, dir, own)
	if err != nil {
		return false, err
	}
	allLines, err := changedLines(ctx, dir, all)
	return float64(ownLines) <= release.OwnPart*float64(allLines), err
}

// changedLines counts the lines that commits change, and the commits.
func changedLines(ctx context.Context, dir string, shas []string) (lines int, err error) {
	if len(shas) == 0 {
		return 0, nil
	}
	listed, err := git(ctx, dir, append([]string{"show", "--diff-merges=first-parent", "--numstat", "--format="}, shas...)...)
	for row := range strings.Lines(listed) {
		fields := strings.SplitN(row, "\t", 3)
		for _, count := range fields[:min(len(fields), 2)] {
			n, _ := strconv.Atoi(count) // none for binary files
			lines += n
		}
	}
	return len(shas) + lines, err
}
