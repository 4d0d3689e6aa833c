package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/store"
)

// settleLate settles an analysis whose flow is late where that needs nothing of GitHub, which may be away: an answer may still come, or it
// is lost for good. It reports false where a new attempt is needed, and where nothing is late.
func (w *work) settleLate(ctx context.Context) (settled bool, _ error) {
	id := w.request.Event.AnalysisID
	if id == "" {
		return false, nil
	}
	a, err := w.Store.Analysis(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil || a.State != analysis.Dispatched || !a.IsDue(w.Now()) {
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

// checkLate settles an analysis whose flow is late, if need be by a new attempt.
func (w *work) checkLate(ctx context.Context, a *analysis.Analysis) error {
	settled, late, err := w.lookAtLate(ctx, a)
	if err != nil || settled {
		return err
	}
	late.kill(ctx)
	attempt := a.Attempt
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if err := a.Expect(attempt, analysis.Dispatched); err != nil {
			return err
		}
		return a.Repeat(w.Now(), late.end)
	})
	if err != nil {
		return err
	}
	return w.run(ctx, a, flowStart{fresh: true})
}

// lateFlow is a flow that gave no answer in time.
type lateFlow struct {
	end  string                // what Kestra says of it, for people
	kill func(context.Context) // ends an execution that still runs: its answer would come too late anyway
}

// lookAtLate asks Kestra for a late flow, and waits longer or publishes the measured analysis without a review. It reports false where the
// flow is to be tried once more.
func (w *work) lookAtLate(ctx context.Context, a *analysis.Analysis) (settled bool, late lateFlow, _ error) {
	if w.Kestra == nil {
		return true, late, w.degrade(ctx, a, w.NoKestra, (*analysis.Analysis).Degrade)
	}
	limit := a.Times[analysis.Dispatched].Add(analysis.RunningDue)
	if !a.Deadline.IsZero() && a.Deadline.Before(limit) {
		limit = a.Deadline
	}
	client, err := w.Kestra(ctx)
	var execution kestra.Execution
	var found bool
	if err == nil {
		execution, found, err = w.lookUp(ctx, client, a)
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
		return true, late, w.degrade(ctx, a, "the workflow gave no answer: "+inWords(err), (*analysis.Analysis).DegradeForNow)
	case found && !execution.State.Terminal() && w.Now().Before(limit):
		return true, late, w.wait(ctx, a, limit)
	}
	late = lateFlow{end: "Kestra knows no execution of it", kill: func(context.Context) {}}
	if found {
		late.end = "Kestra says " + string(execution.State)
		if !execution.State.Terminal() {
			late.kill = func(ctx context.Context) { _ = client.Kill(ctx, execution.ID) }
		}
	}
	reason := ""
	switch {
	case a.Overdue(w.Now()):
		reason = "the workflow gave no answer in time: " + late.end
	case a.Attempt-a.FirstAttempt+1 >= analysis.MaxAttempts:
		reason = fmt.Sprintf("the workflow gave no answer in %d attempts: %s", analysis.MaxAttempts, late.end)
	default:
		return false, late, nil
	}
	late.kill(ctx)
	return true, late, w.degrade(ctx, a, reason, (*analysis.Analysis).DegradeForNow)
}

// wait has reconcile look at the late flow again at until. Waiting for Kestra is no failed try, so tries count from 0 again.
func (w *work) wait(ctx context.Context, a *analysis.Analysis, until time.Time) error {
	attempt := a.Attempt
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.State == analysis.Dispatched && a.Attempt == attempt { // else its answer has come, or it was overtaken
			a.DueAt, a.Tries = until, 0
		}
		a.Release(w.owner)
		return nil
	})
	return err
}

// lookUp asks Kestra for the attempt's execution, by its ID where that was noted.
func (d *dispatcher) lookUp(ctx context.Context, client *kestra.Client, a *analysis.Analysis) (kestra.Execution, bool, error) {
	if a.ExecutionID == "" {
		return d.find(ctx, client, a)
	}
	execution, err := client.Execution(ctx, a.ExecutionID)
	if errors.Is(err, kestra.ErrNotFound) {
		return kestra.Execution{}, false, nil
	}
	return execution, err == nil, err
}
