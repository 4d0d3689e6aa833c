package gitlog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// missingPaths returns the paths whose content the repository lacks in some commit of the span.
func (l Log) missingPaths(ctx context.Context, s span) ([]string, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	check := exec.CommandContext(ctx, "git", "-C", l.Dir, "cat-file", "--batch-check=%(objecttype)")
	check.Env = append(check.Environ(), "GIT_NO_LAZY_FETCH=1")
	ask, err := check.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := check.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := check.Start(); err != nil {
		return nil, fmt.Errorf("start git cat-file: %w", err)
	}
	asked := make(chan string, 1024) // paths, in the order of the answers
	walked := make(chan error, 1)
	go func() {
		defer close(asked)
		err := l.run(ctx, []string{"--raw", "--no-abbrev", "--no-renames", "-z", "--format="}, s, func(raw io.Reader) error {
			return eachBlob(raw, func(blob, path string) error {
				if _, err := io.WriteString(ask, blob+"\n"); err != nil {
					return err
				}
				asked <- path
				return nil
			})
		})
		walked <- errors.Join(err, ask.Close())
	}()
	missing := map[string]bool{}
	in := bufio.NewScanner(answers)
	for path := range asked {
		if !in.Scan() {
			stop()
			for range asked { // so that the other side ends
			}
			break
		}
		if strings.HasSuffix(in.Text(), " missing") {
			missing[path] = true
		}
	}
	var paths []string
	for path := range missing {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths, errors.Join(<-walked, in.Err(), check.Wait())
}

// eachBlob calls each for the blobs in what `git log --raw -z --no-abbrev --no-renames` writes: ":mode mode object object status", NUL, path, NUL. The
// commit of a submodule is no blob.
func eachBlob(raw io.Reader, each func(blob, path string) error) error {
	in := bufio.NewReader(raw)
	for {
		entry, err := in.ReadString(0)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		fields := strings.Fields(strings.TrimRight(entry, "\x00"))
		if len(fields) != 5 || fields[0][0] != ':' {
			continue
		}
		path, err := in.ReadString(0)
		if err != nil {
			return err
		}
		path = strings.TrimSuffix(path, "\x00")
		for i, mode := range []string{fields[0][1:], fields[1]} {
			if strings.HasPrefix(mode, "10") || mode == "120000" {
				if err := each(fields[2+i], path); err != nil {
					return err
				}
			}
		}
	}
}
