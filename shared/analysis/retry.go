package analysis

import (
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// retryAfter is how long after each degraded result the review is tried again. Together the times stay below a day.
var retryAfter = []time.Duration{30 * time.Minute, 3 * time.Hour, 12 * time.Hour}

// DegradeForNow is Degrade for a reason that passes, such as a limit or an outage: the review is tried again at NextTry. For a round with a
// deadline it is not, because people have acted on the result by then.
func (a *Analysis) DegradeForNow(now time.Time, reason string) error {
	if err := a.Degrade(now, reason); err != nil {
		return err
	}
	if a.Retries < len(retryAfter) && a.Deadline.IsZero() {
		a.NextTry = now.Add(retryAfter[a.Retries])
	}
	return nil
}

// RetryIsDue reports whether it is time to try the review of a published analysis again.
func (a *Analysis) RetryIsDue(now time.Time) bool {
	return a.State == Published && !a.NextTry.IsZero() && !now.Before(a.NextTry)
}

// Retry begins an attempt to replace a degraded result. What was stored and published stands until a better result is there.
func (a *Analysis) Retry(now time.Time) error {
	if a.State != Published {
		return &TransitionError{a.State, Queued}
	}
	if err := a.enter(Queued, now, "the review is tried again"); err != nil {
		return err
	}
	a.Published.StandingCheckRunID, a.Published.CheckRunID = a.Published.CheckRunID, 0
	a.Retries++
	a.Attempt++
	a.FirstAttempt = a.Attempt
	a.last().Attempt = a.Attempt
	a.clearAttempt()
	a.NextTry = time.Time{}
	a.setDue(now, QueuedDue)
	a.ExpireAt = now.Add(settings.Of(a.Settings).Retention())
	return nil
}

// ForgoRetry ends a published analysis whose subject no longer needs a review.
func (a *Analysis) ForgoRetry() { a.MarkNotified() }

// Stands reports whether an earlier attempt's completed check run stands while this attempt tries to replace it.
func (a *Analysis) Stands() bool { return a.Published.StandingCheckRunID != 0 }

// Shrink begins an attempt with smaller messages, because the model takes fewer tokens than it was sent: window of them.
func (a *Analysis) Shrink(now time.Time, window int) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Queued}
	}
	if err := a.enter(Queued, now, "the model takes smaller messages"); err != nil {
		return err
	}
	a.Window = window
	a.Attempt++
	a.FirstAttempt = a.Attempt
	a.last().Attempt = a.Attempt
	a.clearAttempt()
	a.nextCheckRun(true)
	a.setDue(now, QueuedDue)
	return nil
}
