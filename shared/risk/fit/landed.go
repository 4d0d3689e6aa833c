package main

import (
	"context"
	"fmt"
	"io"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/gitlog"
)

// judgeLanded prints how well levels hold for what landed in the repositories, by models that are fitted on the commits of the others.
func judgeLanded(ctx context.Context, folder string, clones []string, out io.Writer) error {
	rows, _, err := read(folder + "/fit/measured.csv.gz")
	if err != nil {
		return err
	}
	var all []row
	for _, clone := range clones {
		name, dir, err := parseClone(clone)
		if err != nil {
			return err
		}
		changes, err := landed(ctx, name, dir, rows)
		if err != nil {
			return fmt.Errorf("read what landed in %s, a clone of %s: %w", name, repositories[name].url, err)
		}
		all = append(all, changes...)
	}
	fmt.Fprint(out, levelTables(rows, all))
	return nil
}

// landed returns the first-parent changes that have labeled commits, the oldest first. A change is buggy if one of its commits is.
func landed(ctx context.Context, name, dir string, rows []row) ([]row, error) {
	buggy := map[string]bool{}
	for _, r := range rows {
		if r.repository == name {
			buggy[r.sha] = r.buggy
		}
	}
	var changes []row
	for c, err := range (gitlog.Log{Dir: dir, LeftOut: func([]string) {}}).Landed(ctx, &gitlog.Tracker{}, 0, repositories[name].head) {
		if err != nil {
			return nil, err
		}
		one, labeled := row{repository: name, sha: c.SHA, author: c.Author}, false
		for _, sha := range append(c.Brought, c.SHA) {
			origin, known := buggy[sha]
			labeled = labeled || known
			one.buggy = one.buggy || origin
		}
		if !labeled {
			continue
		}
		facts := change.Measure(c.Patches)
		facts.Fix, facts.History = change.SaysFix(c.Title), c.History
		one.size = facts.Total.Additions + facts.Total.Deletions
		changes = append(changes, one.measured(facts, 0))
	}
	for i := range changes {
		changes[i].fifth = 5 * i / len(changes)
	}
	return changes, nil
}
