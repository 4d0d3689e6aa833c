package reconcile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/event"
)

const (
	farAhead = 24 * time.Hour // the longest that a turn may be ahead: see event.Parked
	inACall  = 3              // flows that a slot runs until the next call
)

// callForward publishes at most that many events that wait for their turn, the next first. So no slot stays free until the next look, if
// reviews take less time than expected, earlier events have ended, or turns were given to messages that came twice.
func (r *Reconciler) callForward(ctx context.Context, report *Report, most int) error {
	if most <= 0 {
		return nil
	}
	waiting, err := r.Store.DueParked(ctx, r.Now().Add(farAhead), maxDue)
	faults := []error{err}
	for _, p := range waiting {
		if most == 0 {
			break
		}
		if !awaitsTurn(p) {
			continue
		}
		called, err := r.unpark(ctx, p, awaitsTurn)
		if err != nil {
			faults = append(faults, fmt.Errorf("parked event %s: %w", p.ID, err))
		}
		if called {
			most--
			report.Parked++
		}
	}
	return errors.Join(faults...)
}

// awaitsTurn reports whether an event waits for its turn. A published event no longer does.
func awaitsTurn(p *event.Parked) bool { return !p.TurnAt().IsZero() }
