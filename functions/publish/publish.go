// Package publish is the function that publishes a result on GitHub: it completes the check run, and lets the analysis's kind make its
// other changes. Every step may run twice: a completed check run does not change, and the state is written last.
package publish

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// Store is the part of a store that the function uses.
type Store interface {
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Latest(ctx context.Context, id string) (*analysis.Latest, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
	ChangeLatest(ctx context.Context, known *analysis.Latest, change func(*analysis.Latest) error) (*analysis.Latest, error)
	UpdateLatest(ctx context.Context, latestID string, change func(*analysis.Latest) error) (*analysis.Latest, error)
	LetGo(ctx context.Context, id string) error
	Acquire(ctx context.Context, what, owner string, now, until time.Time) error
	Release(ctx context.Context, what, owner string) error
	Commands(ctx context.Context, id string) (*store.Commands, error)
	ChangeCommands(ctx context.Context, id string, fn func(*store.Commands) error) (*store.Commands, error)
}

// Publisher serves the push subscription of devplus-results.
type Publisher struct {
	Store    Store
	GitHub   func(context.Context) (*githubapp.App, error)
	Kinds    kind.List
	Renderer render.Renderer
	Settings settings.Settings // of analyses that an earlier version stored without settings
	Now      func() time.Time
}

// New returns the handler of devplus-results' messages.
func New(p wiring.Parts) http.Handler {
	p = p.Complete()
	return (&Publisher{
		Store: p.Store, GitHub: p.GitHub, Kinds: p.Kinds, Renderer: p.Renderer(), Settings: p.Settings, Now: p.Now,
	}).Handler()
}

// Handler returns the handler of the push subscription.
func (p *Publisher) Handler() http.Handler {
	return event.Push(func(ctx context.Context, m event.Message) error {
		r, err := m.Result()
		if err != nil {
			return err
		}
		return p.publish(telemetry.With(ctx, telemetry.KeyAnalysis, r.AnalysisID, "attempt", r.Attempt), r)
	})
}

func (p *Publisher) publish(ctx context.Context, r event.Result) error {
	a, err := p.Store.Analysis(ctx, r.AnalysisID)
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: no analysis %s", event.ErrUnparsable, r.AnalysisID)
	}
	if err != nil {
		return err
	}
	due := a.Attempt == r.Attempt && publishable(a)
	if due && r.Changed {
		return errUnfinished // it may not know yet what changed
	}
	changed := r.Changed && a.State == analysis.Published
	if !due && !r.Shared && !changed {
		return nil // overtaken, or done
	}
	ctx = telemetry.WithAnalysis(ctx, a.ID, a.Repository.FullName(), a.Deliveries)
	app, err := p.GitHub(ctx)
	if err != nil {
		return err
	}
	installation := app.Installation(a.InstallationID)
	defer func() { installation.Meter().Share(ctx, p.Now()) }()
	gh := installation.In(a.Repository.ID, a.Repository.Owner, a.Repository.Name)
	switch {
	case changed:
		return p.reshow(ctx, app.AppID(), gh, a)
	case !due:
		return p.showShared(ctx, gh, a)
	}
	w := &work{Publisher: p, app: app.AppID(), github: gh, owner: rand.Text()}
	w.analysis, err = p.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.Attempt != r.Attempt || !publishable(a) {
			return analysis.ErrOvertaken
		}
		return a.Acquire(p.Now(), w.owner)
	})
	if err == nil {
		if w.analysis.Settings == nil {
			w.analysis.Settings = &p.Settings
		}
		kept, stop := lease.Keep(ctx, p.Store, a.ID, w.owner, p.Now)
		err = w.do(kept)
		stop()
	}
	return w.verdict(ctx, err)
}

// publishable reports whether GitHub must still be notified of a.
func publishable(a *analysis.Analysis) bool {
	return a.State == analysis.Completed || a.State == analysis.Failed && !a.Notified
}

// verdict returns err for a redelivery to retry, or fails the analysis if a retry can't help.
func (w *work) verdict(ctx context.Context, err error) error {
	var doubt error
	if githubapp.IsMissing(err) {
		doubt = w.doubt(ctx, err)
	}
	switch {
	case err == nil:
		return nil
	case doubt != nil:
		return w.postpone(ctx, doubt)
	case errors.Is(err, githubapp.ErrGone), githubapp.Permanent(err):
		telemetry.GaveUp(ctx, "GitHub rejected the result", err)
		return w.fail(ctx, err)
	}
	if errors.Is(err, analysis.ErrOvertaken) {
		w.release(ctx) // a new attempt needs the lease
		return nil
	}
	return w.postpone(ctx, err)
}

// fail fails the analysis. If GitHub rejected the result, it returns an error, so that the next delivery shows the failure and the check
// run does not stay in progress.
func (w *work) fail(ctx context.Context, why error) error {
	refused := false
	_, err := w.Store.Update(ctx, w.analysis, func(a *analysis.Analysis) error {
		if !publishable(a) || a.Lease.Owner != w.owner {
			return analysis.ErrOvertaken
		}
		a.Release(w.owner)
		refused = a.State == analysis.Completed && !errors.Is(why, githubapp.ErrGone)
		if a.State == analysis.Completed {
			if err := a.Fail(w.Now(), "GitHub does not take the result ("+why.Error()+")"); err != nil {
				return err
			}
		}
		if !refused {
			a.MarkNotified()
		}
		return nil
	})
	switch {
	case errors.Is(err, analysis.ErrOvertaken):
		return nil
	case err == nil && refused:
		return fmt.Errorf("could not show the failure on GitHub yet: %w", why)
	}
	return err
}
