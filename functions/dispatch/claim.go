package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// claim is a decision that was recorded.
type claim struct {
	Decision
	analysis *analysis.Analysis // leased to this work where the decision says so
	previous string             // the subject's analysis before
}

// claim decides what to do about the analysis, and records that, until GitHub shows the end of a superseded attempt.
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
	second.previous = first.previous // the first claim made this analysis the subject's latest
	return second, err
}

// claimOnce decides, and records the decision, in one transaction with the latest of the subject.
func (w *work) claimOnce(ctx context.Context) (claim, error) {
	kept, err := json.Marshal(w.request.Event)
	if err != nil {
		return claim{}, fmt.Errorf("encoding the event: %w", err)
	}
	var c claim
	_, a, err := w.Store.Claim(ctx, w.identity.LatestID(), w.id, func(l *analysis.Latest, a *analysis.Analysis) error {
		state := State{Now: w.Now(), Event: w.request.Event, Subject: w.subject, Latest: *l, Analysis: *a}
		if a.State != analysis.None && !a.State.Ended() {
			var err error
			if state.Round, err = event.Decode(a.Event); err != nil {
				return err
			}
		}
		c = claim{Decision: Decide(state), previous: l.AnalysisID}
		if c.Step == StepRetry {
			return fmt.Errorf("%s: it is delivered again", c.Reason)
		}
		w.record(l, w.id)
		return w.apply(c, a, kept)
	})
	if err != nil {
		return claim{}, err
	}
	slog.DebugContext(ctx, "decided", "step", c.Step, "reason", c.Reason)
	c.analysis = a
	return c, nil
}

// record notes the subject as GitHub shows it.
func (w *work) record(l *analysis.Latest, id string) {
	if w.subject.HeadSHA != "" {
		l.HeadSHA, l.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	}
	if !w.subject.UpdatedAt.IsZero() {
		l.UpdatedAt = w.subject.UpdatedAt
	}
	l.AnalysisID = id
	l.ExpireAt = w.Now().Add(analysis.Retention)
}

// apply changes the analysis as was decided.
func (w *work) apply(c claim, a *analysis.Analysis, kept json.RawMessage) error {
	now := w.Now()
	switch c.Change {
	case ChangeSupersede:
		return a.Supersede(now, c.SupersededBy)
	case ChangeQueue:
		w.describe(a, c.previous)
		if err := a.Queue(now, w.request.Event.Delivery, kept); err != nil {
			return err
		}
		if w.subject.MaxWait > 0 {
			a.Limit(now.Add(w.subject.MaxWait))
		}
	case ChangeResume:
		a.Remember(w.request.Event.Delivery)
	}
	if a.Settings == nil && c.Change != ChangeNone { // a round that an earlier version began
		a.Settings = &w.request.Settings
	}
	if c.Lease {
		return a.Acquire(now, w.owner)
	}
	return nil
}

// describe fills in what the analysis is of, and the settings that apply to it.
func (w *work) describe(a *analysis.Analysis, previous string) {
	a.Kind = w.kind.Descriptor().Name
	a.Repository = w.request.Event.Repository
	a.InstallationID = w.request.Event.InstallationID
	a.Subject = w.subject.Subject
	a.HeadSHA, a.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	a.URL = w.subject.URL
	a.Settings = &w.request.Settings
	if previous != a.ID {
		a.Previous = previous
	}
}
