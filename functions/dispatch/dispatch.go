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
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Store is what the function needs of a store.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Pull(ctx context.Context, repositoryID int64, number int) (*analysis.Pull, error)
	Claim(ctx context.Context, repositoryID int64, number int, id string, change func(*analysis.Pull, *analysis.Analysis) error) (*analysis.Pull, *analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
	UpdatePull(ctx context.Context, repositoryID int64, number int, change func(*analysis.Pull) error) (*analysis.Pull, error)
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
	return event.Push(func(ctx context.Context, m event.Message) error {
		e, err := m.Event()
		if err != nil {
			return err
		}
		ctx = telemetry.With(ctx, telemetry.KeyDelivery, e.Delivery, telemetry.KeyRepository, e.Repository.FullName())
		return d.verdict(ctx, e, d.handle(ctx, e))
	})
}

// verdict is the one place that decides whether an error is worth another delivery (the error comes back) or the event is
// given up (nil). What has been claimed stays due and is found by reconcile.
func (d *Dispatcher) verdict(ctx context.Context, e event.Event, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, githubapp.ErrGone):
		telemetry.GaveUp(ctx, "GitHub no longer shows it to the App", err)
		return d.abandon(ctx, e, err)
	case githubapp.Permanent(err), errors.Is(err, store.ErrTooLarge):
		telemetry.GaveUp(ctx, "the event can't be worked on", err)
		return d.abandon(ctx, e, err)
	}
	return err
}

func (d *Dispatcher) handle(ctx context.Context, e event.Event) error {
	switch e.Event {
	case "installation", "repository":
		return d.stopAll(ctx, e)
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	gh := app.Installation(e.InstallationID)
	numbers, err := d.numbers(ctx, gh, e)
	if err != nil {
		return err
	}
	var again []error
	for _, number := range numbers { // what one pull request comes to leaves the others alone
		e.Subject.Number = number
		w := &work{Dispatcher: d, github: gh, event: e, number: number, owner: newOwner()}
		if err := d.verdict(ctx, e, w.do(ctx)); err != nil {
			again = append(again, fmt.Errorf("pull request %s#%d: %w", e.Repository.FullName(), number, err))
		}
	}
	return errors.Join(again...)
}

// numbers are the pull requests that an event is about. The analysis that a check run names knows its own; GitHub lists any
// that has the same head, and none of forks. Where nothing is named, our own check runs on the head lead to them.
func (d *Dispatcher) numbers(ctx context.Context, gh *githubapp.Installation, e event.Event) ([]int, error) {
	if e.AnalysisID == "" && e.Subject.Number > 0 {
		return []int{e.Subject.Number}, nil
	}
	ids := []string{e.AnalysisID}
	if e.AnalysisID == "" {
		runs, err := gh.CheckRuns(ctx, e.Repository.Owner, e.Repository.Name, e.HeadSHA, analysis.PullRequest.CheckName())
		if err != nil {
			return nil, err
		}
		ids = ids[:0]
		for _, run := range runs {
			if id, _, ok := analysis.ParseExternalID(run.GetExternalID()); ok {
				ids = append(ids, id)
			}
		}
	}
	var numbers []int
	for _, id := range unique(ids) {
		a, err := d.Store.Analysis(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if a.Repository.ID == e.Repository.ID { // an external ID is GitHub's word, the repository is ours
			numbers = append(numbers, a.Subject.Number)
		}
	}
	if len(numbers) == 0 && e.Subject.Number > 0 { // the analysis has expired
		numbers = []int{e.Subject.Number}
	}
	return unique(numbers), nil
}
