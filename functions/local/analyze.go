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
	"github.com/devplus-app/devplus/shared/effective"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store/embedded"
)

// patience is how long an unreachable Kestra is retried: somebody is waiting at the terminal.
const patience = 10 * time.Second

func analyze(ctx context.Context, args []string, stdout, stderr io.Writer, lookup func(string) (string, bool)) error {
	flags := flag.NewFlagSet("analyze", flag.ContinueOnError)
	dir := flags.String("repo", ".", "")
	span := flags.String("range", "", "")
	kindName := flags.String("kind", string(pullrequest.Name), "")
	format := flags.String("format", "text", "")
	theirs := flags.String("theirs", "", "")
	var engine kestraFlags
	engine.register(flags)
	wait := flags.Duration("kestra-wait", patience, "")
	full := flags.Bool("full", false, "")
	verbose := flags.Bool("v", false, "")
	if err := parse(flags, args); err != nil {
		return err
	}
	if !slices.Contains([]string{"text", "markdown", "json", "changelog", "sarif"}, *format) {
		return &usageError{fmt.Sprintf("-format %q: write text, markdown, json, changelog or sarif", *format)}
	}
	d, err := descriptorOf(*kindName)
	if err != nil {
		return err
	}
	if *format == "sarif" && d.Name != pullrequest.Name {
		return &usageError{"-format sarif is for -kind " + string(pullrequest.Name)}
	}
	if (*format == "changelog" || *theirs != "") && d.Name != releasenotes.Name {
		return &usageError{fmt.Sprintf("-format changelog and -theirs are for -kind %s", releasenotes.Name)}
	}
	published, err := readTheirs(*theirs)
	if err != nil {
		return err
	}
	logs := io.Discard
	if *verbose {
		logs = stderr
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(logs, nil)))

	change, err := requestsByKind[d.Local].open(ctx, *dir, *span)
	if err != nil {
		return err
	}
	change.kind = d.Name
	fmt.Fprintf(stderr, "analyzing %s of %s\n", change.span(), change.name)
	if change.uncommitted {
		fmt.Fprintln(stderr, "uncommitted changes are left out: commit what should be analyzed")
	}
	p := newProgress(stderr)
	defer p.end()
	shown, err := analyzeCheckout(ctx, d, change, engine, *wait, lookup, p, logs)
	if err != nil {
		return err
	}
	p.end()
	if *theirs != "" {
		return shown.judge(stdout, published)
	}
	return shown.print(stdout, *format, *full)
}

// analyzeCheckout runs the whole system on a change, started by a webhook as from GitHub.
func analyzeCheckout(ctx context.Context, d kind.Descriptor, c *checkout, engine kestraFlags, wait time.Duration, lookup func(string) (string, bool), p *progress, logs io.Writer) (*shownAnalysis, error) {
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
	if err := seedScale(ctx, db.Store, gh.Options().RepositoryID, c, p); err != nil {
		return nil, err
	}
	secret := []byte(rand.Text())
	ps := parts{addr: "127.0.0.1:0", app: app, webhookSecret: secret, only: c.kind}
	ps.Store, ps.Patience = db.Store, wait
	ps.engine(client, without)
	if err := ps.configure(lookup); err != nil {
		return nil, err
	}
	ps.Settings.ReleaseNotes = settings.Write // into the stand-in's release, which is harmless
	s, err := start(ctx, ps)
	if err != nil {
		return nil, err
	}
	defer s.close()

	if err := leftOut(ctx, ps, gh, c); err != nil {
		return nil, err
	}
	subject, head, err := requestsByKind[d.Local].deliverWebhook(ctx, s, gh, secret)
	if err != nil {
		return nil, incomplete(ctx, c.dir, err)
	}
	view, err := s.await(ctx, d.Identity(gh.Options().RepositoryID, subject).ID(head), p)
	if err != nil {
		return nil, incomplete(ctx, c.dir, err)
	}
	shown := newShownAnalysis(view, gh)
	shown.unhosted = c.owner == unhosted
	return shown, c.follows(view)
}

// leftOut returns an error if the repository's settings leave the analysis out, because no answer would
// come.
func leftOut(ctx context.Context, ps parts, gh *standin.Server, c *checkout) error {
	o := gh.Options()
	reader := effective.Reader{Store: ps.Store, Defaults: ps.Settings, Bounds: ps.Bounds, Now: time.Now}
	set, err := reader.Of(ctx, ps.app.Installation(o.InstallationID).In(o.RepositoryID, o.Owner, o.Name), o.Owner)
	if err == nil && !set.Repository.Runs(string(c.kind)) {
		err = &usageError{fmt.Sprintf("%s leaves %s out: add it to analyses", repoconfig.Path, c.kind)}
	}
	return err
}

// bringPullRequest delivers the webhook of an opened pull request and returns its subject and head.
func bringPullRequest(ctx context.Context, s *system, gh *standin.Server, secret []byte) (analysis.Subject, string, error) {
	payload, err := gh.PullRequestPayload("opened", 1)
	if err != nil {
		return analysis.Subject{}, "", err
	}
	if err := s.deliver(ctx, gh, secret, "pull_request", payload); err != nil {
		return analysis.Subject{}, "", err
	}
	e, _, err := event.Parse("pull_request", "opened-1", payload, time.Now())
	return e.Subject, e.HeadSHA, err
}

// deliver sends a payload to the webhook.
func (s *system) deliver(ctx context.Context, gh *standin.Server, secret []byte, name string, payload []byte) error {
	if delivery := gh.Deliver(ctx, s.url+"/webhook", name, payload, string(secret)); delivery.StatusCode != http.StatusAccepted {
		return fmt.Errorf("the webhook answered %d; -v shows why", delivery.StatusCode)
	}
	return nil
}

// await asks the report function after each change of the analysis, until it ends.
func (s *system) await(ctx context.Context, id string, p *progress) (*analysis.View, error) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var known analysis.Revision
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-tick.C:
		}
		revision, err := s.store.Revision(ctx, id)
		if err != nil {
			return nil, err
		}
		if revision != known {
			view, err := s.view(ctx, id)
			if err != nil {
				return nil, err
			}
			if view != nil {
				p.state(view.State)
				if view.State.Ended() {
					return view, nil
				}
			}
			known = revision
		}
		if err := s.stuck(ctx); err != nil {
			return nil, err
		}
	}
}

// stuck returns why an event waits, if one does: waiting does not help, because the stand-in always
// answers.
func (s *system) stuck(ctx context.Context) error {
	parked, err := s.store.DueParked(ctx, time.Now().AddDate(1, 0, 0), 1)
	if err != nil || len(parked) == 0 {
		return err
	}
	return fmt.Errorf("it can't be measured: %s", parked[0].Reason)
}

// view returns the answer of the report function, or nil while there is no such analysis.
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
