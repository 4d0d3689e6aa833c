package analysis

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// ErrLeased means that another worker holds the lease; try again later.
var ErrLeased = errors.New("leased to another worker")

// ErrOvertaken means that the attempt is no longer the one to work on: another attempt began, it ended, or its lease was lost.
var ErrOvertaken = errors.New("the attempt was overtaken")

// Expect returns ErrOvertaken unless the attempt is the current one, in one of the states.
func (a *Analysis) Expect(attempt int, states ...State) error {
	if a.Attempt != attempt || !slices.Contains(states, a.State) {
		return ErrOvertaken
	}
	return nil
}

// TransitionError says that an analysis can't go from one state to another.
type TransitionError struct{ From, To State }

// Error names both states.
func (e *TransitionError) Error() string {
	from := e.From
	if from == None {
		from = "none"
	}
	return fmt.Sprintf("an analysis can't go from %s to %s", from, e.To)
}

// Queue starts a round: of a new analysis, or, as a new attempt, of one that has ended. It drops what the last round found,
// but keeps what GitHub holds of it: the pull request's comment is edited, not repeated.
func (a *Analysis) Queue(now time.Time, delivery string, event json.RawMessage) error {
	unnotified := a.State.Ended() && !a.Notified
	if err := a.enter(Queued, now, ""); err != nil {
		return err
	}
	a.nextCheckRun(unnotified)
	a.Attempt++
	a.FirstAttempt = a.Attempt
	a.last().Attempt = a.Attempt
	a.Degraded, a.SkipReason, a.Failure, a.SupersededBy = "", "", "", ""
	a.Facts, a.Risk, a.Evidence, a.Coverage, a.Result = nil, nil, nil, nil, nil
	a.clearAttempt()
	a.Event = event
	a.Remember(delivery)
	a.Deadline = time.Time{}
	a.lookAfter(now, QueuedDue)
	a.ExpireAt = now.Add(Retention)
	return nil
}

// Limit sets when the round that Queue began must have a result.
func (a *Analysis) Limit(deadline time.Time) {
	a.Deadline = deadline
	if deadline.Before(a.DueAt) {
		a.DueAt = deadline
	}
}

// Overdue reports whether people wait for a result no longer.
func (a *Analysis) Overdue(now time.Time) bool {
	return !a.Deadline.IsZero() && !now.Before(a.Deadline)
}

// lookAfter has reconcile look after a time, or at the deadline where that comes first.
func (a *Analysis) lookAfter(now time.Time, wait time.Duration) {
	a.DueAt = now.Add(wait)
	if a.Deadline.After(now) && a.Deadline.Before(a.DueAt) {
		a.DueAt = a.Deadline
	}
}

// Dispatch records that a workflow is about to be started for the current attempt.
func (a *Analysis) Dispatch(now time.Time) error {
	if a.State == Dispatched {
		return &TransitionError{a.State, Dispatched}
	}
	if err := a.enter(Dispatched, now, ""); err != nil {
		return err
	}
	a.lookAfter(now, DispatchedDue)
	return nil
}

// Repeat begins the next attempt of a workflow that did not answer.
func (a *Analysis) Repeat(now time.Time, reason string) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Dispatched}
	}
	if err := a.enter(Dispatched, now, reason); err != nil {
		return err
	}
	a.Attempt++
	a.last().Attempt = a.Attempt
	a.clearAttempt()
	a.nextCheckRun(true)
	a.lookAfter(now, DispatchedDue)
	return nil
}

// Complete records the valid answer of a workflow that was started.
func (a *Analysis) Complete(now time.Time, result json.RawMessage) error {
	if a.State != Dispatched {
		return &TransitionError{a.State, Completed}
	}
	if err := a.end(Completed, now, ""); err != nil {
		return err
	}
	a.Result = result
	return nil
}

// Degrade completes the analysis with what was measured alone; reason is for people.
func (a *Analysis) Degrade(now time.Time, reason string) error {
	if err := a.end(Completed, now, reason); err != nil {
		return err
	}
	a.Degraded = reason
	return nil
}

// Publish records that GitHub shows the result.
func (a *Analysis) Publish(now time.Time) error {
	if err := a.end(Published, now, ""); err != nil {
		return err
	}
	a.MarkNotified()
	return nil
}

// Skip ends an analysis that is not wanted; reason is for people.
func (a *Analysis) Skip(now time.Time, reason string) error {
	if err := a.end(Skipped, now, reason); err != nil {
		return err
	}
	a.SkipReason = reason
	a.MarkNotified()
	return nil
}

// Supersede ends an analysis that was overtaken; by is the newer head's SHA or a word such as "closed". It stays due until
// GitHub is notified.
func (a *Analysis) Supersede(now time.Time, by string) error {
	if err := a.end(Superseded, now, by); err != nil {
		return err
	}
	a.SupersededBy = by
	return nil
}

// Fail gives the analysis up; reason is for people. It stays due until GitHub is notified.
func (a *Analysis) Fail(now time.Time, reason string) error {
	if err := a.end(Failed, now, reason); err != nil {
		return err
	}
	a.Failure = reason
	return nil
}

// MarkNotified records that GitHub shows how the analysis has ended, or never will: reconcile does not look at it again.
func (a *Analysis) MarkNotified() { a.Notified, a.DueAt = true, time.Time{} }

// IsDue reports whether reconcile is to look at the analysis.
func (a *Analysis) IsDue(now time.Time) bool { return !a.DueAt.IsZero() && !a.DueAt.After(now) }

// Acquire takes the lease for owner, who may hold it already; ErrLeased when somebody else does.
func (a *Analysis) Acquire(now time.Time, owner string) error {
	if a.Lease.Owner != "" && a.Lease.Owner != owner && now.Before(a.Lease.Until) {
		return ErrLeased
	}
	a.Lease = Lease{Owner: owner, Until: now.Add(LeaseDuration)}
	return nil
}

// Release gives the lease back if owner still has it.
func (a *Analysis) Release(owner string) {
	if a.Lease.Owner == owner {
		a.Lease = Lease{}
	}
}

// Remember notes a delivery's GUID and reports whether it is new. The last MaxDeliveries are kept.
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

// Clone is a copy that shares nothing that a transition changes.
func (a *Analysis) Clone() *Analysis {
	c := *a
	c.Deliveries, c.History, c.Times = slices.Clone(a.Deliveries), slices.Clone(a.History), maps.Clone(a.Times)
	return &c
}

// end enters a state that GitHub is to be notified of.
func (a *Analysis) end(state State, now time.Time, note string) error {
	if err := a.enter(state, now, note); err != nil {
		return err
	}
	a.DueAt = now.Add(CompletedDue)
	return nil
}

// enter is the one place where State changes.
func (a *Analysis) enter(next State, now time.Time, note string) error {
	if !a.State.CanBecome(next) {
		return &TransitionError{a.State, next}
	}
	a.State, a.Tries, a.Notified = next, 0, false
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

func (a *Analysis) last() *Step { return &a.History[len(a.History)-1] }

// nextCheckRun makes room for the next attempt's check run; the one before it may still be in progress.
func (a *Analysis) nextCheckRun(inProgress bool) {
	if inProgress && a.Posted.CheckRunID != 0 {
		a.Posted.StaleCheckRunID = a.Posted.CheckRunID
	}
	a.Posted.CheckRunID, a.Posted.CheckRunURL = 0, ""
}

// Stale is the earlier attempt whose check run may still be in progress, as superseded; nil when there is none.
func (a *Analysis) Stale() *Analysis {
	if a.Posted.StaleCheckRunID == 0 {
		return nil
	}
	old := a.Clone()
	old.State, old.SupersededBy = Superseded, "another attempt"
	old.Posted.CheckRunID = a.Posted.StaleCheckRunID
	return old
}

func (a *Analysis) clearAttempt() {
	a.ExecutionID, a.Refusals, a.Usage = "", 0, Usage{}
}
