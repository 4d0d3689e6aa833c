package dispatch

import (
	"context"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/slots"
)

// end changes an ending analysis. It also frees its slot if its flow no longer runs, or was never started.
func (d *dispatcher) end(ctx context.Context, a *analysis.Analysis, over bool, change func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	if !over && !a.Waiting() {
		return d.Store.Update(ctx, a, change)
	}
	awaited := false
	a, err := d.Store.UpdateWithSlots(ctx, a, func(a *analysis.Analysis, s *slots.Slots) error {
		idle, attempt := over || a.Waiting(), a.Attempt
		if err := change(a); err != nil {
			return err
		}
		awaited = idle && s.Free(a.ID, attempt)
		return nil
	})
	if err == nil && awaited {
		d.wake(ctx)
	}
	return a, err
}

// wake offers free slots to waiters. If it fails, reconcile does that.
func (d *dispatcher) wake(ctx context.Context) {
	if _, err := slots.Wake(ctx, d.Store, d.Topics, d.Now()); err != nil {
		slog.WarnContext(ctx, "could not notify the reviews that wait for a slot", "error", err)
	}
}

// kill kills the execution of an attempt, whose answer would be refused, to save the cost of further model calls. The slot becomes free
// once the execution has ended. If that is not known, reconcile checks it, or the slot expires.
func (d *dispatcher) kill(ctx context.Context, a *analysis.Analysis) {
	if d.Kestra == nil || a.Times[analysis.Dispatched].IsZero() || !a.Times[analysis.Completed].Before(a.Times[analysis.Dispatched]) {
		return // no flow was started in this round, or it has answered
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	over := false
	client, err := d.Kestra(ctx)
	if err == nil {
		over, err = execution.Kestra{Client: client, Kinds: d.Kinds}.End(ctx, a, d.Now())
	}
	if err == nil && over {
		err = d.free(ctx, a)
	}
	if err != nil {
		slog.WarnContext(ctx, "could not kill the execution", "execution_id", a.ExecutionID, "error", err)
	}
}

// free frees the slot of an attempt whose flow no longer runs.
func (d *dispatcher) free(ctx context.Context, a *analysis.Analysis) error {
	awaited := false
	_, err := d.Store.ChangeSlots(ctx, func(s *slots.Slots) error { awaited = s.Free(a.ID, a.Attempt); return nil })
	if err == nil && awaited {
		d.wake(ctx)
	}
	return err
}
