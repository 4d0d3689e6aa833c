package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/store/embedded"
)

// patience is how long a Kestra that can't be reached is tried: somebody is waiting at the terminal.
const patience = 10 * time.Second

func analyze(ctx context.Context, args []string, stdout, stderr io.Writer, lookup func(string) (string, bool)) error {
	flags := flag.NewFlagSet("analyze", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	span := flags.String("range", "", "")
	kind := flags.String("kind", string(analysis.PullRequest), "")
	format := flags.String("format", "text", "")
	engine := flags.String("kestra", "auto", "")
	verbose := flags.Bool("v", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "markdown", "json"}, *format) {
		return &usageError{fmt.Sprintf("-format %q: write text, markdown or json", *format)}
	}
	open, known := openers[analysis.Kind(*kind)]
	if !known {
		return &usageError{fmt.Sprintf("-kind %q: there is pull_request, release_notes, release_risk", *kind)}
	}
	logs := io.Discard
	if *verbose {
		logs = stderr
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(logs, nil)))

	change, err := open(ctx, *dir, *span)
	if err != nil {
		return err
	}
	change.kind = analysis.Kind(*kind)
	fmt.Fprintf(stderr, "analysing %s of %s\n", change.span(), change.name)
	if change.uncommitted {
		fmt.Fprintln(stderr, "uncommitted changes are left out: commit what should be analysed")
	}
	p := newProgress(stderr)
	defer p.end()
	shown, err := analyzeCheckout(ctx, change, *engine, lookup, p, logs)
	if err != nil {
		return err
	}
	p.end()
	return shown.print(stdout, *format)
}

// analyzeCheckout takes the change through the whole system, as GitHub would bring it.
func analyzeCheckout(ctx context.Context, c *checkout, engine string, lookup func(string) (string, bool), p *progress, logs io.Writer) (*shown, error) {
	client, without, stop, err := openKestra(ctx, engine, lookup, p, logs)
	if err != nil {
		return nil, err
	}
	defer stop()
	temp, err := os.MkdirTemp("", "devplus-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	db, err := embedded.Open(filepath.Join(temp, "analyses.db"))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	gh, app, stopGitHub, err := startStandin(ctx, c)
	if err != nil {
		return nil, err
	}
	defer stopGitHub()
	secret := []byte(rand.Text())
	ps := parts{addr: "127.0.0.1:0", store: db, github: app, kestra: client, noKestra: without, patience: patience, webhookSecret: secret, only: c.kind}
	if err := ps.configure(lookup); err != nil {
		return nil, err
	}
	ps.notes = "write" // to the stand-in, where that harms nobody
	s, err := start(ctx, ps)
	if err != nil {
		return nil, err
	}
	defer s.close()

	p.say("GitHub delivers the webhook")
	id, err := s.bring(ctx, gh, c, secret)
	if err != nil {
		return nil, err
	}
	view, err := s.await(ctx, id, p)
	if err != nil {
		return nil, err
	}
	return newShown(view, gh), c.asked(view)
}

// bring has the stand-in deliver what asks for the analysis, and returns its ID.
func (s *system) bring(ctx context.Context, gh *standin.Server, c *checkout, secret []byte) (string, error) {
	name, payload, err := c.payload(gh)
	if err != nil {
		return "", err
	}
	if delivery := gh.Deliver(ctx, s.url+"/webhook", name, payload, string(secret)); delivery.StatusCode != http.StatusAccepted {
		return "", fmt.Errorf("the webhook answered %d; -v shows why", delivery.StatusCode)
	}
	e, _, err := event.Parse(name, "1", payload, time.Now())
	e.Subject.Kind = c.kind
	return analysis.ID(e.Repository.ID, e.Subject, c.head), err
}

// await follows an analysis to its end, by the report function.
func (s *system) await(ctx context.Context, id string, p *progress) (*analysis.View, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		view, err := s.view(ctx, id)
		if err != nil {
			return nil, err
		}
		if view == nil {
			continue
		}
		p.state(view.State)
		if view.State.Ended() {
			return view, nil
		}
	}
}

// view is the report function's answer; nil while there is no such analysis.
func (s *system) view(ctx context.Context, id string) (*analysis.View, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/v1/analyses/"+id, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, nil
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the report answered %s: %s", answer.Status, bytes.TrimSpace(body))
	}
	var view analysis.View
	return &view, json.Unmarshal(body, &view)
}
