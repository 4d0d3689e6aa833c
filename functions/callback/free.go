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

// keysOf returns the budgets of the attempt that runs or ran last: those of the day on which it began, however late it answers.
func keysOf(a *analysis.Analysis) budget.Keys {
	return budget.KeysAt(a.Repository.ID, a.InstallationID, a.Times[analysis.Dispatched])
}

// settled counts what an attempt used in place of what was reserved for it, and frees its slot. It reports whether others wait for that.
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

// free frees the slot of a flow that has answered before, or too late, and counts what it used: it runs no longer. If the slot is free
// already, the call that freed it may have been cut off while it gave it to somebody else. What fails here, reconcile does.
func (c *Callback) free(ctx context.Context, a *analysis.Analysis, answer *answer) {
	wake := false
	after, err := c.Store.ChangeHeld(ctx, keysOf(a), func(held *store.Held) error {
		if _, runs := held.Slots.Reserved(a.ID, answer.Attempt); runs {
			wake = c.settled(held, a, answer)
		} else {
			wake = held.Slots.Free(a.ID, answer.Attempt) // it is counted, and whoever freed it may have woken nobody
		}
		return nil
	})
	if err != nil {
		slog.WarnContext(ctx, "could not free the slot of a late answer", "error", err)
		return
	}
	if wake {
		c.wake(ctx)
	}
	if err := slots.Remind(ctx, c.Store, c.Topics, after.Slots); err != nil {
		slog.WarnContext(ctx, "could not remind who was offered a slot", "error", err)
	}
}

// wake gives free slots to who waits.
func (c *Callback) wake(ctx context.Context) {
	if _, err := slots.Wake(ctx, c.Store, c.Topics, c.Now()); err != nil {
		slog.WarnContext(ctx, "could not wake who waits for a slot", "error", err)
	}
}
