package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// lookAtSlots frees slots that nobody freed, and offers free ones to waiters. While a flow runs, it also sends Kestra a request: Cloud
// Run may stop an instance without requests, and the flows in it.
func (r *Reconciler) lookAtSlots(ctx context.Context, report *Report) error {
	held, err := r.Store.Slots(ctx)
	if err != nil {
		return err
	}
	report.Slots = len(held.Taken)
	var faults []error
	over := map[slots.Slot]bool{}
	for _, slot := range held.Taken {
		ended, err := r.flowEnded(ctx, slot)
		if err != nil {
			faults = append(faults, fmt.Errorf("the slot of %s: %w", slot.Analysis, err))
		}
		over[slot] = ended
	}
	if slices.ContainsFunc(held.Taken, func(s slots.Slot) bool { return over[s] }) {
		_, err := r.Store.ChangeSlots(ctx, func(s *slots.Slots) error {
			s.Taken = slices.DeleteFunc(s.Taken, func(slot slots.Slot) bool { return over[slot] })
			return nil
		})
		faults = append(faults, err)
	}
	if len(held.Taken) > 0 {
		faults = append(faults, r.ping(ctx))
	}
	report.Woken, err = slots.Wake(ctx, r.Store, r.Topics, r.Now())
	faults = append(faults, err)
	needed := held.Limit * inACall
	next, err := r.Store.Waiting(ctx, max(needed, 1)) // before the first flow the limit is not known
	if faults = append(faults, err); err == nil {
		faults = append(faults, r.callForward(ctx, report, needed-len(next)))
	}
	if len(held.Taken) > 0 && len(next) > 0 {
		report.WaitingSeconds = int(r.Now().Sub(next[0].Since).Seconds())
	}
	return errors.Join(faults...)
}

// flowEnded reports whether a slot's flow no longer runs. It also ends the flow of an attempt that has already ended.
func (r *Reconciler) flowEnded(ctx context.Context, slot slots.Slot) (bool, error) {
	if !r.Now().Before(slot.Until) {
		return true, nil
	}
	a, err := r.Store.Analysis(ctx, slot.Analysis)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return true, nil
	case err != nil:
		return false, err
	case a.Attempt == slot.Attempt && (a.State == analysis.Dispatched || a.Waiting()):
		return false, nil // dispatch continues it
	case r.Kestra == nil:
		return true, nil
	}
	client, err := r.Kestra(ctx)
	if err != nil {
		return false, err
	}
	k := execution.Kestra{Client: client, Kinds: r.Kinds}
	of := a.Clone()
	if of.Attempt != slot.Attempt {
		of.Attempt, of.ExecutionID = slot.Attempt, ""
	}
	if a.State == analysis.Superseded || a.State == analysis.Failed || a.Attempt != slot.Attempt {
		return k.End(ctx, of, r.Now())
	}
	x, found, err := k.LookUp(ctx, of) // it ends within its own time limit
	return err == nil && (!found || x.State.Terminal()), err
}

// ping keeps Kestra's instance up.
func (r *Reconciler) ping(ctx context.Context) error {
	if r.Kestra == nil {
		return nil
	}
	client, err := r.Kestra(ctx)
	if err != nil {
		return err
	}
	return client.Ping(ctx)
}
