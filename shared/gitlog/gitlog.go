// Package gitlog reads a repository's commits from git log, one at a time, also where the repository lacks some blobs, and tracks what happened to
// each file before a commit.
package gitlog

import (
	"context"
	"io"
	"iter"
)

// Log reads the history of a repository.
type Log struct {
	Dir string
	// LeftOut, if set, is called with the paths that are left out of all further commits because the repository lacks their content, as a partial
	// clone does. Git would stop at the first.
	LeftOut func(paths []string)
}

// Commits returns the non-merge commits reachable from the revisions, the oldest first, with their patches.
func (l Log) Commits(ctx context.Context, revisions ...string) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		given := 0
		each := func(c Commit) bool {
			given++
			return yield(c, nil)
		}
		err := l.read(ctx, []string{"-p", "-M"}, span{revisions: revisions}, each)
		if err == nil {
			return
		}
		rest := span{revisions: revisions, skip: given}
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

// Touched returns the same commits, but their patches have only path and status, and one added line if the content changed. It is several times as
// fast.
func (l Log) Touched(ctx context.Context, revisions ...string) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		err := l.read(ctx, []string{"--raw", "--no-abbrev", "--find-renames=100%"}, span{revisions: revisions}, func(c Commit) bool {
			return yield(c, nil)
		})
		if err != nil {
			yield(Commit{}, err)
		}
	}
}

// read calls each for every complete commit until it returns false.
func (l Log) read(ctx context.Context, show []string, s span, each func(Commit) bool) error {
	args := append([]string{"--format=" + format, "--no-color", "--no-ext-diff", "--no-textconv", "--submodule=short", "--no-notes"}, show...)
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
