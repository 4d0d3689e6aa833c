package dispatch

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
)

// readHeld reads Kestra's slots and the spending of the budgets in one request; nil without Kestra.
func (w *work) readHeld(ctx context.Context, a *analysis.Analysis) (*store.Held, error) {
	if w.Kestra == nil {
		return nil, nil
	}
	held, err := w.Store.Held(ctx, budget.KeysAt(a.Repository.ID, a.InstallationID, w.Now()))
	if err == nil {
		w.lastSlots.Store(held.Slots)
	}
	return held, err
}

// sameDay returns held, read again if the day or the month has ended since: an attempt counts in the period in which it begins.
func (w *work) sameDay(ctx context.Context, held *store.Held, now time.Time) (*store.Held, error) {
	keys := budget.KeysAt(w.request.Event.Repository.ID, w.request.Event.InstallationID, now)
	if held.Day.ID == keys.Day && held.Month.ID == keys.Month {
		return held, nil
	}
	return w.Store.Held(ctx, keys)
}

// ledger returns the spending and reservations that count against a review of a.
func (w *work) ledger(a *analysis.Analysis, held *store.Held, now time.Time) budget.Ledger {
	return budget.Ledger{Day: held.Day, Month: held.Month, Running: held.Slots.Reservations(now, a.ID)}
}

// reservation estimates a flow's use.
func (w *work) reservation(a *analysis.Analysis, request prompt.Context, now time.Time) budget.Reservation {
	r := budget.Reservation{Repository: a.Repository.ID, Installation: a.InstallationID, Day: now.UTC().Format(time.DateOnly)}
	began, err := event.Decode(a.Event)
	r.Outsider = err == nil && began.Command.Outsider
	input, output := request.Estimate()
	r.Amount.Tokens = input + output
	if rate := w.Price.Of(request.Effort); rate.Known() {
		r.Priced = true
		r.Amount.Micros = budget.Micros(rate.USD(input, output))
	}
	return r
}

// averagePrice returns the average price of a review's token in USD, if a sixth of the tokens are the answer's; 0 without a
// price.
func averagePrice(r config.Rate) float64 {
	if !r.Known() {
		return 0
	}
	return r.USD(5, 1) / 6
}

// shortBudget returns, for people, why the review of a may have to be smaller; "" if not.
func (w *work) shortBudget(a *analysis.Analysis, held *store.Held) string {
	if held == nil {
		return ""
	}
	now := w.Now()
	return w.ledger(a, held, now).Tight(w.request.Settings.Repository.Budget, w.reservation(a, prompt.Context{}, now), now)
}

// quickReason returns, for people, why the review is smaller than the settings want; "" if it is not.
func (w *work) quickReason(found kind.Measured, tight string) string {
	if tight == "" || found.Risk == nil || found.Risk.Level != change.Low && found.Risk.Level != change.Medium {
		return ""
	}
	if wanted := w.request.Settings.Repository.Reviews.Effort.At(found.Risk.Level); wanted == settings.QuickReview || wanted == settings.NoReview {
		return ""
	}
	return tight + ": only high and critical risk is reviewed in full, this change by one quick call"
}

// unpriced adds a note to the settings for each budget that can't count because a price is missing.
func (d *dispatcher) unpriced(ctx context.Context, s settings.Settings) settings.Settings {
	models := d.Price.Unpriced()
	if len(models) == 0 {
		return s
	}
	all := !slices.ContainsFunc([]string{"", "quick", "deep"}, func(effort string) bool { return d.Price.Of(effort).Known() })
	b := s.Repository.Budget
	for _, one := range []struct {
		usd    *float64
		tokens *int64
		period string
	}{{b.DayUSD, b.DayTokens, "day"}, {b.MonthUSD, b.MonthTokens, "month"}, {b.AnalysisUSD, b.AnalysisTokens, "analysis"}} {
		if one.usd != nil && one.tokens == nil {
			note := "_usd bounds nothing, because the model has no price: set budget."
			if !all {
				note = "_usd does not bound reviews by " + strings.Join(models, " and ") + ", without a price: set budget."
			}
			s.Notes = append(s.Notes[:len(s.Notes):len(s.Notes)], "budget."+one.period+note+one.period+"_tokens")
			slog.WarnContext(ctx, "a budget in USD does not limit reviews by models without a price", "budget", one.period, "models", models)
		}
	}
	return s
}
