package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
)

// label is what is known of a commit from the data.
type label struct {
	buggy    bool
	la, size int
	fifth    int // of its repository's window
	at       int // its place in the window
}

// measure walks the whole history of a repository, the oldest commit first, and measures the labelled commits.
func measure(ctx context.Context, name, dir, path string) ([]row, error) {
	labels, err := readLabels(path)
	if err != nil {
		return nil, err
	}
	missing, err := missingPaths(ctx, dir)
	if err != nil {
		return nil, err
	}
	args := []string{"-C", dir, "log", "-p", "-M", "--no-merges", "--reverse", "--full-history", "--no-color", "--no-ext-diff", "--no-textconv",
		"--format=" + change.LogFormat, "HEAD", "--", "."}
	for _, path := range missing {
		fmt.Fprintf(os.Stderr, "%s: %s is left out: its content is missing\n", name, path)
		args = append(args, ":(exclude,literal)"+path)
	}
	command := exec.CommandContext(ctx, "git", args...)
	command.Stderr = os.Stderr
	log, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	var past change.Past
	found := map[int]row{}
	for c, err := range change.Commits(log) {
		if err != nil {
			return nil, err
		}
		if l, ok := labels[c.SHA]; ok {
			facts := change.Measure(c.Patches)
			facts.Fix, facts.History = change.SaysFix(c.Title), past.History(c)
			found[l.at] = newRow(name, l, facts)
		}
		past.Learn(c)
	}
	if err := command.Wait(); err != nil {
		return nil, fmt.Errorf("git log: %w", err)
	}
	var rows []row
	for _, l := range labels {
		r, ok := found[l.at]
		if !ok {
			return nil, fmt.Errorf("commit %d of %d is not in %s", l.at, len(labels), dir)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.at, b.at) })
	return rows, nil
}

func readLabels(path string) (map[string]label, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	lines, err := csv.NewReader(plain).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	column := func(name string) int { return slices.Index(lines[0], name) }
	sha, buggy, la, ld := column("sha"), column("buggy"), column("la"), column("ld")
	if min(sha, buggy, la, ld) < 0 {
		return nil, fmt.Errorf("read %s: no columns sha, buggy, la and ld in %q", path, lines[0])
	}
	labels := map[string]label{}
	for i, line := range lines[1:] {
		added, err := strconv.Atoi(line[la])
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		deleted, err := strconv.Atoi(line[ld])
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		labels[line[sha]] = label{buggy: line[buggy] == "1", la: added, size: added + deleted, fifth: 5 * i / (len(lines) - 1), at: i}
	}
	return labels, nil
}

// missingPaths names the paths whose content the repository lacks: `git log -p` would stop at the first.
func missingPaths(ctx context.Context, dir string) ([]string, error) {
	objects, err := exec.CommandContext(ctx, "git", "-C", dir, "rev-list", "--objects", "--missing=print", "HEAD").Output()
	if err != nil {
		return nil, fmt.Errorf("git rev-list: %w", err)
	}
	missing := map[string]bool{}
	for line := range bytes.Lines(objects) {
		if name, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("?")); ok {
			missing[string(name)] = true
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	raw, err := exec.CommandContext(ctx, "git", "-C", dir, "-c", "core.quotePath=false", "log", "--raw", "--no-abbrev", "--no-merges", "--no-renames", "--format=", "HEAD").Output()
	if err != nil {
		return nil, fmt.Errorf("git log: %w", err)
	}
	paths := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		modes, path, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if fields := strings.Fields(modes); ok && len(fields) == 5 && (missing[fields[2]] || missing[fields[3]]) {
			paths[path] = true
		}
	}
	var sorted []string
	for path := range paths {
		sorted = append(sorted, path)
	}
	slices.Sort(sorted)
	return sorted, nil
}
