package nextrelease

import (
	"context"
	"errors"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/store"
)

// The clock of runs.
const (
	every       = time.Minute      // of a repository
	lease       = 3 * time.Minute  // of a run
	maxWait     = 10 * time.Minute // of the delivery that runs next; then another one takes over
	clocksApart = 5 * time.Second  // between instances, and between GitHub's replicas
)

// ErrWaits says that the event must be delivered again: it runs next, once a minute has passed.
var ErrWaits = errors.New("the next release was shown less than a minute ago")

// step is what an event calls for.
type step int

const (
	stepNone step = iota // the last run, or the one that waits, shows it
	stepWait             // it runs next
	stepRun
)

// decide decides what an event calls for, and records it.
func decide(n *store.NextRelease, e event.Event, now time.Time) step {
	switch {
	case e.HeadSHA != "" && e.HeadSHA == n.Head, e.ReceivedAt.Add(clocksApart).Before(n.CoveredAt):
		return stepNone
	case n.Waiting != "" && n.Waiting != e.Delivery && now.Before(n.WaitingAt.Add(maxWait)):
		return stepNone
	case now.Before(n.RunAt.Add(every)), now.Before(n.RunUntil):
		if n.Waiting != e.Delivery {
			n.Waiting, n.WaitingAt = e.Delivery, now
		}
		return stepWait
	}
	n.Waiting, n.WaitingAt, n.RunAt, n.RunUntil = "", time.Time{}, now, now.Add(lease)
	return stepRun
}

// errOvertaken says that a run lost its lease.
var errOvertaken = errors.New("another run has begun")

// end stores the results of a run, which change fills in, and ends its lease.
func (r *Runner) end(ctx context.Context, repositoryID int64, run time.Time, change func(*store.NextRelease)) error {
	_, err := r.Store.ChangeNextRelease(context.WithoutCancel(ctx), repositoryID, func(n *store.NextRelease) error {
		if !n.RunAt.Equal(run) {
			return errOvertaken
		}
		n.RunUntil = time.Time{}
		change(n)
		return nil
	})
	return err
}
