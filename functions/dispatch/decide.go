package dispatch

import (
	"fmt"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
)

// Step is what there is to do about an analysis.
type Step string

// The steps.
const (
	StepNone      Step = "none"
	StepRetry     Step = "retry"     // GitHub's answer is older than what is known: the event is delivered again
	StepRepublish Step = "republish" // it has a result: publish that again
	StepNotify    Step = "notify"    // it was superseded: GitHub may not show that yet
	StepRestart   Step = "restart"   // as StepNotify, and then a new attempt
	StepSkip      Step = "skip"      // it is not wanted: say so in its check run
	StepRun       Step = "run"       // measure, and start the flow
	StepCheckLate Step = "check late"
)

// Change is what a decision changes in the stored analysis.
type Change string

// The changes.
const (
	ChangeNone      Change = ""
	ChangeSupersede Change = "supersede"
	ChangeQueue     Change = "queue"  // a new attempt begins
	ChangeResume    Change = "resume" // the attempt under way goes on
)

// State is what a decision is made on.
type State struct {
	Now      time.Time
	Event    event.Event
	Subject  kind.Subject
	Latest   analysis.Latest
	Analysis analysis.Analysis // in state None where there is none yet
	Round    event.Event       // that began the attempts under way
}

// Decision is what to do about an analysis, and why.
type Decision struct {
	Step   Step
	Reason string // in words, for the log

	Change       Change
	Lease        bool   // the work needs the lease
	SupersededBy string // with ChangeSupersede
	SkipReason   string // with StepSkip

	Fresh        bool // with StepRun or StepSkip: the attempt is new, so nobody can have created its check run
	MaybeStarted bool // with StepRun: an earlier delivery may have started the flow
}

// Decide says what an event means for the analysis of its subject. It is pure: carrying a decision out is another's work.
func Decide(s State) Decision {
	a, skip, retargeted := &s.Analysis, s.skipReason(), s.retargeted()
	late := a.State == analysis.Dispatched && !s.Now.Before(a.DueAt)
	switch {
	case s.outdated():
		return Decision{Step: StepRetry, Reason: fmt.Sprintf("GitHub shows the state of %s, but has shown that of %s", s.Subject.UpdatedAt, s.Latest.UpdatedAt)}
	case a.State == analysis.None || a.State.Ended():
		return s.decideEnded(skip, retargeted)
	case skip != "" && a.State != analysis.Queued:
		return Decision{Step: StepNotify, Change: ChangeSupersede, SupersededBy: skip, Reason: "the subject became unwanted: " + skip}
	case retargeted:
		return Decision{Step: StepRestart, Change: ChangeSupersede, SupersededBy: "a new base", Reason: "the base changed"}
	case a.State == analysis.Completed:
		return Decision{Step: StepRepublish, Change: ChangeResume, Reason: "the result may not be published"}
	case late:
		return Decision{Step: StepCheckLate, Change: ChangeResume, Lease: true, Reason: "the flow is late"}
	case a.State == analysis.Dispatched && a.ExecutionID != "":
		return Decision{Step: StepNone, Change: ChangeResume, Reason: "the flow is running"}
	case skip != "":
		return Decision{Step: StepSkip, Change: ChangeResume, Lease: true, SkipReason: skip, Reason: "not wanted: " + skip}
	}
	return Decision{
		Step: StepRun, Change: ChangeResume, Lease: true, MaybeStarted: a.State == analysis.Dispatched,
		Reason: "an earlier delivery did not finish it",
	}
}

// decideEnded decides on an analysis that has ended, or that there is none of yet.
func (s State) decideEnded(skip string, retargeted bool) Decision {
	a := &s.Analysis
	reopens, why := s.reopens(skip, retargeted)
	unnotified := a.State == analysis.Superseded && !a.Notified
	switch {
	case unnotified && reopens:
		return Decision{Step: StepRestart, Reason: why}
	case unnotified:
		return Decision{Step: StepNotify, Reason: "GitHub may not show yet that it was superseded"}
	case !reopens:
		return Decision{Step: StepNone, Reason: why}
	}
	d := Decision{Step: StepRun, Change: ChangeQueue, Lease: true, Fresh: true, Reason: why}
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
	case s.asks(s.Event):
		return true, "somebody asks for it again"
	case retargeted:
		return true, "the base changed"
	case s.Event.HeadSHA != "" && s.Event.HeadSHA != s.Subject.HeadSHA:
		return false, "the event is about an older head"
	case a.Degraded != "":
		return true, "the last attempt was degraded"
	case a.State != analysis.Published:
		return true, "the last attempt was not published"
	}
	return false, "it is published"
}

// outdated reports whether we have already seen a newer state of the subject: another worker has, or this is a stale replica of GitHub.
func (s State) outdated() bool {
	shown := s.Subject.UpdatedAt
	return !shown.IsZero() && shown.Before(s.Latest.UpdatedAt)
}

func (s State) retargeted() bool {
	return s.Analysis.State != analysis.None && s.Analysis.Subject.Ref != s.Subject.Ref
}

// skipReason says why the subject is not to be analyzed; "" where it is, or where somebody explicitly asked for just that: with this
// event, or with the one that began the round, unless this one takes it back.
func (s State) skipReason() string {
	if s.asks(s.Event) || s.asks(s.Round) && s.Event.Intent != event.Stop {
		return ""
	}
	return s.Subject.SkipReason
}

// asks reports whether a person or a waiting deployment explicitly asked for the current head.
func (s State) asks(e event.Event) bool {
	return e.Intent == event.Again && e.HeadSHA == s.Subject.HeadSHA
}
