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

// turnError says that a change is measured later: its review would wait for one of Kestra's slots anyway.
type turnError struct{ until time.Time }

// Error is the reason.
func (e *turnError) Error() string {
	return "more changes came than are reviewed: it is measured in its turn"
}

// yield returns a *turnError where a change is better measured later, as all slots are taken: when its turn comes, and the installation's
// limit allows it. In a burst of thousands, measuring all of them first would spend the hour's requests, and what is reviewed meanwhile could
// be neither started nor shown. A new head whose older one is under review does not wait: that slot is spent on what is outdated. It costs a
// read, and only while slots are wanting or the limit is.
func (d *dispatcher) yield(ctx context.Context, gh *githubapp.Installation, e event.Event, subjects []subject) error {
	later := func(s subject) bool { return s.known.analysis == nil || awaitsMeasuring(s.known.analysis) }
	if d.Kestra == nil || e.Intent != event.Analyze || classOf(e) != slots.Usual || !slices.ContainsFunc(subjects, later) {
		return nil
	}
	pressed := gh.Meter().Pressed(d.Now())
	if last := d.found.Load(); pressed.IsZero() && (last == nil || d.hasRoom(last)) {
		return nil
	}
	held, err := d.Store.Slots(ctx)
	if err != nil {
		return err
	}
	supersedes := func(s subject) bool { return s.known.latest != nil && held.Holds(s.known.latest.AnalysisID) }
	if d.found.Store(held); d.hasRoom(held) || slices.ContainsFunc(subjects, supersedes) {
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

// turn returns when a change is to be measured; zero if it may be now. It keeps the turn that it has, or an older event about the same subject:
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

// awaitsMeasuring reports whether nothing but measuring comes next.
func awaitsMeasuring(a *analysis.Analysis) bool {
	return (a.State == analysis.None || a.State == analysis.Queued) && !a.Measured()
}
