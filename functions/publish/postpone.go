package publish

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
)

const (
	// patience is how long Pub/Sub's own retries bridge an absence of GitHub's. They end in the dead letter, which is for poison alone.
	patience = 2 * time.Minute
	// longest bounds the believable wait for a limit: GitHub's limits end within an hour, and the queue for creating content within a day.
	longest = 24 * time.Hour
)

// postpone hands a result over to reconcile while GitHub is away for long, or until a limit ends. It returns why for Pub/Sub to deliver the
// message again.
func (w *work) postpone(ctx context.Context, why error) error {
	var away *githubapp.AwayError
	var missing *githubapp.DoubtError
	now := w.Now()
	if errors.As(why, &missing) {
		away = &githubapp.AwayError{Until: now.Add(analysis.ReconcileEvery)}
	}
	if missing == nil && !errors.As(why, &away) || away.Until.IsZero() && now.Sub(w.analysis.Times[w.analysis.State]) < patience {
		w.release(ctx)
		return why
	}
	a, err := w.Store.Update(context.WithoutCancel(ctx), w.analysis, func(a *analysis.Analysis) error {
		if !publishable(a) || a.Lease.Owner != w.owner {
			return analysis.ErrOvertaken
		}
		a.Release(w.owner)
		a.Doubted = missing != nil
		switch latest := now.Add(longest); {
		case away.Until.After(latest):
			a.DueAt = latest
		case !away.Until.IsZero():
			a.DueAt = away.Until
		case !a.DueAt.After(now):
			a.DueAt = now.Add(analysis.ReconcileEvery)
		}
		return nil
	})
	switch {
	case errors.Is(err, analysis.ErrOvertaken):
		return nil
	case err != nil:
		return errors.Join(why, err)
	}
	slog.WarnContext(ctx, "the result will be published later", "due_at", a.DueAt, "error", why)
	return nil
}
