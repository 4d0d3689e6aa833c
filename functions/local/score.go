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

	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/risk"
)

// score writes the risk of each change of a range, oldest first, as soon as it is measured: of each non-merge commit or, with
// -first-parent, of each commit that landed, a merge by its diff to the first parent. It keeps one change in memory, the last changes'
// log-odds, and a few figures for each file of the history.
func score(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	span := flags.String("range", "HEAD", "")
	format := flags.String("format", "csv", "")
	withHistory := flags.Bool("history", true, "")
	firstParent := flags.Bool("first-parent", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	show, ok := scoreFormats[*format]
	if !ok {
		return &usageError{fmt.Sprintf("-format %q: write csv or json", *format)}
	}
	if err := isRepository(ctx, *dir); err != nil {
		return err
	}
	// Git decides what is a range, but would read a leading dash as an option.
	unit := "--no-merges"
	if *firstParent {
		unit = "--first-parent"
	}
	count := []string{"rev-list", "--count", unit}
	if !isTerminal(stderr) { // without the progress bar, one line says that changes remain
		count = append(count, "--max-count=1")
	}
	counted, err := git(ctx, *dir, append(count, "--end-of-options", *span, "--")...)
	if err != nil {
		return &usageError{fmt.Sprintf("-range %q: there are no such commits in %s", *span, *dir)}
	}
	total, err := strconv.Atoi(counted)
	if err != nil {
		return fmt.Errorf("count the commits: %w", err)
	}
	starts, err := startsOf(ctx, *dir, *span)
	if err != nil {
		return err
	}
	h := history{
		log: gitlog.Log{Dir: *dir, LeftOut: func(paths []string) {
			fmt.Fprintf(stderr, "left out, as their content is missing here: %s\n", strings.Join(paths, ", "))
		}},
		firstParent: *firstParent, diffOnly: !*withHistory,
	}
	bar := newCount(stderr, total)
	defer bar.end()
	write, flush := show(stdout)
	for c, err := range h.changes(ctx, starts, *span) {
		if err != nil {
			return incomplete(ctx, *dir, err)
		}
		if err := write(c.sha, c.risk); err != nil {
			return fmt.Errorf("write the scores: %w", err)
		}
		bar.increment()
	}
	if err := flush(); err != nil {
		return fmt.Errorf("write the scores: %w", err)
	}
	return nil
}

// isRepository returns an error that says what to do if dir is no git repository.
func isRepository(ctx context.Context, dir string) error {
	if _, err := exec.LookPath("git"); err != nil {
		return errors.New("git is not installed: install it")
	}
	if _, err := git(ctx, dir, "rev-parse", "--git-dir"); err != nil {
		return fmt.Errorf("%s is not a git repository: run this in one, or name one with -repo", dir)
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

// startsOf returns the commits that the range A..B leaves out; none of the whole history of one revision.
func startsOf(ctx context.Context, dir, span string) ([]string, error) {
	bounds, err := git(ctx, dir, "rev-parse", "--revs-only", "--end-of-options", span)
	if err != nil {
		return nil, &usageError{fmt.Sprintf("-range %q: there are no such commits in %s", span, dir)}
	}
	var starts []string
	for bound := range strings.FieldsSeq(bounds) {
		if start, ok := strings.CutPrefix(bound, "^"); ok {
			starts = append(starts, start)
		}
	}
	return starts, nil
}
