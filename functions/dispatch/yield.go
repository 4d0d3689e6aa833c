package dispatch

import (
	"context"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/slots"
)

// turnError means that a change is measured later, because its review would wait for a Kestra slot anyway.
type turnError struct{ until time.Time }

// Error is the reason.
func (e *turnError) Error() string {
	return "more changes came than are reviewed: it is measured in its turn"
}

// yield returns a *turnError if a change should be measured later, because all slots are taken: when its turn comes and the installation's
// limit allows it. In a burst of thousands, measuring all of them first would spend the hour's requests, so that reviews could be neither
// started nor shown. A new head does not wait while an older one is under review, because that review is outdated. It costs one read, and
// only while slots or requests are scarce.
func (d *dispatcher) yield(ctx context.Context, gh *githubapp.Installation, e event.Event, subjects []subject) error {
	later := func(s subject) bool { return s.state.analysis == nil || awaitsMeasuring(s.state.analysis) }
	if d.Kestra == nil || e.Intent != event.Analyze || classOf(e) != slots.Usual || !slices.ContainsFunc(subjects, later) {
		return nil
	}
	pressed := gh.Meter().Pressed(d.Now())
	if last := d.lastSlots.Load(); pressed.IsZero() && (last == nil || d.hasRoom(last)) {
		return nil
	}
	held, err := d.Store.Slots(ctx)
	if err != nil {
		return err
	}
	supersedes := func(s subject) bool { return s.state.latest != nil && held.Holds(s.state.latest.AnalysisID) }
	if d.lastSlots.Store(held); d.hasRoom(held) || slices.ContainsFunc(subjects, supersedes) {
		return nil
	}
	turn, err := d.turn(ctx, gh, e)
	if err != nil {
		return err
	}
	if pressed.After(turn) {
		turn = pressed
	}
	if turn.IsZero() {
		return nil
	}
	return &turnError{turn}
}

// turn returns when to measure a change; zero means now. The change keeps its turn, or that of an older event about the same subject, because
// messages come twice.
func (d *dispatcher) turn(ctx context.Context, gh *githubapp.Installation, e event.Event) (time.Time, error) {
	if e.Turn {
		return time.Time{}, nil
	}
	p, err := d.Store.Parked(ctx, e.ParkedID())
	if err != nil {
		return time.Time{}, err
	}
	if at := p.TurnAt(); !at.IsZero() {
		return at, nil
	}
	return gh.Meter().Turn(ctx, d.Now())
}

func (d *dispatcher) hasRoom(s *slots.Slots) bool { return s.HasRoom(d.Now(), d.MaxRunning, "", 0) }

// awaitsMeasuring reports whether measuring is the next step.
func awaitsMeasuring(a *analysis.Analysis) bool {
	return (a.State == analysis.None || a.State == analysis.Queued) && !a.Measured()
}
