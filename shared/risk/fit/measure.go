package main

import (
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/gitlog"
)

// label is what is known of a commit from the data.
type label struct {
	buggy   bool
	size    int // lines added and deleted
	fifth   int // of its repository's window
	at      int // its place in the window
	release int // the first one that ships it, counted from 1; 0 when none does
	kamei   map[string]float64
}

// measure walks the whole history of a repository, the oldest commit first, and measures the labelled commits.
func measure(ctx context.Context, name, dir, path string) ([]row, error) {
	labels, err := readLabels(path)
	if err != nil {
		return nil, err
	}
	shippedBy, err := releases(ctx, dir)
	if err != nil {
		return nil, err
	}
	log := gitlog.Log{Dir: dir, LeftOut: func(paths []string) {
		fmt.Fprintf(os.Stderr, "%s: left out, as their content is missing: %s\n", name, strings.Join(paths, ", "))
	}}
	var past gitlog.Tracker
	found := map[int]row{}
	for c, err := range log.Commits(ctx, "HEAD") {
		if err != nil {
			return nil, err
		}
		if l, ok := labels[c.SHA]; ok {
			l.release = shippedBy[c.SHA]
			facts := change.Measure(c.Patches)
			facts.Fix, facts.History = change.SaysFix(c.Title), past.History(c)
			found[l.at] = newRow(name, l, facts)
		}
		past.Learn(c)
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
	for _, name := range kamei {
		if column(name) < 0 {
			return nil, fmt.Errorf("read %s: no column %s", path, name)
		}
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
		features := map[string]float64{}
		for _, name := range kamei {
			if features[name], err = strconv.ParseFloat(line[column(name)], 64); err != nil {
				return nil, fmt.Errorf("read %s: %w", path, err)
			}
		}
		labels[line[sha]] = label{kamei: features, buggy: line[buggy] == "1", size: added + deleted, fifth: 5 * i / (len(lines) - 1), at: i}
	}
	return labels, nil
}
