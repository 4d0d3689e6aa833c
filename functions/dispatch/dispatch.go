// Package dispatch is the function that turns an event into an analysis under way: it asks GitHub how things stand, claims
// the analysis, measures the change, shows what it measured in a check run, and starts the workflow.
//
// Any step may run twice and be cut off anywhere. What makes each safe:
//
//	claim        one transaction over the pull request and the analysis; the lease keeps others out
//	check run    looked up by its external ID before it is made, unless the claim was the first
//	dispatched   written, with the check run's ID, before the workflow is started
//	start        a workflow that may have been started is looked for by its labels first; two are harmless, because only
//	             the first answer counts
//	execution    its ID is written last; without it the workflow is found by label
//	supersede    the transition comes first; the analysis stays due until its check run is cancelled
package dispatch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Store is what the function needs of a store.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Latest(ctx context.Context, id string) (*analysis.Latest, error)
	Claim(ctx context.Context, latestID string, id string, change func(*analysis.Latest, *analysis.Analysis) error) (*analysis.Latest, *analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
	UpdateLatest(ctx context.Context, latestID string, change func(*analysis.Latest) error) (*analysis.Latest, error)
	Due(ctx context.Context, before time.Time, limit int) ([]*analysis.Analysis, error)
}

// Results takes word of attempts that have a result.
type Results interface {
	PublishResult(ctx context.Context, r event.Result) error
}

// Dispatcher serves the push subscription of devplus-events.
type Dispatcher struct {
	Store    Store
	GitHub   func(context.Context) (*githubapp.App, error)
	Results  Results
	Events   Events
	Kinds    kind.List
	Renderer render.Renderer
	Now      func() time.Time

	Kestra      func(context.Context) (*kestra.Client, error) // nil: there is none, everything is measured only,
	NoKestra    string                                        // and this is why, for people
	CallbackURL string
	CallbackKey config.Secret
	Patience    time.Duration // how long starting a workflow is tried
}

// Handler takes the messages.
func (d *Dispatcher) Handler() http.Handler {
	d.Renderer.Page = d.Kinds.Page
	return event.Push(func(ctx context.Context, m event.Message) error {
		e, err := m.Event()
		if err != nil {
			return err
		}
		ctx = telemetry.With(ctx, telemetry.KeyDelivery, e.Delivery, telemetry.KeyRepository, e.Repository.FullName())
		return d.verdict(ctx, d.handle(ctx, e), func(error) error { return nil })
	})
}

// verdict is the one place that decides whether an error is worth another delivery (the error comes back) or what it befell is
// given up, and abandoned.
func (d *Dispatcher) verdict(ctx context.Context, err error, abandon func(error) error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, githubapp.ErrGone):
		telemetry.GaveUp(ctx, "GitHub no longer shows it to the App", err)
		return abandon(err)
	case githubapp.Permanent(err), errors.Is(err, store.ErrTooLarge):
		telemetry.GaveUp(ctx, "the event can't be worked on", err)
		return abandon(err)
	}
	return err
}

func (d *Dispatcher) handle(ctx context.Context, e event.Event) error {
	switch {
	case e.Intent == event.StopAll:
		return d.stopAll(ctx, e)
	case e.Intent == event.Split:
		return d.split(ctx, e)
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	gh := app.Installation(e.InstallationID).In(e.Repository.ID, e.Repository.Owner, e.Repository.Name)
	subjects, err := d.subjects(ctx, gh, e)
	if err != nil {
		return err
	}
	var again []error
	for _, s := range subjects { // what one subject comes to leaves the others alone
		w := &work{Dispatcher: d, github: gh, kind: s.kind, event: s.event, owner: rand.Text()}
		if err := w.verdict(ctx, w.do(ctx)); err != nil {
			again = append(again, fmt.Errorf("%s of %s: %w", s.kind.Name(), e.Repository.FullName(), err))
		}
	}
	return errors.Join(again...)
}

// subject is what an event is about, for one kind of analysis.
type subject struct {
	kind  kind.Kind
	event event.Event // its Subject names the subject
}

// subjects are what an event is about. The analysis that a check run names knows its own subject; GitHub lists any pull request that
// has the same head, and none of forks. Where nothing is named, our own check runs on the head lead to them.
func (d *Dispatcher) subjects(ctx context.Context, gh *githubapp.Repository, e event.Event) ([]subject, error) {
	var found []subject
	ids := []string{e.AnalysisID}
	switch {
	case e.AnalysisID != "":
	case !e.NamesSubject():
		runs, err := gh.CheckRuns(ctx, e.HeadSHA, "")
		if err != nil {
			return nil, err
		}
		ids = ids[:0]
		for _, run := range runs {
			if id, _, ok := analysis.ParseExternalID(run.GetExternalID()); ok {
				ids = append(ids, id)
			}
		}
	default:
		for _, k := range d.Kinds {
			if k.Wants(e) {
				found = append(found, subject{k, e})
			}
		}
		return found, nil
	}
	for _, id := range unique(ids) {
		a, err := d.Store.Analysis(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		of := e
		of.Subject = a.Subject
		s := subject{d.Kinds.Of(a.Kind), of}
		same := func(other subject) bool { return other.event.Subject == a.Subject }
		if a.Repository.ID == e.Repository.ID && s.kind != nil && !slices.ContainsFunc(found, same) { // an external ID is GitHub's word, the repository is ours
			found = append(found, s)
		}
	}
	if k := d.Kinds.Of(analysis.PullRequest); len(found) == 0 && k != nil && k.Wants(e) { // the analysis has expired
		found = append(found, subject{k, e})
	}
	return found, nil
}

func unique[T comparable](list []T) []T {
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
