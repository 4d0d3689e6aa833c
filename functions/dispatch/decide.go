package dispatch

import (
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
)

// Step is the work that a decision calls for.
type Step string

// The steps.
const (
	StepNone      Step = "none"
	StepRetry     Step = "retry"     // GitHub's answer is outdated: have the event redelivered
	StepRepublish Step = "republish" // publish its result again
	StepNotify    Step = "notify"    // show on GitHub that it was superseded
	StepRestart   Step = "restart"   // as StepNotify, then begin a new attempt
	StepSkip      Step = "skip"      // say in its check run why it is skipped
	StepRun       Step = "run"       // measure, and start the flow
	StepCheckLate Step = "check late"
)

// Change is the change of the stored analysis that a decision calls for.
type Change string

// The changes.
const (
	ChangeNone      Change = ""
	ChangeSupersede Change = "supersede"
	ChangeQueue     Change = "queue"  // a new attempt begins
	ChangeResume    Change = "resume" // the current attempt continues
	ChangeRetry     Change = "retry"  // an attempt to replace a degraded result begins
	ChangeForgo     Change = "forgo"  // no such attempt is needed any longer
)

// State is the input of a decision.
type State struct {
	Now      time.Time
	Debounce time.Duration // see hold.go
	Event    event.Event
	Subject  kind.Subject
	Latest   analysis.Latest
	Analysis analysis.Analysis // in state None if there is none yet
	Round    event.Event       // the event that began the current round
}

// Decision says what to do about an analysis, and why.
type Decision struct {
	Step   Step
	Reason string // for the log

	Change       Change
	Lease        bool      // the work needs the lease
	SupersededBy string    // with ChangeSupersede
	SkipReason   string    // with StepSkip
	HeldUntil    time.Time // when the review may begin; zero: at once

	Fresh        bool // with StepRun or StepSkip: the attempt is new and has no check run yet
	MaybeStarted bool // with StepRun: an earlier delivery may have started the flow
}

// Decide decides what an event means for the analysis of its subject. It is pure: work carries the decision out.
func Decide(s State) Decision {
	a, skip, retargeted := &s.Analysis, s.skipReason(), s.retargeted()
	late := isLate(s.Event, a, s.Now)
	switch {
	case s.outdated():
		reason := fmt.Sprintf("GitHub shows the state at %s, but has already shown that at %s", s.Subject.UpdatedAt, s.Latest.UpdatedAt)
		return Decision{Step: StepRetry, Reason: reason}
	case a.State == analysis.None || a.State.Ended():
		return s.decideEnded(skip, retargeted)
	case skip != "" && a.State != analysis.Queued:
		return Decision{Step: StepNotify, Change: ChangeSupersede, SupersededBy: skip, Reason: "the subject became unwanted: " + skip}
	case retargeted:
		return Decision{Step: StepRestart, Change: ChangeSupersede, SupersededBy: "a new base", Reason: "the base changed"}
	case s.retitled():
		return Decision{Step: StepRestart, Change: ChangeSupersede, SupersededBy: "a new title", Reason: "the title counts in what is measured"}
	case s.widens():
		return Decision{Step: StepRestart, Change: ChangeSupersede, SupersededBy: "a full review", Reason: "a person wants everything read again"}
	case a.State == analysis.Completed:
		return Decision{Step: StepRepublish, Change: ChangeResume, Reason: "the result may not be published"}
	case late:
		return Decision{Step: StepCheckLate, Change: ChangeResume, Lease: true, Reason: "the flow is late"}
	case a.State == analysis.Dispatched && a.ExecutionID != "":
		return Decision{Step: StepNone, Change: ChangeResume, Reason: "the flow is running"}
	case skip != "":
		return Decision{Step: StepSkip, Change: ChangeResume, Lease: true, SkipReason: skip, Reason: "not wanted: " + skip}
	case a.Held() && s.Now.Before(a.HeldUntil) && !s.isRequested() && s.unreviewed() == "":
		return Decision{Step: StepNone, Change: ChangeResume, HeldUntil: s.heldUntil(), Reason: "its review waits for further pushes"}
	}
	return Decision{
		Step: StepRun, Change: ChangeResume, Lease: true, MaybeStarted: a.State == analysis.Dispatched,
		Reason: "an earlier delivery did not finish it",
	}
}

// decideEnded decides on an analysis that has ended or does not exist yet.
func (s State) decideEnded(skip string, retargeted bool) Decision {
	a := &s.Analysis
	reopens, why := s.reopens(skip, retargeted)
	unnotified := a.State == analysis.Superseded && !a.Notified
	switch {
	case unnotified && reopens:
		return Decision{Step: StepRestart, Reason: why}
	case unnotified:
		return Decision{Step: StepNotify, Reason: "GitHub may not show yet that it was superseded"}
	case !reopens && a.RetryIsDue(s.Now) && skip+s.unreviewed() != "":
		return Decision{Step: StepNone, Change: ChangeForgo, Reason: "its review is no longer wanted: " + skip + s.unreviewed()}
	case !reopens && a.RetryIsDue(s.Now):
		return Decision{Step: StepRun, Change: ChangeRetry, Lease: true, Fresh: true, Reason: "what kept it from its review may have passed"}
	case !reopens:
		return Decision{Step: StepNone, Reason: why}
	}
	d := Decision{Step: StepRun, Change: ChangeQueue, Lease: true, Fresh: true, HeldUntil: s.heldUntil(), Reason: why}
	if skip != "" {
		d.Step, d.SkipReason = StepSkip, skip
	}
	return d
}

// reopens reports whether the event begins a new attempt, and why or why not.
func (s State) reopens(skip string, retargeted bool) (bool, string) {
	a := &s.Analysis
	switch {
	case a.State == analysis.None:
		return true, "it is new"
	case !retargeted && slices.Contains(a.Deliveries, s.Event.Delivery):
		return false, "the delivery is known"
	case skip != "":
		return false, "it has ended and is not wanted: " + skip
	case s.isAnsweredDeployment():
		return false, "the deployment has its answer"
	case s.isExplicitRequest(s.Event):
		return true, "somebody asks for it again"
	case retargeted:
		return true, "the base changed"
	case s.Event.HeadSHA != "" && s.Event.HeadSHA != s.Subject.HeadSHA:
		return false, "the event is about an older head"
	case s.retitled():
		return true, "the title counts in what is measured"
	case a.State == analysis.Published && a.SkipReason != "" && a.SkipReason != analysis.NoEffort && s.unreviewed() == "":
		return true, "its review is wanted now"
	case a.Degraded != "" && !s.Event.Recurs():
		return true, "the last attempt was degraded"
	case a.State != analysis.Published:
		return true, "the last attempt was not published"
	}
	return false, "it is published"
}

// outdated reports whether a newer state of the subject is known: another worker has seen it, or this one read a stale replica of GitHub's.
func (s State) outdated() bool {
	shown := s.Subject.UpdatedAt
	return !shown.IsZero() && shown.Before(s.Latest.UpdatedAt)
}

// retargeted reports whether the pull request's base branch changed.
func (s State) retargeted() bool {
	return s.Analysis.State != analysis.None && s.Analysis.Subject.Ref != s.Subject.Ref
}

// skipReason returns why the subject must not be analyzed; "" if it must be, or if somebody explicitly asked for it, by this event or by
// the one that began the round, unless this event stops it.
func (s State) skipReason() string {
	if s.isRequested() && !s.Subject.Never {
		return ""
	}
	return s.Subject.SkipReason
}

// unreviewed returns why the model does not review the subject; "" if it does.
func (s State) unreviewed() string {
	if s.isRequested() && !s.Subject.Never {
		return ""
	}
	if s.Latest.PausedBy != "" && s.Subject.Unreviewed == "" {
		return "paused by " + s.Latest.PausedBy
	}
	return s.Subject.Unreviewed
}

// isRequested reports whether somebody asked for this round, by this event or by the one that began it.
func (s State) isRequested() bool {
	return s.isExplicitRequest(s.Event) || s.isExplicitRequest(s.Round) && s.Event.Intent != event.Stop
}

// retitled reports whether a change of the title changes the measurements.
func (s State) retitled() bool {
	return s.Subject.Fix != nil && s.Analysis.Facts != nil && s.Analysis.Facts.Fix != *s.Subject.Fix
}

// widens reports whether a person wants a full review while a review of only the new changes runs. A first review is always full.
func (s State) widens() bool {
	return s.isExplicitRequest(s.Event) && s.Event.Command.Name != "" && s.Event.ReadsAll() && !s.Round.ReadsAll() &&
		len(s.Latest.Ledger) > 0 && s.Analysis.State != analysis.Completed && !slices.Contains(s.Analysis.Deliveries, s.Event.Delivery)
}

// isExplicitRequest reports whether a person or a waiting deployment explicitly asked for the current head.
func (s State) isExplicitRequest(e event.Event) bool {
	return e.Intent == event.Again && (e.HeadSHA == s.Subject.HeadSHA || e.HeadSHA == "" && e.Command.Name != "")
}

// isAnsweredDeployment reports whether the event repeats the request of a deployment that has its answer. GitHub accepts one answer to a
// request.
func (s State) isAnsweredDeployment() bool {
	id := s.Event.Subject.DeploymentID
	return s.Event.Subject.Environment != "" && id != 0 && id == s.Analysis.Subject.DeploymentID && s.Analysis.State == analysis.Published
}

// isLate reports whether an analysis's flow should have answered by now. If reconcile says so in the event, it has already moved the
// analysis's due time.
func isLate(e event.Event, a *analysis.Analysis, now time.Time) bool {
	return a.State == analysis.Dispatched && (!now.Before(a.DueAt) || e.LateAttempt != 0 && e.LateAttempt == a.Attempt)
}
