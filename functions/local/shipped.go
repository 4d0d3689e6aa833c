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
	release.Commit
	parents []string
}

// pull returns the number of the pull request that the commit's title names; 0 if there is none.
func (c graphCommit) pull() int { return numberIn(c.Title) }

// shipped returns the commits that landed between two commits, the newest first. Instead of a pull request that only brought others, such as
// the merge of a development branch, those landed, as for the release that is analyzed (see release.Evidence.Integrating).
func shipped(ctx context.Context, dir string, of span) (changes []string, merged []span, err error) {
	graph, err := graphOf(ctx, dir, of)
	if err != nil {
		return nil, nil, err
	}
	tip, err := git(ctx, dir, "rev-parse", "--verify", of.to+"^{commit}")
	if err != nil {
		return nil, nil, err
	}
	for _, c := range slices.Backward(lineOf(graph, tip)) { // so that each merge brings what no earlier one did
		var brought []string
		if c.pull() > 0 && len(c.parents) == 2 {
			if brought, err = c.brings(ctx, dir, graph); err != nil {
				return nil, nil, err
			}
		}
		if len(brought) > 0 {
			changes, merged = append(changes, brought...), append(merged, span{c.parents[0], c.parents[1]})
		} else {
			changes = append(changes, c.SHA)
		}
	}
	slices.Reverse(changes)
	return changes, merged, nil
}

// graphOf returns the commits between two others, by SHA.
func graphOf(ctx context.Context, dir string, of span) (map[string]graphCommit, error) {
	listed, err := git(ctx, dir, "log", "--format=%H%x09%P%x09%s", of.to, "^"+of.from)
	graph := map[string]graphCommit{}
	for row := range strings.Lines(listed) {
		fields := strings.SplitN(strings.TrimRight(row, "\n"), "\t", 3)
		parents := strings.Fields(fields[1])
		graph[fields[0]] = graphCommit{release.Commit{SHA: fields[0], Title: fields[2], Parents: len(parents)}, parents}
	}
	return graph, err
}

// lineOf returns the first-parent history of a commit within the graph, the newest first, and takes it out of the graph.
func lineOf(graph map[string]graphCommit, sha string) (line []graphCommit) {
	for c, ok := graph[sha]; ok; c, ok = graph[c.parents[0]] {
		line = append(line, c)
		delete(graph, c.SHA)
		if len(c.parents) == 0 {
			break
		}
	}
	return line
}

// allOf returns the history of commits within the graph, and takes it out of the graph.
func allOf(graph map[string]graphCommit, shas ...string) (all []graphCommit) {
	for len(shas) > 0 {
		line := lineOf(graph, shas[0])
		all, shas = append(all, line...), shas[1:]
		for _, c := range line {
			shas = append(shas, c.parents[min(len(c.parents), 1):]...)
		}
	}
	return all
}

// brings returns the pull requests' commits on the branch that the merge brought, the oldest first, if that brought only such. It takes the
// branch out of the graph.
func (c graphCommit) brings(ctx context.Context, dir string, graph map[string]graphCommit) (shas []string, err error) {
	whole := release.Pull{Number: c.pull()}
	var e release.Evidence
	for _, b := range slices.Backward(lineOf(graph, c.parents[1])) {
		own, pulls := release.Pull{Number: b.pull()}, []int{whole.Number}
		if own.Number > 0 {
			pulls = append(pulls, own.Number)
		}
		for _, of := range append(allOf(graph, b.parents[min(len(b.parents), 1):]...), b) {
			of.Pulls = pulls
			own.Commits, e.Commits = append(own.Commits, of.SHA), append(e.Commits, of.Commit)
		}
		whole.Commits = append(whole.Commits, own.Commits...)
		if own.Number > 0 {
			e.Pulls, shas = append(e.Pulls, own), append(shas, b.SHA)
		}
	}
	if len(shas) == 0 {
		return nil, nil
	}
	e.Pulls = append(e.Pulls, whole)
	if err := countLines(ctx, dir, e.Commits); err != nil {
		return nil, err
	}
	if !e.Integrating()[whole.Number] {
		return nil, nil
	}
	return shas, nil
}

// countLines sets the changed lines of the commits.
func countLines(ctx context.Context, dir string, commits []release.Commit) error {
	args := []string{"log", "--no-walk=unsorted", "--no-merges", "--numstat", "--format=%x1e%H"}
	at := map[string]*release.Commit{}
	for i := range commits {
		args, at[commits[i].SHA] = append(args, commits[i].SHA), &commits[i]
	}
	listed, err := git(ctx, dir, args...)
	if err != nil {
		return err
	}
	for of := range strings.SplitSeq(strings.TrimPrefix(listed, "\x1e"), "\x1e") {
		sha, rows, _ := strings.Cut(of, "\n")
		for row := range strings.Lines(rows) {
			if fields := strings.SplitN(row, "\t", 3); len(fields) == 3 {
				added, _ := strconv.Atoi(fields[0]) // none for binary files
				deleted, _ := strconv.Atoi(fields[1])
				at[sha].Additions += added
				at[sha].Deletions += deleted
			}
		}
	}
	return nil
}
