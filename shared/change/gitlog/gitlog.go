// Package gitlog reads a repository's commits from git log, one at a time, also where the repository lacks some blobs.
package gitlog

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os/exec"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
)

// Log is a repository whose history is read.
type Log struct {
	Dir string
	// LeftOut, if set, is told the paths that are left out because their content is missing, as it is in a partial clone. Git would stop at the first.
	LeftOut func(paths []string)
}

// Commits are the non-merge commits that the revisions reach, the oldest first, with their patches.
func (l Log) Commits(ctx context.Context, revisions ...string) iter.Seq2[change.Commit, error] {
	return func(yield func(change.Commit, error) bool) {
		given, wanted := 0, true
		each := func(c change.Commit) bool {
			given++
			wanted = yield(c, nil)
			return wanted
		}
		err := l.read(ctx, []string{"-p", "-M"}, revisions, nil, each)
		if !wanted || err == nil {
			return
		}
		missing, findErr := l.missingPaths(ctx, revisions)
		if findErr != nil || len(missing) == 0 {
			yield(change.Commit{}, err)
			return
		}
		if l.LeftOut != nil {
			l.LeftOut(missing)
		}
		before := given // they come again, in the same order
		err = l.read(ctx, []string{"-p", "-M"}, revisions, missing, func(c change.Commit) bool {
			if before > 0 {
				before--
				return true
			}
			return each(c)
		})
		if wanted && err != nil {
			yield(change.Commit{}, err)
		}
	}
}

// Touched are the same commits with patches that say of each file its path and status alone, and one added line where its content changed. That
// is several times as fast.
func (l Log) Touched(ctx context.Context, revisions ...string) iter.Seq2[change.Commit, error] {
	return func(yield func(change.Commit, error) bool) {
		wanted := true
		err := l.read(ctx, []string{"--raw", "--no-abbrev", "--find-renames=100%"}, revisions, nil, func(c change.Commit) bool {
			wanted = yield(c, nil)
			return wanted
		})
		if wanted && err != nil {
			yield(change.Commit{}, err)
		}
	}
}

// read gives each commit that is whole: the last one before a fault may be cut off.
func (l Log) read(ctx context.Context, show, revisions, without []string, each func(change.Commit) bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	args := append([]string{
		"-C", l.Dir, "-c", "core.quotePath=true", "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "log.showSignature=false", "log",
		"--no-merges", "--reverse", "--full-history", "--sparse", "--no-color", "--no-ext-diff", "--no-textconv", "--submodule=short", "--no-notes",
		"--format=" + change.LogFormat,
	}, show...)
	args = append(append(append(args, "--end-of-options"), revisions...), "--")
	if len(without) > 0 {
		args = append(args, ".")
	}
	for _, path := range without {
		args = append(args, ":(exclude,top,literal)"+path)
	}
	command := exec.CommandContext(ctx, "git", args...)
	var said bytes.Buffer
	command.Stderr = &said
	log, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start git log: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start git log: %w", err)
	}
	var pending change.Commit
	for c, err := range change.Commits(log) {
		if err != nil || pending.SHA != "" && !each(pending) {
			stop()
			_ = command.Wait() // it was stopped
			return err
		}
		pending = c
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("git log: %w: %s", err, strings.TrimSpace(said.String()))
	}
	if pending.SHA != "" {
		each(pending)
	}
	return nil
}
