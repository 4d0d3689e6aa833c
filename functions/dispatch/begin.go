package dispatch

import (
	"context"
	"errors"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// window returns the smallest known context window of the model, in tokens.
func (w *work) window(a *analysis.Analysis) int {
	least := 0
	know := func(tokens int) {
		if tokens > 0 && (least == 0 || tokens < least) {
			least = tokens
		}
	}
	know(w.Model.ContextTokens)
	know(a.Window)
	if held := w.lastSlots.Load(); held != nil && w.Now().Before(held.WindowUntil) {
		know(held.Window)
	}
	return least
}

// begin stores the measurements and the flow's context, and takes a slot: the analysis is then dispatched. If no slot is free, it stays
// queued and waits. If it already has an answer, there is no Kestra, or its review is forgone, it is completed.
func (w *work) begin(
	ctx context.Context, a, measured *analysis.Analysis, held *store.Held, kept *store.KeptContext, found kind.Measured, forgone string,
) (*analysis.Analysis, error) {
	answer := found.Result
	fill := func(a *analysis.Analysis) error {
		if err := a.Expect(measured.Attempt, analysis.Queued, analysis.Dispatched, analysis.Completed); err != nil {
			return err
		}
		if err := a.Acquire(w.Now(), w.owner); err != nil {
			return err
		}
		a.Facts, a.Risk, a.Evidence, a.Digests = measured.Facts, measured.Risk, measured.Evidence, measured.Digests
		a.Coverage, a.Published, a.Scale = measured.Coverage, measured.Published, measured.Scale
		a.Window, a.Thrift, a.HeldUntil = measured.Window, measured.Thrift, measured.HeldUntil
		a.Effort = found.Context.Effort
		return nil
	}
	if held == nil || answer != nil {
		return w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
			if err := fill(a); err != nil {
				return err
			}
			a.Release(w.owner)
			switch {
			case forgone != "":
				return a.Forgo(w.Now(), forgone)
			case answer == nil:
				return a.Degrade(w.Now(), w.NoKestra)
			case a.State == analysis.Queued:
				if err := a.Dispatch(w.Now()); err != nil {
					return err
				}
			}
			return a.Complete(w.Now(), answer)
		})
	}
	now := w.Now()
	held, err := w.sameDay(ctx, held, now)
	if err != nil {
		return nil, err
	}
	reserved, awaited := w.reservation(measured, found.Context, now), false
	a, err = w.Store.Begin(ctx, a, held, kept, func(a *analysis.Analysis, held *store.Held) error {
		if err := fill(a); err != nil {
			return err
		}
		s := held.Slots
		refusal := w.ledger(a, held, now).Admit(w.request.Settings.Repository.Budget, reserved, a.ID, now)
		switch {
		case a.State != analysis.Queued:
			return nil
		case a.Overdue(w.Now()):
			a.Release(w.owner)
			awaited = s.Free(a.ID, a.Attempt)
			return a.Degrade(w.Now(), analysis.NoReviewer)
		case a.Held():
			a.Release(w.owner)
			return a.Hold()
		case refusal != nil:
			a.Release(w.owner)
			awaited = s.Free(a.ID, a.Attempt)
			return a.DegradeUnfunded(now, refusal.Reason, refusal.Retry)
		case s.Take(now, w.MaxRunning, a.ID, a.Attempt):
			s.Reserve(a.ID, a.Attempt, reserved)
			return a.Dispatch(now)
		}
		a.Release(w.owner)
		return a.Wait(now)
	})
	if err == nil && awaited {
		w.wake(ctx)
	}
	return a, err
}

// await queues a measured analysis for a slot, or begins it if one has become free. heldBack means that its check run names another reason
// for waiting.
func (w *work) await(ctx context.Context, a, measured *analysis.Analysis, heldBack bool) error {
	free := false
	id := w.id
	if w.kind.Descriptor().SupersedesOlder {
		id = w.identity.LatestID()
	}
	err := w.Store.Enqueue(ctx, id, a.InstallationID, func(s *slots.Slots, line *slots.Line, waiter *slots.Waiter) error {
		if free = s.HasRoom(w.Now(), w.MaxRunning, a.ID, a.Attempt); !free {
			waiter.Wait(w.Now(), a.ID, a.Attempt, classOf(w.request.Event), s, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if free {
		return w.run(ctx, a, flowStart{})
	}
	slog.InfoContext(ctx, "the review waits for a free slot in Kestra", "since", a.WaitingSince)
	if heldBack || measured.WaitingSince.IsZero() {
		w.refresh(ctx, a)
	}
	if analysis.Soon(a.Deadline, w.Now()) {
		return errSoon
	}
	return nil
}

// refresh shows on GitHub whether the analysis waits. A failure is only logged, because the next write to the check run shows it too.
func (w *work) refresh(ctx context.Context, a *analysis.Analysis) {
	if a.Stands() {
		return // the check run shows an earlier result
	}
	if err := w.checkRuns().Refresh(ctx, a); err != nil {
		slog.WarnContext(ctx, "could not show on GitHub whether the review waits", "error", err)
	}
}

func classOf(e event.Event) slots.Class {
	switch {
	case e.SomebodyWaits():
		return slots.First
	case e.Background():
		return slots.Background
	}
	return slots.Usual
}

// measured returns the measurements of the analysis and its flow's context: stored ones, otherwise new ones, which it stores. It returns
// the analysis with the scale used for the comparison.
func (w *work) measured(ctx context.Context, a *analysis.Analysis, held *store.Held) (*analysis.Analysis, kind.Measured, *store.KeptContext, error) {
	if found, ok, err := w.storedMeasurements(ctx, a); ok || err != nil {
		return a, found, nil, err
	}
	var found kind.Measured
	before, err := w.earlierResults(ctx, a)
	if err == nil {
		a, err = w.withScale(ctx, a)
	}
	if err == nil {
		a = a.Clone()
		a.Window = w.window(a)
		tight := w.shortBudget(a, held)
		before.Thrifty, before.MaxTokens = tight != "", func(effort string) int64 {
			return budget.MaxTokens(w.request.Settings.Repository.Budget, averagePrice(w.Price.Of(effort)))
		}
		found, err = w.measure(ctx, a, before)
		a.Thrift = w.quickReason(found, tight)
	}
	if err == nil {
		err = redact(&found)
	}
	if found.Coverage != nil {
		found.Coverage.Prompt = w.kind.Descriptor().Prompt
	}
	if err != nil || w.Kestra == nil {
		return a, found, nil, err
	}
	kept := &store.KeptContext{Round: a.FirstAttempt, ExpireAt: w.Now().Add(analysis.ContextKept)}
	return a, found, kept, kept.Pack(found.Context)
}

// storedMeasurements returns an earlier delivery's measurements. If they are lost or can't be read, the caller measures again.
func (w *work) storedMeasurements(ctx context.Context, a *analysis.Analysis) (found kind.Measured, ok bool, _ error) {
	if !a.Measured() {
		return found, false, nil
	}
	kept, err := w.Store.Context(ctx, a)
	if errors.Is(err, store.ErrNotFound) {
		return found, false, nil
	}
	if err != nil {
		return found, false, err
	}
	found = kind.Measured{Facts: a.Facts, Risk: a.Risk, Evidence: a.Evidence, Digests: a.Digests, Coverage: a.Coverage}
	if err = kept.Unpack(&found.Context); err != nil {
		slog.WarnContext(ctx, "could not read the stored context; measuring the change again", "error", err)
	}
	return found, err == nil, nil
}
