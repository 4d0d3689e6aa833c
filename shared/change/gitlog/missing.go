package gitlog

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// missingPaths names the paths whose content the repository lacks somewhere on the way.
func (l Log) missingPaths(ctx context.Context, revisions []string) ([]string, error) {
	missing := map[string]bool{}
	args := append([]string{"rev-list", "--objects", "--missing=print", "--end-of-options"}, revisions...)
	err := l.lines(ctx, append(args, "--"), func(line string) {
		if name, ok := strings.CutPrefix(line, "?"); ok {
			missing[name] = true
		}
	})
	if err != nil || len(missing) == 0 {
		return nil, err
	}
	paths := map[string]bool{}
	args = append([]string{"-c", "core.quotePath=false", "log", "--raw", "--no-abbrev", "--no-merges", "--no-renames", "--format=", "--end-of-options"}, revisions...)
	err = l.lines(ctx, append(args, "--"), func(line string) {
		modes, path, ok := strings.Cut(line, "\t")
		if fields := strings.Fields(modes); ok && len(fields) == 5 && (missing[fields[2]] || missing[fields[3]]) {
			paths[path] = true
		}
	})
	var sorted []string
	for path := range paths {
		sorted = append(sorted, path)
	}
	slices.Sort(sorted)
	return sorted, err
}

// lines gives each line that git prints.
func (l Log) lines(ctx context.Context, args []string, each func(string)) error {
	command := exec.CommandContext(ctx, "git", append([]string{"-C", l.Dir}, args...)...)
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	in := bufio.NewScanner(out)
	for in.Scan() {
		each(in.Text())
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("git: %w: %s", err, strings.TrimSpace(said.String()))
	}
	return in.Err()
}
