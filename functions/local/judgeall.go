package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/devplus-app/devplus/shared/kind/releasenotes"
)

// judgeAll compares the notes of repositories' newest releases with those in their files, and prints a line for each release.
func judgeAll(ctx context.Context, args []string, stdout, stderr io.Writer, lookup func(string) (string, bool)) error {
	flags := flag.NewFlagSet("judge", flag.ContinueOnError)
	last := flags.Int("last", 3, "")
	verbose := flags.Bool("v", false, "")
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return &usageError{"name the checkouts to compare, such as: judge ../one ../two"}
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	j := judging{lookup: lookup, stderr: stderr}
	for _, dir := range flags.Args() {
		if err := j.repository(ctx, dir, *last); err != nil {
			return err
		}
	}
	if len(j.all) == 0 {
		return errors.New("no file of release notes names a pull request of a release, so there is nothing to compare")
	}
	return j.print(stdout, *verbose)
}

// judging compares many releases.
type judging struct {
	lookup func(string) (string, bool)
	stderr io.Writer
	all    []verdict
}

// verdict is the comparison of one release.
type verdict struct {
	repository string
	releasenotes.Agreement
	tag, since, next string
	merged, unique   int // pull requests of the range, and those that the notes name or list as left out exactly once
}

// repository compares the newest releases that the repository's files of notes have a section of.
func (j *judging) repository(ctx context.Context, dir string, most int) error {
	top, err := topLevel(ctx, dir)
	if err != nil {
		return err
	}
	files, err := notesFiles(ctx, top)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		fmt.Fprintf(j.stderr, "left out: %s has no file of release notes, such as CHANGELOG.md\n", dir)
		return nil
	}
	tags, err := git(ctx, top, "for-each-ref", "--sort=-creatordate", "--format=%(refname:short)", "refs/tags")
	if err != nil {
		return err
	}
	found := 0
	for _, tag := range strings.Fields(tags) {
		if found == most {
			break
		}
		theirs := ""
		if releasenotes.IsVersion(tag) {
			theirs = publishedNotes(ctx, top, tag, files)
		}
		if theirs == "" {
			continue
		}
		v, err := j.release(ctx, top, tag, theirs)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(j.stderr, "left out: %s of %s: %v\n", tag, dir, err)
			continue
		}
		if v.Both+len(v.OnlyTheirs) == 0 { // theirs names no pull request
			continue
		}
		j.all = append(j.all, v)
		found++
	}
	return nil
}

func (j *judging) release(ctx context.Context, dir, tag, theirs string) (verdict, error) {
	c, err := openRelease(ctx, dir, tag)
	if err != nil {
		return verdict{}, err
	}
	d, err := descriptorOf(string(releasenotes.Name))
	if err != nil {
		return verdict{}, err
	}
	c.kind = d.Name
	fmt.Fprintf(j.stderr, "comparing %s of %s\n", tag, c.name)
	p := newProgress(io.Discard)
	defer p.end()
	shown, err := analyzeCheckout(ctx, d, c, kestraFlags{what: "none"}, 0, j.lookup, p, io.Discard)
	if err != nil {
		return verdict{}, err
	}
	if shown.Release == nil {
		return verdict{}, fmt.Errorf("it could not be measured")
	}
	o := shown.Release.Outline
	h, err := readNumbers(ctx, dir, shown.BaseSHA, shown.HeadSHA, o.Component)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{repository: filepath.Base(filepath.Dir(dir)) + "/" + filepath.Base(dir), tag: tag, since: o.PreviousTag, next: o.NextVersion, Agreement: o.Agree(theirs, h.reasonMissing)}
	named := o.Named()
	for n, merged := range h.merged {
		if !merged {
			continue
		}
		v.merged++
		if named[n] == 1 {
			v.unique++
		}
	}
	return v, nil
}

// print prints the table, and with verbose the differences.
func (j *judging) print(out io.Writer, verbose bool) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "repository\trelease\tsince\tboth\tsame section\tonly theirs\tonly ours\tby content\tset invariant")
	var sum verdict
	for _, v := range j.all {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d of %d\t%d\t%d\t%s\t%d of %d\n", v.repository, v.tag, v.since, v.Both, v.SameSection, v.Sections,
			len(v.OnlyTheirs), len(v.OnlyOurs), v.next, v.unique, v.merged)
		sum.Both, sum.SameSection, sum.Sections = sum.Both+v.Both, sum.SameSection+v.SameSection, sum.Sections+v.Sections
		sum.Elsewhere = append(sum.Elsewhere, v.Elsewhere...)
		sum.OnlyTheirs, sum.OnlyOurs = append(sum.OnlyTheirs, v.OnlyTheirs...), append(sum.OnlyOurs, v.OnlyOurs...)
		sum.merged, sum.unique = sum.merged+v.merged, sum.unique+v.unique
		if v.next == v.tag {
			sum.next += "x"
		}
	}
	fmt.Fprintf(table, "all\t%d\t\t%d\t%d of %d\t%d\t%d\t%d as taken\t%d of %d\n", len(j.all), sum.Both, sum.SameSection, sum.Sections,
		len(sum.OnlyTheirs), len(sum.OnlyOurs), len(sum.next), sum.unique, sum.merged)
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nIn another section, theirs and ours:\n%sOnly theirs, by reason:\n%sOnly ours, by section:\n%s",
		tally(sum.Elsewhere), tally(sum.OnlyTheirs), tally(sum.OnlyOurs))
	for _, v := range j.all {
		if verbose {
			fmt.Fprintf(out, "\n%s %s\n%s", v.repository, v.tag, v.Agreement)
		}
	}
	return nil
}

// tally counts "#12: reason" by reason, the most frequent first.
func tally(list []string) string {
	counts := map[string]int{}
	for _, l := range list {
		_, reason, _ := strings.Cut(l, ": ")
		counts[reason]++
	}
	var b strings.Builder
	for _, reason := range mostFrequent(counts) {
		fmt.Fprintf(&b, "  %4d  %s\n", counts[reason], reason)
	}
	return b.String()
}

var titleNumber = regexp.MustCompile(`^(?:.*\S +)?\(#([0-9]{1,9})\)$|^Merge pull request #([0-9]{1,9}) from \S`)

// numberIn returns the number of the pull request that a title names as its own; 0 if there is none.
func numberIn(title string) int {
	m := titleNumber.FindStringSubmatch(strings.TrimSpace(title))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1] + m[2])
	return n
}
