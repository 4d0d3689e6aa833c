package main

import (
	"context"
	"flag"
	"io"
	"os"
	"runtime"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/recording"
	"github.com/devplus-app/devplus/kestra-image/evals/review"
	"github.com/devplus-app/devplus/kestra-image/evals/scripted"
	"github.com/devplus-app/devplus/shared/config"
)

const scriptedFile = "testdata/recordings/scripted.txtar"

// recordedEnvironment is the environment of questions in a replay, which asks no model. Recordings are found by the
// messages alone.
var recordedEnvironment = play.Environment{"model_name": "recorded", "model_max_tokens": "8192", "model_max_tokens_field": "max_tokens", "model_temperature": "0"}

// replay prints the table of recorded answers.
func replay(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	file := flags.String("recordings", "", "recorded answers (default: the scripted model's)")
	show := flags.Bool("show", false, "name each defect that was missed, and each false alarm")
	if err := parse(flags, args, stderr); err != nil {
		return err
	}
	subjects, remove, err := planted(ctx)
	if err != nil {
		return err
	}
	defer remove()
	return played(ctx, subjects, *file, *show, stdout, stderr)
}

// played prints the table of the subjects by the recordings in a file.
func played(ctx context.Context, subjects []subject, file string, show bool, stdout, stderr io.Writer) error {
	set, err := readSet(file)
	if err != nil {
		return err
	}
	e, err := newEvaluation(recordedEnvironment, runtime.GOMAXPROCS(0), stderr)
	if err != nil {
		return err
	}
	out, err := e.run(ctx, subjects, func(name string) play.Model { return recording.Replay{Set: set, Change: name} })
	if err != nil {
		return err
	}
	return out.report(stdout, set, show)
}

// newEvaluation returns an evaluation with the flow that is deployed.
func newEvaluation(env play.Environment, atOnce int, progress io.Writer) (evaluation, error) {
	f, err := flow()
	if err != nil {
		return evaluation{}, err
	}
	price, err := config.Load[config.Price](os.LookupEnv)
	return evaluation{Reviewer: review.Reviewer{Flow: f, Environment: env}, price: price, atOnce: atOnce, progress: progress}, err
}

// readSet reads recordings; "" names those of the scripted model.
func readSet(file string) (*recording.Set, error) {
	if file == "" {
		text, err := testdata.ReadFile(scriptedFile)
		if err != nil {
			return nil, err
		}
		return recording.Decode(text)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return recording.Decode(text)
}

// isScripted reports whether a script wrote the answers.
func isScripted(set *recording.Set) bool { return set.Model == scripted.Name }
