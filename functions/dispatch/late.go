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

// decide settles an analysis whose workflow is late, by what Kestra says of it: wait longer, try once more, or let the
// measured analysis stand.
func (w *work) decide(ctx context.Context, a *analysis.Analysis) error {
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
		execution, found, err = lookUp(ctx, client, a)
	}
	switch {
	case err != nil && w.Now().Before(limit):
		slog.WarnContext(ctx, "Kestra can't be asked for a late workflow now", "error", err)
		next := w.Now().Add(analysis.ReconcileEvery)
		if next.After(limit) {
			next = limit
		}
		return w.wait(ctx, a, next)
	case err != nil:
		slog.ErrorContext(ctx, "Kestra could not be asked for a late workflow", "error", err)
		return w.degrade(ctx, a, "the workflow gave no answer: "+inWords(err))
	case found && !execution.State.Terminal() && w.Now().Before(limit):
		return w.wait(ctx, a, limit)
	}
	end := "Kestra knows no execution of it"
	if found {
		end = "Kestra says " + string(execution.State)
		if !execution.State.Terminal() {
			_ = client.Kill(ctx, execution.ID) // its answer would come too late anyway
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
		if a.Attempt != attempt {
			return &analysis.TransitionError{From: a.State, To: analysis.Dispatched}
		}
		return a.Repeat(w.Now(), end)
	})
	if err != nil {
		return err
	}
	w.fresh = true
	return w.run(ctx, a)
}

// wait has the late workflow looked at again at until. It is Kestra that is waited for: reconcile's tries begin anew.
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
func lookUp(ctx context.Context, client *kestra.Client, a *analysis.Analysis) (kestra.Execution, bool, error) {
	if a.ExecutionID == "" {
		return find(ctx, client, a)
	}
	execution, err := client.Execution(ctx, a.ExecutionID)
	if errors.Is(err, kestra.ErrNotFound) {
		return kestra.Execution{}, false, nil
	}
	return execution, err == nil, err
}
