package nextrelease

import (
	"context"
	"errors"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/store"
)

// Time limits of runs.
const (
	every       = time.Minute      // of a repository
	lease       = 3 * time.Minute  // of a run
	maxWait     = 10 * time.Minute // of a delivery that waits to run next; another may replace it after that
	clocksApart = 5 * time.Second  // between instances, and between GitHub's replicas
)

// ErrWaits means that the event must be redelivered: the event runs next, after a minute.
var ErrWaits = errors.New("the next release was shown less than a minute ago")

// step is the reaction to an event.
type step int

const (
	stepNone step = iota // the last run or the waiting one covers the event
	stepWait             // it runs next
	stepRun
)

// decide chooses the reaction to an event and records it.
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

// errOvertaken means that a run lost its lease.
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
