package analysis

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// ErrLeased means that another worker holds the lease: retry later.
var ErrLeased = errors.New("leased to another worker")

// ErrOvertaken means that the attempt must not continue: it ended, another attempt began, or its lease was lost.
var ErrOvertaken = errors.New("the attempt was overtaken")

// Expect returns ErrOvertaken unless the attempt is the current one and in one of the states.
func (a *Analysis) Expect(attempt int, states ...State) error {
	if a.Attempt != attempt || !slices.Contains(states, a.State) {
		return ErrOvertaken
	}
	return nil
}

// TransitionError means that an analysis can't go from one state to the other.
type TransitionError struct{ From, To State }

// Error names both states.
func (e *TransitionError) Error() string {
	from := e.From
	if from == None {
		from = "none"
	}
	return fmt.Sprintf("an analysis can't go from %s to %s", from, e.To)
}

// Queue begins a round: the first of a new analysis, or a new attempt of one that has ended. It clears the results of the last round, but
// not what it published: the pull request's comment is edited, not repeated.
func (a *Analysis) Queue(now time.Time, delivery string, event json.RawMessage) error {
	if a.State == Dispatched { // only Shrink goes back
		return &TransitionError{a.State, Queued}
	}
	unnotified := a.State.Ended() && !a.Notified
	if err := a.setState(Queued, now, ""); err != nil {
		return err
	}
	a.nextCheckRun(unnotified)
	a.Published.StandingCheckRunID = 0
	a.Attempt++
	a.FirstAttempt, a.Retries = a.Attempt, 0
	a.lastStep().Attempt = a.Attempt
	a.Degraded, a.SkipReason, a.Failure, a.SupersededBy = "", "", "", ""
	a.Facts, a.Risk, a.Evidence, a.Digests, a.Coverage, a.Result = nil, nil, nil, nil, nil, nil
	a.clearAttempt()
	a.Event = event
	a.Remember(delivery)
	a.NextTry, a.Effort, a.Thrift, a.Deadline, a.Window = time.Time{}, "", "", time.Time{}, 0
	a.setDue(now, QueuedDue)
	a.ExpireAt = now.Add(settings.Of(a.Settings).Retention())
	return nil
}

// Limit sets the deadline of the current round.
func (a *Analysis) Limit(deadline time.Time) {
	a.Deadline = deadline
	if deadline.Before(a.DueAt) {
		a.DueAt = deadline
	}
}

// Overdue reports whether the deadline has passed.
func (a *Analysis) Overdue(now time.Time) bool {
	return !a.Deadline.IsZero() && !now.Before(a.Deadline)
}

// setDue makes the analysis due after wait, or before its deadline.
func (a *Analysis) setDue(now time.Time, wait time.Duration) {
	a.DueAt = DueBefore(now.Add(wait), a.Deadline, now)
}

// NoReviewer is the reason of a result whose deadline came while it waited for a slot.
const NoReviewer = "no reviewer was free in time"

// Wait records that the measured analysis waits for one of Kestra's slots. The worker that frees a slot wakes it; the due time covers a
// lost wake-up.
func (a *Analysis) Wait(now time.Time) error {
	if a.State != Queued {
		return &TransitionError{a.State, Queued}
	}
	if a.WaitingSince.IsZero() {
		a.WaitingSince = now
	}
	a.Tries = 0
	a.setDue(now, WaitingDue)
	return nil
}

// Waiting reports whether the analysis waits for one of Kestra's slots.
func (a *Analysis) Waiting() bool { return a.State == Queued && !a.WaitingSince.IsZero() }

// Dispatch records that the workflow of the current attempt is about to be started.
func (a *Analysis) Dispatch(now time.Time) error {
	if a.State == Dispatched {
		return &TransitionError{a.State, Dispatched}
	}
	if err := a.setState(Dispatched, now, ""); err != nil {
		return err
	}
	a.setDue(now, DispatchedDue)
	return nil
}

// Repeat begins the next attempt after a workflow that did not answer.
func (a *Analysis) Repeat(now time.Time, reason string) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Dispatched}
	}
	if err := a.setState(Dispatched, now, reason); err != nil {
		return err
	}
	a.Attempt++
	a.lastStep().Attempt = a.Attempt
	a.clearAttempt()
	a.nextCheckRun(true)
	a.setDue(now, DispatchedDue)
	return nil
}

// Complete records the workflow's valid answer.
func (a *Analysis) Complete(now time.Time, result json.RawMessage) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Completed}
	}
	if err := a.end(Completed, now, ""); err != nil {
		return err
	}
	a.Result, a.Degraded = result, ""
	return nil
}

// Degrade completes the analysis with its measurements alone; reason is for people.
func (a *Analysis) Degrade(now time.Time, reason string) error {
	if err := a.end(Completed, now, reason); err != nil {
		return err
	}
	a.Degraded = reason
	return nil
}

// Publish records that GitHub shows the result. A degraded one is due again at its NextTry.
func (a *Analysis) Publish(now time.Time) error {
	if err := a.end(Published, now, ""); err != nil {
		return err
	}
	next := a.NextTry
	a.MarkNotified()
	a.NextTry, a.DueAt = next, next
	return nil
}

// Skip ends an unwanted analysis; reason is for people.
func (a *Analysis) Skip(now time.Time, reason string) error {
	if err := a.end(Skipped, now, reason); err != nil {
		return err
	}
	a.SkipReason = reason
	a.MarkNotified()
	return nil
}

// Supersede ends an overtaken analysis; by is the newer head's SHA or a word such as "closed". The analysis stays due until GitHub is
// notified.
func (a *Analysis) Supersede(now time.Time, by string) error {
	if err := a.end(Superseded, now, by); err != nil {
		return err
	}
	a.SupersededBy = by
	return nil
}

// Fail ends the analysis without a result; reason is for people. The analysis stays due until GitHub is notified.
func (a *Analysis) Fail(now time.Time, reason string) error {
	if err := a.end(Failed, now, reason); err != nil {
		return err
	}
	a.Failure = reason
	return nil
}

// MarkNotified records that GitHub shows how the analysis ended, or never will. The analysis is no longer due.
func (a *Analysis) MarkNotified() { a.Notified, a.DueAt, a.NextTry = true, time.Time{}, time.Time{} }

// IsDue reports whether reconcile must check the analysis.
func (a *Analysis) IsDue(now time.Time) bool { return !a.DueAt.IsZero() && !a.DueAt.After(now) }

// Acquire takes or renews the lease for owner. It returns ErrLeased if another owner holds it.
func (a *Analysis) Acquire(now time.Time, owner string) error {
	return a.Lease.Acquire(now, owner, now.Add(LeaseDuration))
}

// Release ends the lease if owner still holds it.
func (a *Analysis) Release(owner string) {
	if a.Lease.Owner == owner {
		a.Lease = Lease{}
	}
}

// Remember stores a delivery's GUID and reports whether it is new. The last MaxDeliveries are kept.
func (a *Analysis) Remember(delivery string) bool {
	if slices.Contains(a.Deliveries, delivery) {
		return false
	}
	a.Deliveries = append(a.Deliveries, delivery)
	if extra := len(a.Deliveries) - MaxDeliveries; extra > 0 {
		a.Deliveries = a.Deliveries[extra:]
	}
	return true
}

// Clone returns a copy that shares nothing that a transition changes.
func (a *Analysis) Clone() *Analysis {
	c := *a
	c.Deliveries, c.History, c.Times = slices.Clone(a.Deliveries), slices.Clone(a.History), maps.Clone(a.Times)
	return &c
}

// end enters a state that GitHub must be notified of.
func (a *Analysis) end(state State, now time.Time, note string) error {
	if err := a.setState(state, now, note); err != nil {
		return err
	}
	a.DueAt = now.Add(CompletedDue)
	if state != Published {
		a.NextTry = time.Time{}
	}
	return nil
}

// setState changes the State. Nothing else does.
func (a *Analysis) setState(next State, now time.Time, note string) error {
	if !a.State.CanBecome(next) {
		return &TransitionError{a.State, next}
	}
	a.State, a.Tries, a.Notified, a.Doubted, a.WaitingSince, a.HeldUntil = next, 0, false, false, time.Time{}, time.Time{}
	a.Unfunded = a.Unfunded && next != Queued && next != Completed
	if a.Times == nil {
		a.Times = make(map[State]time.Time, 1)
	}
	a.Times[next] = now
	a.History = append(a.History, Step{State: next, Attempt: a.Attempt, At: now, Note: note})
	if extra := len(a.History) - MaxHistory; extra > 0 {
		a.History = a.History[extra:]
	}
	return nil
}

func (a *Analysis) lastStep() *Step { return &a.History[len(a.History)-1] }

// nextCheckRun forgets the attempt's check run, for the next attempt to create its own. One still in progress becomes stale.
func (a *Analysis) nextCheckRun(inProgress bool) {
	if inProgress && a.Published.CheckRunID != 0 {
		a.Published.StaleCheckRunID = a.Published.CheckRunID
	}
	a.Published.CheckRunID, a.Published.CheckRunURL = 0, ""
}

// Stale returns, as superseded, an earlier attempt whose check run may still be in progress; nil if there is none.
func (a *Analysis) Stale() *Analysis {
	if a.Published.StaleCheckRunID == 0 {
		return nil
	}
	old := a.Clone()
	old.State, old.SupersededBy = Superseded, "another attempt"
	old.Published.CheckRunID = a.Published.StaleCheckRunID
	return old
}

func (a *Analysis) clearAttempt() {
	a.ExecutionID, a.Refusals, a.Refused, a.Usage = "", 0, "", Usage{}
}
