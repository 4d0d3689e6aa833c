package reconcile

import (
	"context"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// listParked returns a function that lists events that waited long enough, the longest first.
func (r *Reconciler) listParked(ctx context.Context, back bool, note func(context.Context, string, error)) func(int) []*event.Parked {
	return func(limit int) []*event.Parked {
		due, err := r.Store.DueParked(ctx, r.horizon(back), limit)
		note(ctx, "looking for parked events", err)
		return due
	}
}

// isParkedUp reports whether to publish a parked event now: it is due, or GitHub is back and gave no retry time.
func (r *Reconciler) isParkedUp(back bool) func(*event.Parked) bool {
	return func(p *event.Parked) bool { return !p.DueAt.After(r.Now()) || back && p.Until.IsZero() }
}

// unpark publishes a parked event again. Dispatch ends it or parks it again. Until then it becomes due later, in case the message is
// lost. It reports false if the event is not due.
func (r *Reconciler) unpark(ctx context.Context, found *event.Parked, isDue func(*event.Parked) bool) (due bool, _ error) {
	now := r.Now()
	var e event.Event
	var loud bool
	var unreadable error
	p, err := r.Store.ChangeParked(ctx, found.ID, func(p *event.Parked) (err error) {
		if due = p.Waiting() && isDue(p); !due {
			return nil
		}
		e, loud, unreadable = p.Republish(now)
		return nil
	})
	if err != nil || !due {
		return false, err
	}
	if unreadable != nil { // a newer version parked it; the next deployment can read it
		telemetry.GaveUp(ctx, "an event waits for a version that can read it", fmt.Errorf("parked/%s since %s: %w", p.ID, p.FirstAt.Format(time.RFC3339), unreadable))
		return true, nil
	}
	if loud {
		telemetry.GaveUp(ctx, "an event waits for GitHub", fmt.Errorf("%s since %s: %s", e, p.FirstAt.Format(time.RFC3339), p.Reason))
	}
	return true, r.Topics.PublishEvent(ctx, e)
}
