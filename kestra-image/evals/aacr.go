package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/devplus-app/devplus/kestra-image/evals/benchmark"
	"github.com/devplus-app/devplus/kestra-image/evals/review"
)

// aacr evaluates reviews of AACR-Bench's pull requests: live, or with -recordings from recorded
// answers.
func aacr(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("aacr", flag.ContinueOnError)
	data := flags.String("data", "", "AACR-Bench's dataset/positive_samples.json: a file, a clone of its repository, or an address")
	clones := &benchmark.Clones{}
	flags.StringVar(&clones.Dir, "clones", "", "folder with clones at OWNER/NAME; what it lacks is fetched there, several GB for all")
	flags.StringVar(&clones.Remote, "remote", "https://github.com", "where missing repositories are fetched from")
	from := flags.Int("from", 0, "the first pull request to measure, from 0")
	count := flags.Int("count", 0, "how many to measure (default: all)")
	recordings := flags.String("recordings", "", "recorded answers, to be played again instead of asking the model")
	var a asking
	a.register(flags)
	if err := parse(flags, args, stderr); err != nil {
		return err
	}
	if *data == "" || clones.Dir == "" {
		return errors.New("aacr: -data names AACR-Bench's data (https://github.com/alibaba/aacr-bench), and -clones a folder for the repositories")
	}
	all, err := benchmark.Read(ctx, *data)
	if err != nil {
		return err
	}
	if *from < 0 || *from >= len(all) {
		return fmt.Errorf("aacr: -from %d: there are %d pull requests", *from, len(all))
	}
	all = all[*from:]
	if *count > 0 {
		all = all[:min(*count, len(all))]
	}
	subjects := make([]subject, len(all))
	for i, p := range all {
		subjects[i] = subject{name: p.Title(), group: p.Language, number: p.Number, defects: p.Comments, open: opener(clones, p)}
	}
	if *recordings != "" {
		err = played(ctx, subjects, *recordings, a.show, stdout, stderr)
	} else {
		err = a.ask(ctx, subjects, stdout, stderr)
	}
	fmt.Fprintln(stdout, "The experts' comments are not all that is wrong with these changes: what names none of them need not be wrong.")
	return err
}

// opener returns a function that serves a pull request from its clone.
func opener(clones *benchmark.Clones, p benchmark.PullRequest) func(context.Context) (*review.Repository, func(), error) {
	return func(ctx context.Context) (*review.Repository, func(), error) {
		change, err := clones.Open(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		served, err := review.Serve(change.Dir, p.Owner, p.Name, change.Base, []review.PullRequest{
			{Number: p.Number, Title: change.Subject, Base: change.Base, Head: change.Head, BaseRef: "main", HeadRef: "change"},
		})
		if err != nil {
			return nil, nil, err
		}
		return served, served.Close, nil
	}
}
