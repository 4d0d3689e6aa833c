package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/risk"
)

// score writes the risk of each non-merge commit of a range, oldest first, as soon as it is measured. It keeps one commit in memory
// and a few figures for each file of the history.
func score(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	span := flags.String("range", "HEAD", "")
	format := flags.String("format", "csv", "")
	withHistory := flags.Bool("history", true, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	show, ok := scoreFormats[*format]
	if !ok {
		return &usageError{fmt.Sprintf("-format %q: write csv or json", *format)}
	}
	if _, err := exec.LookPath("git"); err != nil {
		return errors.New("git is not installed: install it")
	}
	if _, err := git(ctx, *dir, "rev-parse", "--git-dir"); err != nil {
		return fmt.Errorf("%s is not a git repository: run this in one, or name one with -repo", *dir)
	}
	// Git decides what is a range. It would take a leading dash for an option.
	counted, err := git(ctx, *dir, "rev-list", "--count", "--no-merges", "--end-of-options", *span, "--")
	if err != nil {
		return &usageError{fmt.Sprintf("-range %q: there are no such commits in %s", *span, *dir)}
	}
	total, err := strconv.Atoi(counted)
	if err != nil {
		return fmt.Errorf("count the commits: %w", err)
	}
	log := gitlog.Log{Dir: *dir, LeftOut: func(paths []string) {
		fmt.Fprintf(stderr, "left out, as their content is missing here: %s\n", strings.Join(paths, ", "))
	}}
	var past *gitlog.Tracker
	if *withHistory {
		past = &gitlog.Tracker{}
		if err := learnBefore(ctx, log, *span, past); err != nil {
			return err
		}
	}
	bar := newCount(stderr, total)
	defer bar.end()
	write, flush := show(stdout)
	for c, err := range log.Commits(ctx, *span) {
		if err != nil {
			return err
		}
		facts := change.Measure(c.Patches)
		facts.Fix = change.SaysFix(c.Title)
		if past != nil {
			facts.History = past.History(c)
			past.Learn(c)
		}
		if err := write(c.SHA, risk.Assess(facts)); err != nil {
			return fmt.Errorf("write the scores: %w", err)
		}
		bar.one()
	}
	if err := flush(); err != nil {
		return fmt.Errorf("write the scores: %w", err)
	}
	return nil
}

// scoreFormats has, by format, a function that starts the output. It returns one that writes a score and one that ends.
var scoreFormats = map[string]func(io.Writer) (write func(sha string, r risk.Assessment) error, flush func() error){
	"csv": func(out io.Writer) (func(string, risk.Assessment) error, func() error) {
		lines := csv.NewWriter(out)
		headed := lines.Write([]string{"sha", "score", "level", "probability"})
		write := func(sha string, r risk.Assessment) error {
			return errors.Join(headed, lines.Write([]string{sha, figure(r.Score), string(r.Level), figure(r.Probability)}))
		}
		return write, func() error { lines.Flush(); return lines.Error() }
	},
	"json": func(out io.Writer) (func(string, risk.Assessment) error, func() error) {
		lines := newLines(out)
		write := func(sha string, r risk.Assessment) error {
			return lines.encoder.Encode(struct {
				SHA string `json:"sha"`
				risk.Assessment
			}{sha, r})
		}
		return write, lines.buffer.Flush
	},
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// learnBefore learns the history before the range A..B, from titles and line counts. Before the whole history of one revision there
// is none.
func learnBefore(ctx context.Context, log gitlog.Log, span string, past *gitlog.Tracker) error {
	bounds, err := git(ctx, log.Dir, "rev-parse", "--revs-only", "--end-of-options", span)
	if err != nil {
		return &usageError{fmt.Sprintf("-range %q: there are no such commits in %s", span, log.Dir)}
	}
	var starts []string
	for bound := range strings.FieldsSeq(bounds) {
		if start, ok := strings.CutPrefix(bound, "^"); ok {
			starts = append(starts, start)
		}
	}
	if len(starts) == 0 {
		return nil
	}
	for c, err := range log.Touched(ctx, starts...) {
		if err != nil {
			return err
		}
		past.Learn(c)
	}
	return nil
}
