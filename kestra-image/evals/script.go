package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"runtime"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/recording"
	"github.com/devplus-app/devplus/kestra-image/evals/scripted"
	"github.com/devplus-app/devplus/kestra-image/evals/seeded"
)

// script writes the recordings of the scripted model.
func script(ctx context.Context, args []string, _, stderr io.Writer) error {
	flags := flag.NewFlagSet("script", flag.ContinueOnError)
	file := flags.String("write", "", "the file to write")
	if err := parse(flags, args, stderr); err != nil {
		return err
	}
	if *file == "" {
		return errors.New("script: -write names the file for the recordings")
	}
	set, err := scriptedSet(ctx, stderr)
	if err != nil {
		return err
	}
	return os.WriteFile(*file, set.Encode(), 0o644)
}

// scriptedSet returns the scripted model's answers to the questions as they are now.
func scriptedSet(ctx context.Context, stderr io.Writer) (*recording.Set, error) {
	text, err := testdata.ReadFile("testdata/script.tsv")
	if err != nil {
		return nil, err
	}
	words, err := scripted.ReadScript(string(text))
	if err != nil {
		return nil, err
	}
	all, err := changes()
	if err != nil {
		return nil, err
	}
	byName := map[string]seeded.Change{}
	for _, c := range all {
		byName[c.Name] = c
	}
	subjects, remove, err := planted(ctx)
	if err != nil {
		return nil, err
	}
	defer remove()
	e, err := newEvaluation(recordedEnvironment, runtime.GOMAXPROCS(0), stderr)
	if err != nil {
		return nil, err
	}
	recorder := recording.NewRecorder(scripted.Name, "A script wrote these answers (testdata/script.tsv): they test the machinery and say nothing of a real model.",
		"Written by `go generate ./kestra-image/evals`, which is also how to end a conflict in this file.")
	recorder.AnyMessage = true
	out, err := e.run(ctx, subjects, func(name string) play.Model {
		return recorder.Of(name, scripted.Model{Script: words, Change: byName[name]})
	})
	if err != nil {
		return nil, err
	}
	for _, f := range out.failed {
		return nil, f.err
	}
	return recorder.Set(), nil
}
