package gitlog

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// span is the commits reachable from the revisions, the oldest first.
type span struct {
	revisions []string
	newest    int      // only so many, the newest; 0: all
	chain     bool     // only the first parents, with merges
	listed    []string // in place of all this, these commits in their order
	skip      int      // commits at its start
	without   []string // paths
}

// ordered makes Git list the same commits in the same order each time.
func (s span) ordered() []string {
	args := []string{"--no-merges", "--reverse", "--full-history", "--sparse"}
	if s.chain {
		args = []string{"--first-parent", "--diff-merges=first-parent", "--reverse", "--full-history", "--sparse"}
	}
	if s.newest > 0 {
		args = append(args, "-n", strconv.Itoa(s.newest))
	}
	return args
}

// run calls read with the output of `git log` for the span, and returns its error. If Git fails, the reader returns the failure instead of io.EOF.
func (l Log) run(ctx context.Context, args []string, s span, read func(io.Reader) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	unread, err := l.unread()
	if err != nil {
		return err
	}
	defer os.Remove(unread)
	args = append([]string{
		"-C", l.Dir, "-c", "core.quotePath=true", "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false", "-c", "log.showSignature=false",
		"-c", "core.attributesFile=" + unread, "log",
	}, args...)
	var list io.Reader
	switch {
	case s.listed != nil:
		list = strings.NewReader(strings.Join(s.listed, "\n") + "\n")
		args = append(args, "--no-walk=unsorted", "--sparse", "--stdin")
	case s.skip == 0 && len(s.without) == 0:
		args = append(append(append(append(args, s.ordered()...), "--end-of-options"), s.revisions...), "--")
	default:
		// Git cannot skip the oldest commits, so it gets a list of the others.
		if list, err = l.list(ctx, s); err != nil {
			return err
		}
		args = append(args, "--no-walk=unsorted", "--sparse", "--stdin")
		if s.chain {
			args = append(args, "--diff-merges=first-parent")
		}
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

// unread writes the attributes that keep Git from reading what is unread into a file, and returns its path. They replace the user's own, by
// which the same history could have another score elsewhere.
func (l Log) unread() (path string, err error) {
	f, err := os.CreateTemp("", "devplus-attributes-")
	if err != nil {
		return "", fmt.Errorf("keep git from reading unneeded files: %w", err)
	}
	for _, pattern := range l.Unread {
		_, writeErr := f.WriteString(pattern + " -diff\n")
		err = errors.Join(err, writeErr)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", fmt.Errorf("keep git from reading unneeded files: %w", err)
	}
	return f.Name(), nil
}

// list returns the input of git log --stdin: the commits of the span, one a line, and the paths. Its process ends with the context at the latest.
func (l Log) list(ctx context.Context, s span) (io.Reader, error) {
	order := slices.DeleteFunc(s.ordered(), func(option string) bool { return strings.HasPrefix(option, "--diff-merges") }) // rev-list has no diffs
	args := append(append(append([]string{"-C", l.Dir, "rev-list"}, order...), "--end-of-options"), s.revisions...)
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

// namesRepository reports whether a variable would make Git read another repository than Log.Dir, as in a hook.
func namesRepository(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return slices.Contains([]string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}, name)
}

func start(command *exec.Cmd) (output, error) {
	command.Env = append(slices.DeleteFunc(command.Environ(), namesRepository), "GIT_FLUSH=0") // not a write and a read for each commit
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
