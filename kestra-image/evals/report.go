package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/devplus-app/devplus/kestra-image/evals/recording"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
)

// report prints the table. It fails if anything is not measured.
func (o outcome) report(out io.Writer, set *recording.Set, show bool) error {
	total := len(o.reviewed) + len(o.failed)
	fmt.Fprintf(out, "%d changes, reviewed by %s with prompt %d (%s).\n", total, set.Model, pullrequest.PromptVersion, set.Prompt)
	if isScripted(set) {
		fmt.Fprintln(out, "A script wrote these answers, to test the machinery: no figure of a real model is known yet.")
	}
	for i, f := range o.failed {
		if i == maxNamed {
			fmt.Fprintf(out, "and %d more\n", len(o.failed)-i)
			break
		}
		fmt.Fprintf(out, "%s: %v\n", f.name, f.err)
	}
	if len(o.reviewed) == 0 {
		return fmt.Errorf("not measured: none of %d changes has an answer", total)
	}
	fmt.Fprintln(out)
	if err := score.Print(out, o.reviewed); err != nil {
		return err
	}
	fmt.Fprintln(out, "In brackets: 95 % intervals, Wilson's of shares in %, the bootstrap's of means.")
	if show {
		o.details(out)
	}
	if len(o.failed) > 0 {
		return fmt.Errorf("not measured: %d of %d changes have no answer, so this table is not of the whole set", len(o.failed), total)
	}
	return nil
}

// maxNamed bounds the changes that are named one by one.
const maxNamed = 10

// details names the missed defects and the false findings.
func (o outcome) details(out io.Writer) {
	for _, r := range o.reviewed {
		m := score.Compare(r.Defects, r.Shown)
		for i, found := range m.Found {
			if d := r.Defects[i]; !found {
				fmt.Fprintf(out, "%s: missed %s:%d-%d\n", r.Name, d.Path, d.First, d.Last)
			}
		}
		if m.Noise > 0 {
			fmt.Fprintf(out, "%s: %d of %d findings name no defect\n", r.Name, m.Noise, len(r.Shown))
		}
	}
}

// errDropped reports a live run that is worse than the one before.
var errDropped = errors.New("the review got worse")

// compare prints the changes since a baseline, and fails if the result is worse.
func compare(out io.Writer, before, now []score.Reviewed) error {
	defects, clean := score.Compared(before, now)
	for _, d := range []struct {
		what string
		score.Drop
	}{{"defects found", defects}, {"clean changes left alone", clean}} {
		fmt.Fprintf(out, "Since the baseline, %s, of %d: %d lost %v, %d gained %v.\n", d.what, d.Compared, len(d.Lost), d.Lost, len(d.Gained), d.Gained)
	}
	if defects.Failed() || clean.Failed() {
		return errDropped
	}
	return nil
}
