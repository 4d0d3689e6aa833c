// Package gitlog reads a repository's commits from git log, one at a time, also where the repository lacks some blobs, and tracks what
// happened to each file before a commit.
package gitlog

import (
	"context"
	"io"
	"iter"
)

// Log reads the history of a repository.
type Log struct {
	Dir string
	// LeftOut, if set, is called with the paths that are left out of all further commits because the repository lacks their content, as a
	// partial clone does. Git would stop at the first.
	LeftOut func(paths []string)
	// Unread are patterns, as in .gitattributes, of files whose content is not needed: their patches have neither text nor lines, which
	// spares Git a part of its work. Attributes of the repository come before them.
	Unread []string
}

// Commits returns the non-merge commits reachable from the revisions, the oldest first, with their patches.
func (l Log) Commits(ctx context.Context, revisions ...string) iter.Seq2[Commit, error] {
	return l.patched(ctx, span{revisions: revisions})
}

// NewestWithHistory returns the last n of Commits, all if n is 0, with their history. past learns every commit, also the older ones.
func (l Log) NewestWithHistory(ctx context.Context, past *Tracker, n int, revisions ...string) iter.Seq2[Landed, error] {
	return func(yield func(Landed, error) bool) {
		if err := l.learnOlder(ctx, past, n, revisions); err != nil {
			yield(Landed{}, err)
			return
		}
		for c, err := range l.patched(ctx, span{revisions: revisions, newest: n}) {
			if !yield(Landed{Commit: c, History: past.History(c)}, err) || err != nil {
				return
			}
			past.Learn(c)
		}
	}
}

// learnOlder learns the commits before the newest n.
func (l Log) learnOlder(ctx context.Context, past *Tracker, n int, revisions []string) error {
	if n == 0 {
		return nil
	}
	newest := map[string]bool{}
	for c, err := range l.touched(ctx, span{revisions: revisions, newest: n}) {
		if err != nil {
			return err
		}
		newest[c.SHA] = true
	}
	for c, err := range l.Touched(ctx, revisions...) {
		if err != nil {
			return err
		}
		if !newest[c.SHA] {
			past.Learn(c)
		}
	}
	return nil
}

// patched returns the commits of the span with their patches.
func (l Log) patched(ctx context.Context, of span) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		given := 0
		each := func(c Commit) bool {
			given++
			return yield(c, nil)
		}
		err := l.read(ctx, []string{"-p", "-M"}, of, each)
		if err == nil {
			return
		}
		rest := of
		rest.skip = given
		missing, findErr := l.missingPaths(ctx, rest)
		if findErr == nil && len(missing) > 0 {
			if l.LeftOut != nil {
				l.LeftOut(missing)
			}
			rest.without = missing
			err = l.read(ctx, []string{"-p", "-M"}, rest, each)
		}
		if err != nil {
			yield(Commit{}, err)
		}
	}
}

// Touched returns the same commits, but their patches have only path and status, and one added line if the content changed. It is several
// times as fast.
func (l Log) Touched(ctx context.Context, revisions ...string) iter.Seq2[Commit, error] {
	return l.touched(ctx, span{revisions: revisions})
}

func (l Log) touched(ctx context.Context, of span) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		err := l.read(ctx, []string{"--raw", "--no-abbrev", "--find-renames=100%"}, of, func(c Commit) bool {
			return yield(c, nil)
		})
		if err != nil {
			yield(Commit{}, err)
		}
	}
}

// read calls each for every complete commit until it returns false.
func (l Log) read(ctx context.Context, show []string, s span, each func(Commit) bool) error {
	if s.listed != nil && len(s.listed) == 0 {
		return nil // without a commit on its input, Git would log HEAD
	}
	args := append([]string{"--format=" + format, "--no-color", "--no-ext-diff", "--no-textconv", "--submodule=short", "--no-notes", "--full-index"}, show...)
	return l.run(ctx, args, s, func(log io.Reader) error {
		for c, err := range parse(log) {
			if err != nil {
				return err
			}
			if !each(c) {
				return nil
			}
		}
		return nil
	})
}
