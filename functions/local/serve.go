package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/telemetry"
)

func serve(ctx context.Context, args []string, stderr io.Writer, lookup func(string) (string, bool)) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "")
	data := flags.String("data", "", "")
	dir := flags.String("repo", ".", "")
	var engine kestraFlags
	engine.register(flags)
	verbose := flags.Bool("v", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	text := slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})
	slog.SetDefault(slog.New(telemetry.Handler(text, "")))

	p := parts{addr: *addr}
	var err error
	if err := p.configure(lookup); err != nil {
		return err
	}
	if p.webhookSecret, err = webhookSecret(lookup); err != nil {
		return err
	}
	gh, err := p.connectGitHub(ctx, *dir, lookup)
	if err != nil {
		return err
	}
	defer gh.stop()
	db, stopStore, err := openStore(*data)
	if err != nil {
		return err
	}
	defer stopStore()
	p.Store = db.Store
	if gh.standin != nil {
		if err := seedScale(ctx, db.Store, gh.standin.Options().RepositoryID, gh.checkout, newProgress(stderr)); err != nil {
			return err
		}
	}
	if *data != "" {
		engine.data = filepath.Join(*data, "kestra")
	}
	client, without, stopKestra, err := openKestra(ctx, engine, lookup, stderr, stderr)
	if err != nil {
		return err
	}
	defer stopKestra()
	p.engine(client, without)

	s, err := start(ctx, p)
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Fprintf(stderr, "taking webhooks of %s at %s/webhook, reports at %s/api/v1/analyses/{id}; Ctrl-C ends\n", gh.name, s.url, s.url)
	if _, given := lookup("GITHUB_WEBHOOK_SECRET"); !given {
		fmt.Fprintf(stderr, "the webhook secret of this run: %s\n", p.webhookSecret)
	}
	if gh.standin != nil {
		subject, head, err := bringPullRequest(ctx, s, gh.standin, p.webhookSecret)
		if err != nil {
			return err
		}
		id := pullrequest.ID(gh.standin.Options().RepositoryID, subject.Number, head)
		fmt.Fprintf(stderr, "pull request 1, the last commit, is analyzed: %s/api/v1/analyses/%s\n", s.url, id)
	}
	every := time.NewTicker(analysis.ReconcileEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
			s.reconciler.Run(ctx)
		}
	}
}

// webhookSecret returns the secret in the environment, or a new one.
func webhookSecret(lookup config.Lookup) ([]byte, error) {
	type secret struct {
		Webhook config.Secret `env:"GITHUB_WEBHOOK_SECRET"`
	}
	c, err := config.Load[secret](lookup)
	if err != nil {
		return nil, err
	}
	if !c.Webhook.Configured() {
		return []byte(rand.Text()), nil
	}
	return c.Webhook.Value(context.Background())
}

// configure reads the model's prices and the settings of repositories from the environment.
func (p *parts) configure(lookup config.Lookup) (err error) {
	if p.Price, err = config.Load[config.Price](lookup); err != nil {
		return err
	}
	if p.Model, err = config.Load[config.Model](lookup); err != nil {
		return err
	}
	pushes, err := config.Load[config.Pushes](lookup)
	if err != nil {
		return err
	}
	p.Debounce = pushes.Debounce
	l, err := deploymentLayers(lookup)
	p.Settings, p.Bounds = l.Deployment, l.Bounds
	return err
}

// github is the GitHub in use.
type github struct {
	name     string
	standin  *standin.Server // nil: it is the real one
	checkout *checkout       // that the stand-in serves
	stop     func()
}

// connectGitHub connects the real GitHub if the environment names the App, otherwise the stand-in over the
// checkout.
func (p *parts) connectGitHub(ctx context.Context, dir string, lookup config.Lookup) (github, error) {
	_, hasID := lookup("GITHUB_APP_ID")
	_, hasKey := lookup("GITHUB_APP_PRIVATE_KEY")
	_, hasSecret := lookup("GITHUB_WEBHOOK_SECRET")
	if !hasID && !hasKey {
		c, err := openCheckout(ctx, dir, "")
		if err != nil {
			return github{}, err
		}
		gh, app, stop, err := startStandin(ctx, c)
		p.app = app
		return github{"a stand-in for GitHub over " + c.dir, gh, c, stop}, err
	}
	if !hasID || !hasKey || !hasSecret {
		return github{}, &usageError{"the real GitHub needs GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_WEBHOOK_SECRET together"}
	}
	c, err := config.Load[config.GitHub](lookup)
	if err != nil {
		return github{}, err
	}
	p.app, err = githubapp.Loader(githubapp.Config{AppID: c.AppID, BaseURL: c.BaseURL()}, c.PrivateKey.Value)(ctx)
	return github{name: fmt.Sprintf("GitHub App %d", c.AppID), stop: func() {}}, err
}

// openStore keeps analyses in dir, or until the end of the process.
func openStore(dir string) (*embedded.Store, func(), error) {
	remove := func() {}
	if dir == "" {
		temp, err := os.MkdirTemp("", "devplus-")
		if err != nil {
			return nil, nil, err
		}
		dir, remove = temp, func() { _ = os.RemoveAll(temp) }
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("-data: %w", err)
	}
	db, err := embedded.Open(filepath.Join(dir, "analyses.db"))
	if err != nil {
		remove()
		return nil, nil, fmt.Errorf("%w: choose another folder with -data", err)
	}
	return db, func() { _ = db.Close(); remove() }, nil
}
