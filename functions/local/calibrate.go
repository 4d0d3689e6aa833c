package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/outcome"
)

// maxCalibrated bounds the newest changes that are judged: enough for years of most repositories, and read in a minute or two on the
// largest.
const maxCalibrated = 3000

// calibrate prints the outcomes of the changes that landed in a repository, by their scores.
func calibrate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("calibrate", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	revision := flags.String("revision", "HEAD", "")
	newest := flags.Int("changes", maxCalibrated, "")
	format := flags.String("format", "text", "")
	if err := parse(flags, args); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "markdown", "json"}, *format) {
		return &usageError{fmt.Sprintf("-format %q: write text, markdown or json", *format)}
	}
	if *newest < 1 {
		return &usageError{fmt.Sprintf("-changes %d: write how many of the newest changes to judge", *newest)}
	}
	if err := isRepository(ctx, *dir); err != nil {
		return err
	}
	head, err := git(ctx, *dir, "rev-parse", "--verify", "--quiet", "--end-of-options", *revision+"^{commit}")
	if err != nil {
		return &usageError{fmt.Sprintf("-revision %q: there is no such commit in %s", *revision, *dir)}
	}
	h := history{firstParent: true, outcomes: &outcomes{}, log: gitlog.Log{Dir: *dir, LeftOut: func(paths []string) {
		fmt.Fprintf(stderr, "left out, as their content is missing here: %s\n", strings.Join(paths, ", "))
	}}}
	bar := newCount(stderr, *newest)
	defer bar.end()
	past := &gitlog.Tracker{}
	for c, err := range h.landed(ctx, past, *newest, head) {
		if err != nil {
			return incomplete(ctx, *dir, fmt.Errorf("reading the changes that landed on %s: %w", *revision, err))
		}
		h.place(c)
		bar.increment()
	}
	bar.end()
	report := outcome.NewReport(&h.outcomes.tracer, h.outcomes.scored)
	switch *format {
	case "json":
		encoder := json.NewEncoder(stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	case "markdown":
		_, err := io.WriteString(stdout, report.Markdown())
		return err
	}
	return printTerminal(stdout, report.Markdown(), true)
}

// outcomes collects the outcomes of scored changes.
type outcomes struct {
	tracer outcome.Tracer
	scored []outcome.Scored
}

// add adds the next change that landed, with its risk.
func (o *outcomes) add(c gitlog.Landed, placed risk.Assessment) {
	index := o.tracer.Learn(outcome.Change{SHA: c.SHA, Title: c.Title, At: c.Time, Patches: c.Patches})
	if placed.NotScored == "" && placed.Compared.With == risk.Own {
		o.scored = append(o.scored, outcome.Scored{Index: index, SHA: c.SHA, Score: placed.Score, Fitted: placed.FittedByDiff()})
	}
}
