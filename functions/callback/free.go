package callback

import (
	"context"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// keysOf returns the budgets of the current or last attempt: those of the day on which it began, however late it answers.
func keysOf(a *analysis.Analysis) budget.Keys {
	return budget.KeysAt(a.Repository.ID, a.InstallationID, a.Times[analysis.Dispatched])
}

// settled counts an attempt's use in place of its reservation, and frees its slot. It reports whether others may wait for the slot.
func (c *Callback) settled(held *store.Held, a *analysis.Analysis, answer *answer) (awaited bool) {
	usage := answer.Usage.priced(c.Price, a.Effort)
	u := budget.Use{Priced: usage.CostUSD != nil, Counts: usage.InputTokens != nil && usage.OutputTokens != nil}
	if u.Counts {
		u.Tokens = budget.Amount{Tokens: *usage.InputTokens}.Plus(budget.Amount{Tokens: *usage.OutputTokens}).Tokens
	} else if answer.Status == failed && usage.Calls == 0 {
		u.Counts, u.Priced = true, true // no call was answered
	}
	if usage.CostUSD != nil {
		u.Micros = budget.Micros(*usage.CostUSD)
	}
	reserved, _ := held.Slots.Reserved(a.ID, answer.Attempt)
	limits := settings.Of(a.Settings).Repository.Budget
	held.Day.Settle(c.Now(), u, reserved)
	held.Day.Bound(limits.DayUSD, limits.DayTokens)
	held.Month.Settle(c.Now(), u, reserved)
	held.Month.Bound(limits.MonthUSD, limits.MonthTokens)
	return held.Slots.Free(a.ID, answer.Attempt)
}

// free frees the slot of a flow that answered twice or too late, and so no longer runs, and counts its use. If the slot is already
// free, it wakes a waiter, because the call that freed it may have crashed before. If this fails, reconcile does it.
func (c *Callback) free(ctx context.Context, a *analysis.Analysis, answer *answer) {
	wake := false
	after, err := c.Store.ChangeHeld(ctx, keysOf(a), func(held *store.Held) error {
		if _, runs := held.Slots.Reserved(a.ID, answer.Attempt); runs {
			wake = c.settled(held, a, answer)
		} else {
			wake = held.Slots.Free(a.ID, answer.Attempt) // its use is counted, but perhaps no waiter was woken
		}
		return nil
	})
	if err != nil {
		slog.WarnContext(ctx, "could not free the slot of an execution that answered late", "error", err)
		return
	}
	if wake {
		c.wake(ctx)
	}
	if err := slots.Remind(ctx, c.Store, c.Topics, after.Slots); err != nil {
		slog.WarnContext(ctx, "could not publish again the events of reviews that were offered a slot", "error", err)
	}
}

// wake offers free slots to waiters.
func (c *Callback) wake(ctx context.Context) {
	if _, err := slots.Wake(ctx, c.Store, c.Topics, c.Now()); err != nil {
		slog.WarnContext(ctx, "could not notify the reviews that wait for a slot", "error", err)
	}
}
