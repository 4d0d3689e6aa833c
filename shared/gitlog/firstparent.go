package gitlog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os/exec"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
)

// Landed is a change that landed on a branch: a commit of its first-parent history. A merge has its diff to the first parent, the author of
// what it merged, and the title of the pull request where it names one.
type Landed struct {
	Commit
	History *change.History // before the change
	Brought []string        // SHAs of the commits that a merge brought, without merges
}

// Landed returns what landed on the revisions' first-parent history, the oldest first; only the newest n if n is not 0. past learns every
// commit, also those that a merge brings, and is to know what came before the revisions.
func (l Log) Landed(ctx context.Context, past *Tracker, n int, revisions ...string) iter.Seq2[Landed, error] {
	return func(yield func(Landed, error) bool) {
		chain, err := l.chain(ctx, revisions)
		if err != nil {
			yield(Landed{}, err)
			return
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		merged, end := iter.Pull2(l.touched(ctx, span{listed: chain.learned(n)}))
		defer end()
		learn := func(count int) error {
			for range count {
				c, err, ok := merged()
				if err != nil || !ok {
					return errors.Join(err, ctx.Err())
				}
				past.Learn(c)
			}
			return nil
		}
		err = learn(chain.countBefore(n))
		for c, failed := range l.patched(ctx, span{revisions: revisions, chain: true, newest: n}) {
			if err = errors.Join(err, failed); err != nil {
				break
			}
			brought := chain.merges[c.SHA]
			landed := Landed{Commit: c}
			if brought != nil {
				landed.Author, landed.Title, landed.Brought = brought.author, brought.title, brought.commits
			}
			landed.History = past.History(landed.Commit)
			if !yield(landed, nil) {
				return
			}
			if brought == nil {
				past.Learn(c)
			} else if err = learn(len(brought.commits)); err != nil {
				break
			}
		}
		if err != nil {
			yield(Landed{}, err)
		}
	}
}

// chain is a first-parent history.
type chain struct {
	order  []string // the oldest first
	merges map[string]*merge
}

// merge is what a merge of the chain brought.
type merge struct {
	author, title string
	commits       []string // not merges, the oldest first
}

// skipped returns how many changes of the chain are older than the newest n.
func (c chain) skipped(n int) int {
	if n == 0 {
		return 0
	}
	return max(len(c.order)-n, 0)
}

// learned returns the commits that are read without their patches: those before the newest n changes, and those that later merges brought.
func (c chain) learned(n int) []string {
	commits := []string{}
	for i, sha := range c.order {
		switch m := c.merges[sha]; {
		case m != nil:
			commits = append(commits, m.commits...)
		case i < c.skipped(n):
			commits = append(commits, sha)
		}
	}
	return commits
}

// countBefore counts the learned commits before the newest n changes.
func (c chain) countBefore(n int) int {
	count := 0
	for _, sha := range c.order[:c.skipped(n)] {
		if m := c.merges[sha]; m != nil {
			count += len(m.commits)
		} else {
			count++
		}
	}
	return count
}

// node is a commit of the graph.
type node struct {
	parents       []string
	author, title string
	place         int // in the order of the log, the newest first
}

// chain reads the graph of the revisions and tells which merge brought each commit.
func (l Log) chain(ctx context.Context, revisions []string) (chain, error) {
	nodes := map[string]*node{}
	var newest []string
	args := append([]string{"-C", l.Dir, "-c", "log.showSignature=false", "log", "-z", "--topo-order", "--format=%H%x01%P%x01%aE%x01%s%x01%b", "--end-of-options"}, revisions...)
	err := eachRecord(ctx, append(args, "--"), func(fields []string) {
		n := &node{parents: strings.Fields(fields[1]), author: strings.ToLower(fields[2]), place: len(newest)}
		if len(n.parents) > 1 { // the titles of others come with their patches
			n.title = MergedTitle(fields[3], fields[4])
		}
		nodes[fields[0]] = n
		newest = append(newest, fields[0])
	})
	c := chain{merges: map[string]*merge{}}
	if err != nil || len(newest) == 0 {
		return c, err
	}
	on := map[string]bool{}
	for sha := newest[0]; nodes[sha] != nil; { // with --topo-order the first is the head
		c.order, on[sha] = append(c.order, sha), true
		if len(nodes[sha].parents) == 0 {
			break
		}
		sha = nodes[sha].parents[0]
	}
	slices.Reverse(c.order)
	for _, sha := range c.order {
		if parents := nodes[sha].parents; len(parents) > 1 {
			c.merges[sha] = mergedCommits(nodes, on, sha)
		}
	}
	return c, nil
}

// mergedCommits collects what the merge brought that no earlier one did, and marks it in on.
func mergedCommits(nodes map[string]*node, on map[string]bool, sha string) *merge {
	n := nodes[sha]
	m := &merge{author: n.author, title: n.title}
	if tip := nodes[n.parents[1]]; tip != nil {
		m.author = tip.author
	}
	for stack := slices.Clone(n.parents[1:]); len(stack) > 0; {
		sha := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if nodes[sha] == nil || on[sha] {
			continue
		}
		on[sha] = true
		if len(nodes[sha].parents) < 2 {
			m.commits = append(m.commits, sha)
		}
		stack = append(stack, nodes[sha].parents...)
	}
	slices.SortFunc(m.commits, func(a, b string) int { return nodes[b].place - nodes[a].place })
	return m
}

// MergedTitle returns the title of a pull request that GitHub merged, which is the first line of the merge's body; else the merge's own.
func MergedTitle(title, body string) string {
	if first, _, _ := strings.Cut(strings.TrimSpace(body), "\n"); strings.HasPrefix(title, "Merge pull request #") && first != "" {
		return first
	}
	return title
}

// eachRecord calls each with the fields of every record that a Git command writes with -z.
func eachRecord(ctx context.Context, args []string, each func(fields []string)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out, err := start(exec.CommandContext(ctx, "git", args...))
	if err != nil {
		return err
	}
	defer func() {
		stop()
		_ = out.wait()
	}()
	in := bufio.NewReader(out)
	for {
		record, err := in.ReadString(0)
		if errors.Is(err, io.EOF) && record == "" {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		fields := strings.SplitN(strings.TrimSuffix(record, "\x00"), "\x01", 5)
		if len(fields) < 5 {
			return fmt.Errorf("read log: no commit in %.200q", record)
		}
		each(fields)
	}
}
