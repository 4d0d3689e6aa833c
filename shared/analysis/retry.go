package analysis

import (
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// retryAfter has the waits between a degraded result and the next try. Together they are less than a day.
var retryAfter = []time.Duration{30 * time.Minute, 3 * time.Hour, 12 * time.Hour}

// DegradeForNow is Degrade for a temporary reason, such as a limit or an outage: the review is retried at NextTry. A round with a deadline
// is not retried, because people have acted on the result by then.
func (a *Analysis) DegradeForNow(now time.Time, reason string) error {
	if err := a.Degrade(now, reason); err != nil {
		return err
	}
	if a.Retries < len(retryAfter) && a.Deadline.IsZero() {
		a.NextTry = now.Add(retryAfter[a.Retries])
	}
	return nil
}

// DegradeUnfunded is Degrade for a lack of budget: the review is retried at next; zero: not automatically. A round with a deadline is not
// retried.
func (a *Analysis) DegradeUnfunded(now time.Time, reason string, next time.Time) error {
	if err := a.Degrade(now, reason); err != nil {
		return err
	}
	a.Unfunded = true
	if a.Deadline.IsZero() {
		a.NextTry = next
	}
	return nil
}

// RetryIsDue reports whether it is time to try the review of a published analysis again.
func (a *Analysis) RetryIsDue(now time.Time) bool {
	return a.State == Published && !a.NextTry.IsZero() && !now.Before(a.NextTry)
}

// Retry begins an attempt to replace a degraded result. The stored and published result stays until there is a better one.
func (a *Analysis) Retry(now time.Time) error {
	if a.State != Published {
		return &TransitionError{a.State, Queued}
	}
	unfunded := a.Unfunded
	if err := a.setState(Queued, now, "the review is tried again"); err != nil {
		return err
	}
	a.Published.StandingCheckRunID, a.Published.CheckRunID = a.Published.CheckRunID, 0
	if !unfunded {
		a.Retries++
	}
	a.Attempt++
	a.FirstAttempt = a.Attempt
	a.lastStep().Attempt = a.Attempt
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

// Shrink begins an attempt with smaller messages, because the model's context window has only window tokens.
func (a *Analysis) Shrink(now time.Time, window int) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Queued}
	}
	if err := a.setState(Queued, now, "the model takes smaller messages"); err != nil {
		return err
	}
	a.Window = window
	a.Attempt++
	a.FirstAttempt = a.Attempt
	a.lastStep().Attempt = a.Attempt
	a.clearAttempt()
	a.nextCheckRun(true)
	a.setDue(now, QueuedDue)
	return nil
}

// NoEffort is the reason of Forgo where the settings want no review at the measured risk.
const NoEffort = "the settings want no review at this level of risk"

// Forgo completes the analysis with its measurements alone because no review is wanted; reason is for people.
func (a *Analysis) Forgo(now time.Time, reason string) error {
	if err := a.end(Completed, now, reason); err != nil {
		return err
	}
	a.SkipReason = reason
	return nil
}
