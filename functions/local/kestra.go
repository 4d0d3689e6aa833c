package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/wiring"
)

// kestraFlags are the flags that choose the workflow engine.
type kestraFlags struct {
	what, version string
	data          string // keeps an engine's executions; "" keeps none
}

func (k *kestraFlags) register(flags *flag.FlagSet) {
	flags.StringVar(&k.what, "kestra", "auto", "")
	flags.StringVar(&k.version, "kestra-version", engine.Versions()[0], "")
}

// openKestra returns a client of the workflow engine that the flags select, or nil and the reason in without. stop ends an engine
// that it started.
func openKestra(ctx context.Context, asked kestraFlags, lookup func(string) (string, bool), progress, log io.Writer) (_ *kestra.Client, without string, stop func(), _ error) {
	nothing := func() {}
	env := func(name string) string { v, _ := lookup(name); return v }
	switch asked.what {
	case "none":
		return nil, analysis.NoEngine, nothing, nil
	case "auto", "engine":
		err := engineReady(env, asked.version)
		switch {
		case err == nil:
			client, stop, err := startEngine(ctx, asked, progress, log)
			return client, "", stop, err
		case asked.what == "engine":
			return nil, "", nothing, fmt.Errorf("-kestra engine: %w", err)
		case errors.Is(err, errNoModel):
			without = analysis.NoModel
		default:
			without = analysis.EngineCannotRun
		}
		fmt.Fprintf(progress, "not reviewing: %v\n", err)
		return nil, without, nothing, nil
	}
	u, err := url.Parse(asked.what)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, "", nothing, &usageError{fmt.Sprintf("-kestra %q: write auto, engine, none or a URL such as http://127.0.0.1:8080", asked.what)}
	}
	client, err := kestra.New(kestra.Config{URL: asked.what, Username: env("KESTRA_USERNAME"), Password: env("KESTRA_PASSWORD")})
	if err != nil {
		return nil, "", nothing, err
	}
	warnOfFlows(ctx, client, progress)
	return client, "", nothing, nil
}

// warnOfFlows reports problems that keep a running Kestra from running the flows. If Kestra is unreachable, the analysis reports
// that.
func warnOfFlows(ctx context.Context, client *kestra.Client, progress io.Writer) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	p := wiring.Parts{Kestra: func(context.Context) (*kestra.Client, error) { return client, nil }}
	err := p.CheckKestra(ctx)
	var unanswered *kestra.Error
	if err != nil && !errors.As(err, &unanswered) {
		fmt.Fprintf(progress, "warning: %v\n", err)
	}
}

var errNoModel = errors.New(analysis.NoModel + ": set MODEL_BASE_URL to an OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1 for Ollama, and MODEL_NAME")

// engineReady returns an error that names what the engine needs for reviews and lacks.
func engineReady(env func(string) string, version string) error {
	if env("MODEL_BASE_URL") == "" {
		return errNoModel
	}
	dir, err := engine.ImageDir()
	if err != nil {
		return err
	}
	return engine.Available(dir, version)
}

func startEngine(ctx context.Context, asked kestraFlags, progress, log io.Writer) (*kestra.Client, func(), error) {
	dir, err := engine.ImageDir()
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(progress, "starting the Kestra engine %s (the first time, Maven fetches it: a minute or two)\n", asked.version)
	e, err := engine.Start(ctx, engine.Options{ImageDir: dir, Version: asked.version, Data: asked.data, Log: log})
	if err != nil {
		return nil, nil, fmt.Errorf("starting the Kestra engine: %w", err)
	}
	client, err := kestra.New(kestra.Config{URL: e.URL, Username: e.Username, Password: e.Password})
	if err != nil {
		e.Close()
		return nil, nil, err
	}
	return client, e.Close, nil
}
