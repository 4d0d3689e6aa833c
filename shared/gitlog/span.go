package gitlog

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
)

// span is the commits reachable from the revisions, the oldest first.
type span struct {
	revisions []string
	skip      int      // commits at its start
	without   []string // paths
}

// ordered makes Git list the same commits in the same order each time.
var ordered = []string{"--no-merges", "--reverse", "--full-history", "--sparse"}

// run calls read with the output of `git log` for the span, and returns its error. If Git fails, the reader returns the failure instead of io.EOF.
func (l Log) run(ctx context.Context, args []string, s span, read func(io.Reader) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	args = append([]string{
		"-C", l.Dir, "-c", "core.quotePath=true", "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "log.showSignature=false", "log",
	}, args...)
	var list io.Reader
	if s.skip == 0 && len(s.without) == 0 {
		args = append(append(append(append(args, ordered...), "--end-of-options"), s.revisions...), "--")
	} else {
		// Git cannot skip the oldest commits, so it gets a list of the others.
		var err error
		if list, err = l.list(ctx, s); err != nil {
			return err
		}
		args = append(args, "--no-walk=unsorted", "--sparse", "--stdin")
	}
	command := exec.CommandContext(ctx, "git", args...)
	command.Stdin = list
	log, err := start(command)
	if err != nil {
		return err
	}
	defer func() {
		stop()
		_ = log.wait()
	}()
	return read(log)
}

// list returns the input of git log --stdin: the commits of the span, one a line, and the paths. Its process ends with the context at the latest.
func (l Log) list(ctx context.Context, s span) (io.Reader, error) {
	args := append(append(append([]string{"-C", l.Dir, "rev-list"}, ordered...), "--end-of-options"), s.revisions...)
	out, err := start(exec.CommandContext(ctx, "git", append(args, "--")...))
	if err != nil {
		return nil, err
	}
	commits := bufio.NewReader(out)
	for range s.skip {
		if _, err := commits.ReadSlice('\n'); err != nil {
			return nil, err
		}
	}
	var paths strings.Builder
	if len(s.without) > 0 {
		paths.WriteString("--\n:(top)\n")
	}
	for _, path := range s.without {
		paths.WriteString(":(exclude,top,literal)" + path + "\n")
	}
	return io.MultiReader(commits, strings.NewReader(paths.String())), nil
}

// output is the output of a Git command. It returns io.EOF if the command succeeds, and its failure otherwise.
type output struct {
	io.Reader
	wait func() error // may be called again
}

func start(command *exec.Cmd) (output, error) {
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		return output{}, fmt.Errorf("start git: %w", err)
	}
	return output{out, sync.OnceValue(func() error {
		if err := command.Wait(); err != nil {
			return fmt.Errorf("git: %w: %s", err, strings.TrimSpace(stderr.String()))
		}
		return nil
	})}, nil
}

func (o output) Read(p []byte) (int, error) {
	n, err := o.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = cmp.Or(o.wait(), io.EOF)
	}
	return n, err
}
