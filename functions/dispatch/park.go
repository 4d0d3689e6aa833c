package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
)

// youngEvent is how long GitHub's replicas may not know yet what its webhook announced: a 404 means nothing before.
const youngEvent = 10 * time.Minute

// take handles an event. One that can't be handled while GitHub is away is parked, and so has an owner until GitHub is back.
func (d *dispatcher) take(ctx context.Context, e event.Event) error {
	err := d.verdict(ctx, e, d.withinLimits(ctx, e), func(error) error { return nil })
	var away *githubapp.AwayError
	var waiting *waitingError
	switch {
	case err == nil && e.Parked:
		_, err := d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error { p.End(e.Delivery, d.Now()); return nil })
		return err
	case errors.As(err, &waiting):
		return d.park(ctx, e, err, time.Time{})
	case errors.As(err, &away):
		return d.park(ctx, e, err, away.Until)
	case d.isLagging(e, err):
		return d.park(ctx, e, err, time.Time{})
	}
	return err
}

// park keeps an event until a time, and ends its delivery.
func (d *dispatcher) park(ctx context.Context, e event.Event, why error, until time.Time) error {
	ctx = context.WithoutCancel(ctx) // the request may have run out of time
	deadline := d.answerBy(e)
	p, err := d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error {
		return p.Park(e, why.Error(), until, deadline, d.Now())
	})
	if err != nil {
		return errors.Join(why, err)
	}
	slog.WarnContext(ctx, "event parked", "event", e.String(), "due_at", p.DueAt, "tries", p.Tries, "error", why)
	return nil
}

// isLagging reports whether a replica of GitHub may not know yet what its webhook announced.
func (d *dispatcher) isLagging(e event.Event, err error) bool {
	return errors.Is(err, githubapp.ErrGone) && !errors.Is(err, githubapp.ErrForbidden) && d.Now().Sub(e.ReceivedAt) < youngEvent
}

// answerBy is when a deployment or a merge group that waits must have an answer; zero for all other events.
func (d *dispatcher) answerBy(e event.Event) time.Time {
	if e.IsMergeGroup() {
		return e.ReceivedAt.Add(groupPatience)
	}
	for _, k := range d.Kinds {
		if _, gate := k.(kind.Gate); gate && k.Handles(e) && e.Subject.Environment != "" {
			return e.ReceivedAt.Add(d.Settings.Timeout)
		}
	}
	return time.Time{}
}

// answerLate answers a deployment from its event alone, once people wait no longer for GitHub. It returns why where there is nothing to
// answer, or GitHub is still away.
func (w *work) answerLate(ctx context.Context, why error) error {
	gate, ok := w.kind.(kind.Gate)
	until := w.answerBy(w.request.Event)
	if !ok || until.IsZero() || w.Now().Before(until) || !errors.As(why, new(*githubapp.AwayError)) {
		return why
	}
	return gate.AnswerUnmeasured(ctx, w.request, why)
}
