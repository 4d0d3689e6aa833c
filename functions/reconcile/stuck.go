package reconcile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// The times between two attempts at an analysis whose message has no effect, because GitHub or Kestra is unreachable.
const (
	maxWait   = 30 * time.Minute // so that all work is done within an hour of their return
	loudAfter = 72 * time.Hour
	loudEvery = 6 * time.Hour
)

// horizon returns the latest due time of the documents to handle now. After GitHub's return it is later, so that retry times that grew
// during the outage do not delay the work.
func (r *Reconciler) horizon(back bool) time.Time {
	if back {
		return r.Now().Add(maxWait)
	}
	return r.Now()
}

// listStuck returns a function that lists stuck analyses, the longest due first.
func (r *Reconciler) listStuck(ctx context.Context, back bool, note func(context.Context, string, error)) func(int) []*analysis.Analysis {
	return func(limit int) []*analysis.Analysis {
		due, err := r.Store.Due(ctx, r.horizon(back), limit)
		note(ctx, "looking for stuck analyses", err)
		return due
	}
}

// push publishes the message of a stuck analysis again. It never stops trying, because GitHub and Kestra may be unreachable for hours.
// It fails only analyses of waiting deployments, and those that nothing can continue.
func (r *Reconciler) push(ctx context.Context, found *analysis.Analysis, back bool) (gaveUp bool, _ error) {
	now := r.Now()
	var broken error
	if !resulting(found.State) {
		_, broken = event.Decode(found.Event)
	}
	loud := false
	a, err := r.Store.Update(ctx, found, func(a *analysis.Analysis) error {
		switch {
		case a.State != found.State || !r.isUp(a, back):
			return analysis.ErrOvertaken
		case a.Waiting() && a.Overdue(now):
			return a.Degrade(now, analysis.NoReviewer)
		case a.State == analysis.Queued && a.Overdue(now):
			return a.Fail(now, "it could not be measured in time")
		case broken != nil && a.Tries >= analysis.MaxTries && a.State.Ended():
			a.MarkNotified()
			return nil
		case broken != nil && a.Tries >= analysis.MaxTries:
			return a.Fail(now, fmt.Sprintf("stuck in state %s; tried %d times to continue it", a.State, analysis.MaxTries))
		}
		wait := min(analysis.ReconcileEvery<<min(a.Tries, 10), maxWait)
		if loud = now.Sub(a.Times[a.State]) >= loudAfter; loud {
			wait = loudEvery
		}
		a.DueAt = now.Add(wait)
		if !a.Waiting() {
			a.Tries++
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	if gaveUp = a.DueAt.IsZero() || a.State != found.State && a.State != analysis.Completed; gaveUp || loud {
		telemetry.GaveUp(ctx, "an analysis is stuck", fmt.Errorf("state %s after %d tries since %s", found.State, a.Tries, found.Times[found.State].Format(time.RFC3339)))
	}
	if a.DueAt.IsZero() {
		return gaveUp, nil
	}
	err = r.publish(ctx, a)
	if errors.Is(err, errTopic) && !gaveUp {
		r.untry(ctx, a)
	}
	return gaveUp, err
}

// isUp reports whether to publish the message of an analysis now: it is due, or GitHub is back after the message had no effect.
func (r *Reconciler) isUp(a *analysis.Analysis, back bool) bool {
	return a.IsDue(r.Now()) || back && a.Tries > 0 && a.State != analysis.Dispatched
}

// resulting reports whether the message of a state is the result, not the event.
func resulting(s analysis.State) bool { return s == analysis.Completed || s == analysis.Failed }

// errTopic means that publishing failed, whatever the analysis.
var errTopic = errors.New("publishing")

func (r *Reconciler) publish(ctx context.Context, a *analysis.Analysis) error {
	if resulting(a.State) {
		return onTopic(r.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt}))
	}
	e, err := event.Kept(a)
	if err != nil {
		return err
	}
	if a.State == analysis.Dispatched {
		e.LateAttempt = a.Attempt
	}
	return onTopic(r.Topics.PublishEvent(ctx, e))
}

func onTopic(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", errTopic, err)
	}
	return nil
}

// untry uncounts a try, so that an outage of Pub/Sub does not fail everything that is stuck. If untry fails, the try counts.
func (r *Reconciler) untry(ctx context.Context, tried *analysis.Analysis) {
	_, _ = r.Store.Update(ctx, tried, func(a *analysis.Analysis) error {
		if a.State != tried.State || a.Tries != tried.Tries {
			return analysis.ErrOvertaken
		}
		a.Tries--
		return nil
	})
}
