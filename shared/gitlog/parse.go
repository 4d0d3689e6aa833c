package gitlog

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/diff"
)

// format is the --format of `git log` that parse reads: SHA, author's address, commit time and title.
const format = "%x01%H%x00%aE%x00%ct%x00%s"

// parse returns the commits of what `git log -p` or `git log --raw --no-abbrev` writes in format, and keeps the text of one at a time. It stops at the
// first error: one of r, or a header in another format. A commit whose diff cannot be parsed, such as that of a merge, has no patches.
func parse(r io.Reader) iter.Seq2[Commit, error] {
	return func(yield func(Commit, error) bool) {
		in := bufio.NewReaderSize(r, 1<<18)
		var text []byte
		starts := true // at the start of a line, not in the rest of a long one
		for {
			line, err := in.ReadSlice('\n')
			if len(text) > 0 && (starts && len(line) > 0 && line[0] == 1 || errors.Is(err, io.EOF) && len(line) == 0) {
				c, err := parseCommit(string(text))
				if !yield(c, err) || err != nil {
					return
				}
				text = text[:0]
			}
			text = append(text, line...)
			starts = err == nil
			switch {
			case errors.Is(err, io.EOF) && len(line) == 0:
				return
			case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull):
				yield(Commit{}, fmt.Errorf("read log: %w", err))
				return
			}
		}
	}
}

func parseCommit(text string) (Commit, error) {
	header, body, _ := strings.Cut(text, "\n")
	fields := strings.SplitN(strings.TrimPrefix(header, "\x01"), "\x00", 4)
	if header == "" || header[0] != 1 || len(fields) < 4 {
		return Commit{}, fmt.Errorf("read log: no commit in the header %.200q", header)
	}
	seconds, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return Commit{}, fmt.Errorf("read log: time of %s: %w", fields[0], err)
	}
	var patches []diff.Patch
	if raw := strings.TrimPrefix(body, "\n"); strings.HasPrefix(raw, ":") {
		patches = diff.ParseRaw(raw)
	} else if patches, err = diff.Parse(body); err != nil {
		patches = nil
	}
	// A Tracker keeps names longer than the text of the commit, which must not stay in memory for them.
	for i := range patches {
		p := &patches[i]
		p.Path, p.PreviousPath = strings.Clone(p.Path), strings.Clone(p.PreviousPath)
	}
	author := strings.Clone(strings.ToLower(fields[1]))
	return Commit{SHA: strings.Clone(fields[0]), Author: author, Time: time.Unix(seconds, 0).UTC(), Title: fields[3], Patches: patches}, nil
}
