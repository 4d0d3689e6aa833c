package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// settleLate settles an analysis whose flow is late, if that takes no call to GitHub, which may be unreachable: an answer may still come,
// or is lost for good. It reports false if a new attempt is needed, or nothing is late.
func (w *work) settleLate(ctx context.Context) (settled bool, _ error) {
	id := w.request.Event.AnalysisID
	if id == "" {
		return false, nil
	}
	a, err := w.Store.Analysis(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil || !isLate(w.request.Event, a, w.Now()) {
		return false, err
	}
	attempt := a.Attempt
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if err := a.Expect(attempt, analysis.Dispatched); err != nil {
			return err
		}
		return a.Acquire(w.Now(), w.owner)
	})
	if overtaken(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	settled, _, err = w.lookAtLate(ctx, a)
	if err != nil || !settled {
		w.release(ctx, a.ID)
	}
	return settled, err
}

// checkLate settles an analysis whose flow is late, by a new attempt if necessary.
func (w *work) checkLate(ctx context.Context, a *analysis.Analysis) error {
	settled, late, err := w.lookAtLate(ctx, a)
	if err != nil || settled {
		return err
	}
	late.kill(ctx)
	attempt := a.Attempt
	next, err := w.Store.UpdateWithSlots(ctx, a, func(a *analysis.Analysis, s *slots.Slots) error {
		if err := a.Expect(attempt, analysis.Dispatched); err != nil {
			return err
		}
		if err := a.Repeat(w.Now(), late.end); err != nil {
			return err
		}
		if s.Move(w.Now(), a.ID, attempt, a.Attempt); !s.Take(w.Now(), w.MaxRunning, a.ID, a.Attempt) {
			return errNoSlot
		}
		return nil
	})
	if errors.Is(err, errNoSlot) {
		return w.wait(ctx, a, w.Now().Add(analysis.ReconcileEvery))
	}
	if err != nil {
		return err
	}
	a = next
	return w.run(ctx, a, flowStart{newAttempt: true})
}

// errNoSlot delays the next attempt of a late flow.
var errNoSlot = errors.New("no slot of Kestra's is free")

// lateFlow is a flow that gave no answer in time.
type lateFlow struct {
	end  string                     // Kestra's state of it, for people
	kill func(context.Context) bool // ends an execution beyond its time limit, and reports whether none is left
}

// lookAtLate asks Kestra about a late flow, and then waits longer or publishes the analysis without a review. It reports false if the flow
// should be tried again.
func (w *work) lookAtLate(ctx context.Context, a *analysis.Analysis) (settled bool, late lateFlow, _ error) {
	if w.Kestra == nil {
		return true, late, w.degrade(ctx, a, false, w.NoKestra, (*analysis.Analysis).Degrade)
	}
	limit := a.Times[analysis.Dispatched].Add(analysis.RunningDue)
	if !a.Deadline.IsZero() && a.Deadline.Before(limit) {
		limit = a.Deadline
	}
	client, err := w.Kestra(ctx)
	var x kestra.Execution
	var found bool
	if err == nil {
		x, found, err = execution.Kestra{Client: client, Kinds: w.Kinds}.LookUp(ctx, a)
	}
	switch {
	case err != nil && w.Now().Before(limit):
		slog.WarnContext(ctx, "could not read the execution of a late workflow; will retry", "error", err)
		next := w.Now().Add(analysis.ReconcileEvery)
		if next.After(limit) {
			next = limit
		}
		return true, late, w.wait(ctx, a, next)
	case err != nil:
		slog.ErrorContext(ctx, "could not read the execution of a late workflow", "error", err)
		return true, late, w.degrade(ctx, a, false, "the workflow gave no answer: "+inWords(err), (*analysis.Analysis).DegradeForNow)
	case found && !x.State.Terminal() && w.Now().Before(limit):
		return true, late, w.wait(ctx, a, limit)
	}
	late = w.lateFlow(client, a, x, found)
	reason := ""
	switch {
	case a.Overdue(w.Now()):
		reason = "the workflow gave no answer in time: " + late.end
	case a.Attempt-a.FirstAttempt+1 >= analysis.MaxAttempts:
		reason = fmt.Sprintf("the workflow gave no answer in %d attempts: %s", analysis.MaxAttempts, late.end)
	default:
		return false, late, nil
	}
	return true, late, w.degrade(ctx, a, late.kill(ctx), reason, (*analysis.Analysis).DegradeForNow)
}

func (w *work) lateFlow(client *kestra.Client, a *analysis.Analysis, x kestra.Execution, found bool) lateFlow {
	over := func(context.Context) bool { return true }
	if !found {
		return lateFlow{end: "Kestra knows no execution of it", kill: over}
	}
	late := lateFlow{end: "Kestra says " + string(x.State), kill: over}
	if !x.State.Terminal() {
		late.kill = func(ctx context.Context) bool {
			if w.Now().Sub(a.Times[analysis.Dispatched]) < analysis.FlowTimeout {
				return false // people's deadline comes first: the flow ends by itself
			}
			over, err := execution.Kestra{Client: client, Kinds: w.Kinds}.End(ctx, a, w.Now())
			if err != nil {
				slog.WarnContext(ctx, "could not kill the execution", "execution_id", x.ID, "error", err)
			}
			return over
		}
	}
	return late
}

// wait has reconcile look at the late flow again at until. Waiting for Kestra is not a failed try, so it resets the count of tries.
func (w *work) wait(ctx context.Context, a *analysis.Analysis, until time.Time) error {
	attempt := a.Attempt
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.State == analysis.Dispatched && a.Attempt == attempt { // otherwise it has its answer, or was overtaken
			a.DueAt, a.Tries = analysis.DueBefore(until, a.Deadline, w.Now()), 0
		}
		a.Release(w.owner)
		return nil
	})
	if err == nil && analysis.Soon(a.Deadline, w.Now()) {
		return errSoon
	}
	return err
}
