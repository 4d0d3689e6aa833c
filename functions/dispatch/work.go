package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// work is one event's work on one subject.
type work struct {
	*Dispatcher
	github *githubapp.Repository
	kind   kind.Kind
	event  event.Event
	owner  string // of the leases it takes

	subject kind.Subject // as GitHub shows it now
	id      string       // of its analysis, once that is known
	fresh   bool         // this work began the attempt: nobody has made its check run
	unknown bool         // an earlier work may have started its workflow
}

func (w *work) do(ctx context.Context) error {
	var err error
	if w.subject, err = w.kind.Look(ctx, w.github, w.event); err != nil {
		return err
	}
	if shown := w.subject.UpdatedAt; !shown.IsZero() && shown.Before(w.event.UpdatedAt) {
		return fmt.Errorf("GitHub still shows the state of %s, the event is of %s", shown, w.event.UpdatedAt)
	}
	if w.subject.Over != "" {
		return w.stop(ctx)
	}
	w.id = analysis.ID(w.event.Repository.ID, w.subject.Subject, w.subject.HeadSHA)
	ctx = telemetry.With(ctx, telemetry.KeyAnalysis, w.id)
	c, err := w.claim(ctx)
	if err == nil && c.next == again {
		previous := c.previous
		if err = w.tellSuperseded(ctx, c.analysis); err == nil {
			c, err = w.claim(ctx)
			c.previous = previous // the first claim has overwritten it
		}
	}
	if err != nil {
		return err
	}
	for _, other := range []string{c.previous, w.event.AnalysisID} {
		if other != "" && other != w.id && w.kind.Supersedes() {
			if err := w.supersede(ctx, other, w.subject.HeadSHA); err != nil { // it stays due: reconcile sees to it
				slog.WarnContext(ctx, "an overtaken analysis could not be ended yet", "overtaken", other, "error", err)
			}
		}
	}
	return w.proceed(ctx, c)
}

// proceed does what the claim found to do, and gives the lease back when it could not be done.
func (w *work) proceed(ctx context.Context, c claim) error {
	var err error
	switch c.next {
	case nothing:
		return nil
	case again:
		return errors.New("the analysis was superseded once more")
	case announce:
		return w.announce(ctx, c.analysis)
	case tell:
		return w.tellSuperseded(ctx, c.analysis)
	case skip:
		err = w.skip(ctx, c.analysis, c.reason)
	case decide:
		err = w.decide(ctx, c.analysis)
	case run:
		err = w.run(ctx, c.analysis)
	}
	if err != nil {
		w.release(ctx, c.analysis.ID)
	}
	return err
}

func (w *work) latestID() string {
	return analysis.LatestID(w.event.Repository.ID, w.subject.Subject)
}

// skipReason says why the subject is not to be analysed, unless a person asked for just that, now or when the round began.
func (w *work) skipReason(round event.Event) string {
	if w.asks(w.event) || w.asks(round) && w.event.Intent != event.Stop {
		return ""
	}
	return w.subject.Skip
}

// asks reports whether a person or a waiting deployment explicitly asked for the current head.
func (w *work) asks(e event.Event) bool {
	return e.Intent == event.Again && e.HeadSHA == w.subject.HeadSHA
}

func (w *work) announce(ctx context.Context, a *analysis.Analysis) error {
	return w.Results.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt})
}

// release gives the lease back, so that the next delivery need not wait for its end. Nothing depends on it.
func (w *work) release(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if a, err := w.Store.Analysis(ctx, id); err == nil && a.Lease.Owner == w.owner {
		_, _ = w.Store.Update(ctx, a, func(a *analysis.Analysis) error { a.Release(w.owner); return nil })
	}
}
