package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/devplus-app/devplus/kestra-image/evals/endpoint"
	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/recording"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/shared/kestra/engine"
)

// asking is how a model is asked.
type asking struct {
	record string
	atOnce int
	show   bool
}

func (a *asking) register(flags *flag.FlagSet) {
	flags.StringVar(&a.record, "record", "", "file for the answers; if it has some, the run is compared with them, and fails on a drop")
	flags.IntVar(&a.atOnce, "at-once", 4, "how many changes are reviewed at a time")
	flags.BoolVar(&a.show, "show", false, "name each defect that was missed, and each false alarm")
}

// live asks the model of MODEL_BASE_URL about all planted changes.
func live(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("live", flag.ContinueOnError)
	var a asking
	a.register(flags)
	if err := parse(flags, args, stderr); err != nil {
		return err
	}
	subjects, remove, err := planted(ctx)
	if err != nil {
		return err
	}
	defer remove()
	return a.ask(ctx, subjects, stdout, stderr)
}

// ask asks about the subjects, prints the table, compares it with the file's, and stores the answers in the file.
func (a asking) ask(ctx context.Context, subjects []subject, stdout, stderr io.Writer) error {
	dir, err := engine.ImageDir()
	if err != nil {
		return err
	}
	env, err := endpoint.Environment(ctx, dir)
	if err != nil {
		return err
	}
	model, err := endpoint.New(ctx, env)
	if err != nil {
		return err
	}
	before, err := a.baseline()
	if err != nil {
		return err
	}
	e, err := newEvaluation(env, a.atOnce, stderr)
	if err != nil {
		return err
	}
	recorder := recording.NewRecorder(env["model_name"],
		fmt.Sprintf("Recorded on %s with temperature %s.", time.Now().UTC().Format(time.DateOnly), env["model_temperature"]))
	out, runErr := e.run(ctx, subjects, func(name string) play.Model { return recorder.Of(name, model) })
	set := recorder.Set()
	verdict := errors.Join(runErr, out.report(stdout, set, a.show))
	if before != nil {
		then, err := e.then(ctx, subjects, before)
		if err != nil {
			return err
		}
		verdict = errors.Join(verdict, compare(stdout, then, out.reviewed))
	}
	return errors.Join(verdict, a.keep(set, verdict == nil, stdout))
}

// then returns a baseline's results, whatever its prompt was.
func (e evaluation) then(ctx context.Context, subjects []subject, set *recording.Set) ([]score.Reviewed, error) {
	out, err := e.run(ctx, subjects, func(name string) play.Model { return recording.Replay{Set: set, Change: name, Stale: true} })
	return out.reviewed, err
}

// baseline reads the answers of the run before; nil if there are none.
func (a asking) baseline() (*recording.Set, error) {
	if a.record == "" {
		return nil, nil
	}
	set, err := readSet(a.record)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return set, err
}

// keep writes the answers. Those of a run that failed stand beside the baseline: they were paid for, and it stays.
func (a asking) keep(set *recording.Set, passed bool, stdout io.Writer) error {
	if a.record == "" || len(set.Taken) == 0 {
		return nil
	}
	file := a.record
	if !passed {
		file += ".failed"
	}
	fmt.Fprintf(stdout, "The answers are in %s.\n", file)
	return os.WriteFile(file, set.Encode(), 0o644)
}
