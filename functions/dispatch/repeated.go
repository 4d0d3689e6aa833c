package dispatch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/store"
)

// stored is a subject's stored state, as far as it was read before the calls to GitHub.
type stored struct {
	latest   *analysis.Latest
	analysis *analysis.Analysis
}

// claim calls Store.Claim without reading known documents again.
func (k *stored) claim(
	ctx context.Context, s *store.Store, latestID, id string, fn func(*analysis.Latest, *analysis.Analysis) error,
) (*analysis.Latest, *analysis.Analysis, error) {
	l, a := k.latest, k.analysis
	*k = stored{} // outdated after the claim
	if l == nil || l.ID != latestID || a.ID != id {
		return s.Claim(ctx, latestID, id, fn)
	}
	return s.ClaimKnown(ctx, l, a, fn)
}

// unfinished returns the subjects for which work is left. Messages come twice, and also while another worker handles them: dropping those
// saves requests to GitHub, whose limits are the bottleneck of a burst.
func (d *dispatcher) unfinished(ctx context.Context, subjects []subject) ([]subject, error) {
	var left []subject
	for _, s := range subjects {
		done, err := d.isDone(ctx, &s)
		if err != nil {
			d.giveBack(ctx, left)
			return nil, err
		}
		if !done {
			left = append(left, s)
		}
	}
	return left, nil
}

// isDone reports whether nothing is left to do for a subject. It leases an analysis that was woken to take a slot, because that message may
// come twice, too.
func (d *dispatcher) isDone(ctx context.Context, s *subject) (bool, error) {
	e, described := s.event, s.kind.Descriptor()
	if e.Intent != event.Analyze || e.LateAttempt != 0 {
		return false, nil
	}
	identity := described.Identity(e.Repository.ID, e.Subject)
	if s.state.analysis == nil && described.SupersedesOlder && e.HeadSHA != "" {
		var err error
		if s.state.latest, s.state.analysis, err = d.Store.Peek(ctx, identity.LatestID(), identity.ID(e.HeadSHA)); err != nil {
			return false, err
		}
	}
	a := s.state.analysis
	if a == nil || !slices.Contains(a.Deliveries, e.Delivery) {
		return false, nil
	}
	if a.Waiting() && e.AnalysisID == "" {
		w, err := d.Store.Waiter(ctx, identity.LatestID())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		return err == nil && w.Waiting() && w.Analysis == a.ID && w.Attempt == a.Attempt, nil
	}
	nothing, err := leavesNothing(a, d.Now())
	if nothing || err != nil || !a.Waiting() {
		return nothing, err
	}
	owner, attempt := rand.Text(), a.Attempt
	a, err = d.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if err := a.Expect(attempt, analysis.Queued); err != nil {
			return err
		}
		return a.Acquire(d.Now(), owner)
	})
	switch {
	case overtaken(err):
		return false, analysis.ErrLeased // the other worker may crash
	case err != nil:
		return false, err
	}
	s.state.analysis, s.owner = a, owner
	return false, nil
}

// errHeld makes Pub/Sub redeliver a message later, after a time without further pushes.
var errHeld = fmt.Errorf("another push may follow: %w", event.ErrEarly)

// leavesNothing reports whether an analysis needs no further work of a delivery that it knows. It returns ErrLeased while another worker,
// which may crash, has the lease, and errHeld while it waits for a further push.
func leavesNothing(a *analysis.Analysis, now time.Time) (bool, error) {
	switch a.State {
	case analysis.Queued, analysis.Dispatched:
		if a.Lease.Held(now) {
			return false, analysis.ErrLeased
		}
		if a.Held() && now.Before(a.HeldUntil) {
			return false, errHeld
		}
		return a.State == analysis.Dispatched && a.ExecutionID != "" && now.Before(a.DueAt), nil
	case analysis.Published:
		return !a.RetryIsDue(now), nil
	case analysis.Superseded, analysis.Failed:
		return a.Notified, nil
	}
	return a.State == analysis.Skipped, nil
}
