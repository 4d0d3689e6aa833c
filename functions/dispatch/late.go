package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
)

// checkLate decides about a late flow by the state of its execution in Kestra: wait longer, begin another attempt, or publish the analysis
// without a review.
func (w *work) checkLate(ctx context.Context, a *analysis.Analysis) error {
	if w.Kestra == nil {
		return w.degrade(ctx, a, w.NoKestra)
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
		return w.wait(ctx, a, next)
	case err != nil:
		slog.ErrorContext(ctx, "could not read the execution of a late workflow", "error", err)
		return w.degrade(ctx, a, "the workflow gave no answer: "+inWords(err))
	case found && !execution.State.Terminal() && w.Now().Before(limit):
		return w.wait(ctx, a, limit)
	}
	end := "Kestra knows no execution of it"
	if found {
		end = "Kestra says " + string(execution.State)
		if !execution.State.Terminal() {
			_ = client.Kill(ctx, execution.ID) // its answer would be too late anyway
		}
	}
	if a.Overdue(w.Now()) {
		return w.degrade(ctx, a, "the workflow gave no answer in time: "+end)
	}
	if a.Attempt-a.FirstAttempt+1 >= analysis.MaxAttempts {
		return w.degrade(ctx, a, fmt.Sprintf("the workflow gave no answer in %d attempts: %s", analysis.MaxAttempts, end))
	}
	attempt := a.Attempt
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if err := a.Expect(attempt, analysis.Dispatched); err != nil {
			return err
		}
		return a.Repeat(w.Now(), end)
	})
	if err != nil {
		return err
	}
	return w.run(ctx, a, flowStart{fresh: true})
}

// wait makes the analysis due at until. Waiting for Kestra is not a failed try, so the count of tries starts again.
func (w *work) wait(ctx context.Context, a *analysis.Analysis, until time.Time) error {
	attempt := a.Attempt
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.State == analysis.Dispatched && a.Attempt == attempt { // otherwise it was answered or overtaken
			a.DueAt, a.Tries = until, 0
		}
		a.Release(w.owner)
		return nil
	})
	return err
}

// lookUp returns the attempt's execution, by its ID if that is stored.
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
