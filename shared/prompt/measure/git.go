package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/surround"
)

// repository is a clone.
type repository struct{ dir string }

func (r repository) git(arguments ...string) (string, error) {
	var complaint bytes.Buffer
	cmd := exec.Command("git", append([]string{"-C", r.dir}, arguments...)...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s in %s: %w: %s", arguments[0], r.dir, err, complaint.String())
	}
	return string(out), nil
}

func (r repository) patches(base, head string) ([]diff.Patch, error) {
	out, err := r.git("diff", "--no-color", "--no-ext-diff", "--find-renames", base, head)
	if err != nil {
		return nil, err
	}
	return diff.Parse(out)
}

func (r repository) tree(sha string) ([]surround.Entry, error) {
	out, err := r.git("ls-tree", "-r", "-l", "-z", "--full-tree", sha)
	if err != nil {
		return nil, err
	}
	var entries []surround.Entry
	for item := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		about, path, _ := strings.Cut(item, "\t")
		fields := strings.Fields(about)
		if len(fields) == 4 && fields[1] == "blob" && fields[0] != "120000" {
			size, _ := strconv.ParseInt(fields[3], 10, 64)
			entries = append(entries, surround.Entry{Path: path, Size: size})
		}
	}
	return entries, nil
}

// blobs returns the texts of files at a commit; those that are missing are left out.
func (r repository) blobs(sha string, paths []string) (map[string]string, error) {
	var names strings.Builder
	for _, p := range paths {
		names.WriteString(sha + ":" + p + "\n")
	}
	cmd := exec.Command("git", "-C", r.dir, "cat-file", "--batch")
	cmd.Stdin = strings.NewReader(names.String())
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("reading files of %s: %w", r.dir, err)
	}
	texts, in := map[string]string{}, bufio.NewReader(bytes.NewReader(out))
	for _, p := range paths {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		fields := strings.Fields(line)
		size, err := strconv.Atoi(fields[len(fields)-1])
		if err != nil {
			continue // "missing"
		}
		text := make([]byte, size+1)
		if _, err := io.ReadFull(in, text); err != nil {
			return nil, err
		}
		texts[p] = string(text[:size])
	}
	return texts, nil
}
