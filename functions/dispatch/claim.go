package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// claim is a recorded decision.
type claim struct {
	Decision
	analysis *analysis.Analysis // leased if the decision says so
	review   review
	previous string // ID of the subject's previous analysis
	shares   string // ID of an analysis of the subject on a shared head, see analysis.Latest
}

// review says whether the model reviews.
type review struct {
	unwanted  string // why the model does not review; empty: it does
	requested bool   // a person asked for the review
}

// forgone returns why there is no review of a change with that risk; "" if there is one.
func (r review) forgone(s settings.Settings, measured *risk.Assessment) string {
	switch {
	case r.unwanted != "":
		return r.unwanted
	case r.requested || measured == nil || s.Repository.Reviews.Effort.At(measured.Level) != settings.NoReview:
		return ""
	}
	return analysis.NoEffort
}

// claim decides about the analysis and records the decision. If the decision is to restart, it first shows the end of the superseded
// attempt on GitHub, and then decides again.
func (w *work) claim(ctx context.Context) (claim, error) {
	first, err := w.claimOnce(ctx)
	if err != nil || first.Step != StepRestart {
		return first, err
	}
	if err := w.notifySuperseded(ctx, first.analysis); err != nil {
		return claim{}, err
	}
	second, err := w.claimOnce(ctx)
	if err == nil && second.Step == StepRestart {
		err = fmt.Errorf("the analysis was superseded once more: %w", analysis.ErrOvertaken)
	}
	second.previous, second.shares = first.previous, first.shares // the first claim made this analysis the subject's latest
	return second, err
}

// claimOnce decides and records the decision, in one transaction over the analysis and its subject's Latest.
func (w *work) claimOnce(ctx context.Context) (claim, error) {
	encoded, err := json.Marshal(w.request.Event)
	if err != nil {
		return claim{}, fmt.Errorf("encoding the event: %w", err)
	}
	var c claim
	latest, a, err := w.state.claim(ctx, w.Store, w.identity.LatestID(), w.id, func(l *analysis.Latest, a *analysis.Analysis) error {
		state := State{Now: w.Now(), Debounce: w.Debounce, Event: w.request.Event, Subject: w.subject, Latest: *l, Analysis: *a}
		if a.State != analysis.None && !a.State.Ended() {
			var err error
			if state.Round, err = event.Decode(a.Event); err != nil {
				return err
			}
		}
		c = claim{Decision: Decide(state), previous: l.AnalysisID, shares: l.Shares, review: review{state.unreviewed(), state.isRequested()}}
		if c.Step == StepRetry {
			return fmt.Errorf("%s: it is delivered again", c.Reason)
		}
		if c.Change != ChangeNone {
			a.Paused = l.PausedBy != ""
		}
		w.record(l, w.id)
		if err := w.apply(c, a, encoded); err != nil {
			return err
		}
		if w.transient() && (a.State.Ended() || c.Step == StepSkip) { // nothing else follows
			l.ExpireAt = w.Now().Add(analysis.StubKept)
		}
		return nil
	})
	if err != nil {
		return claim{}, err
	}
	slog.DebugContext(ctx, "decided", "step", c.Step, "reason", c.Reason)
	c.analysis, w.latest = a, latest
	return c, nil
}

// maxPushers bounds the stored people who pushed to a pull request.
const maxPushers = 50

// record stores the subject's current state in l.
func (w *work) record(l *analysis.Latest, id string) {
	if w.subject.HeadSHA != "" {
		l.HeadSHA, l.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	}
	if !w.subject.UpdatedAt.IsZero() {
		l.UpdatedAt = w.subject.UpdatedAt
	}
	l.AnalysisID, l.Ended = id, w.subject.EndedReason
	if e := w.request.Event; e.Pushes() && !slices.Contains(l.Pushers, e.Sender.Login) {
		l.Pushers = append(l.Pushers, e.Sender.Login)
		l.Pushers = l.Pushers[max(0, len(l.Pushers)-maxPushers):]
	}
	if e := w.request.Event; e.BringsHead() && e.ReceivedAt.After(l.PushedAt) {
		l.PushedAt = e.ReceivedAt
	}
	l.ExpireAt = w.Now().Add(w.request.Settings.Retention())
}

// apply applies the decision to the analysis.
func (w *work) apply(c claim, a *analysis.Analysis, encoded json.RawMessage) error {
	now := w.Now()
	switch c.Change {
	case ChangeSupersede:
		return a.Supersede(now, c.SupersededBy)
	case ChangeQueue:
		w.describe(a, c.previous)
		if err := a.Queue(now, w.request.Event.Delivery, encoded); err != nil {
			return err
		}
		a.HeldUntil = c.HeldUntil
		if w.subject.MaxWait > 0 {
			a.Limit(w.deadline(now))
		}
	case ChangeRetry:
		if err := a.Retry(now); err != nil {
			return err
		}
	case ChangeForgo:
		a.ForgoRetry()
	case ChangeResume:
		a.Remember(w.request.Event.Delivery)
		if a.Held() && c.HeldUntil.After(a.HeldUntil) {
			a.HeldUntil = c.HeldUntil
		}
	}
	if a.Settings == nil && c.Change != ChangeNone { // an earlier version began the round
		a.Settings = &w.request.Settings
	}
	if c.Lease {
		return a.Acquire(now, w.owner)
	}
	return nil
}

// deadline returns when people who wait get what is known. After an outage, there is still time to measure.
func (w *work) deadline(now time.Time) time.Time {
	deadline := analysis.AnswerAt(w.request.Event.ReceivedAt, w.subject.MaxWait)
	if soonest := now.Add(analysis.ReconcileEvery); deadline.Before(soonest) && w.subject.MaxWait > analysis.ReconcileEvery {
		return soonest
	}
	return deadline
}

// transient reports whether an analysis must not be stored after its end.
func (w *work) transient() bool {
	_, remembers := w.kind.(kind.Rememberer)
	return !remembers && w.request.Settings.Repository.KeepsNothing()
}

// describe fills in the analysis's subject and settings.
func (w *work) describe(a *analysis.Analysis, previous string) {
	a.Kind = w.kind.Descriptor().Name
	a.Repository = w.request.Event.Repository
	a.InstallationID = w.request.Event.InstallationID
	a.Subject = w.subject.Subject
	a.HeadSHA, a.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	a.URL = w.subject.URL
	a.Settings = &w.request.Settings
	a.Transient = w.transient()
	if previous != a.ID {
		a.Previous = previous
	}
}
