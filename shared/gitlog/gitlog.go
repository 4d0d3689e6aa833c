// Package gitlog reads a repository's commits from git log, one at a time, also where the repository lacks some blobs, and tracks what happened to
// each file before a commit.
package gitlog

import (
	"context"
	"io"
	"iter"
)

// Log is a repository whose history is read.
type Log struct {
	Dir string
	// LeftOut, if set, is told the paths that are left out from here on because their content is missing in some commit, as it is in a partial
	// clone. Git would stop at the first.
	LeftOut func(paths []string)
}

// Commits are the non-merge commits that the revisions reach, the oldest first, with their patches.
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

// Touched are the same commits with patches that say of each file its path and status alone, and one added line where its content changed. That
// is several times as fast.
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

// read gives each commit that is whole until no more are wanted.
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
