package budget_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/settings"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func TestAdmit_SaysWhyAndWhen(t *testing.T) {
	t.Parallel()
	usd := func(day float64) settings.Budget { return settings.Budget{DayUSD: &day} }
	micros := func(n float64) budget.Amount { return budget.Amount{Tokens: 1000, Micros: budget.Micros(n)} }
	mine := budget.Reservation{Repository: 1, Installation: 2, Day: "2026-11-27", Amount: micros(0.5), Priced: true}
	other := mine
	other.Repository = 9
	yesterday := mine
	yesterday.Day = "2026-11-26"
	outsider := mine
	outsider.Outsider = true
	for name, c := range map[string]struct {
		bounds  settings.Budget
		spent   budget.Amount
		running []budget.Reservation
		want    string // the reason; "" admits
		within  time.Duration
		r       budget.Reservation
	}{
		"no bound":                    {r: mine},
		"exactly enough":              {bounds: usd(5), spent: micros(4.5), r: mine},
		"used":                        {bounds: usd(5), spent: micros(4.75), r: mine, want: "budget of 5 USD a day used; next review at 00:00 UTC", within: 13 * time.Hour},
		"too little is left":          {bounds: usd(5), spent: micros(4.6), r: mine, want: "budget of 5 USD a day used; next review at 00:00 UTC (0.40 USD left, too little for this review)", within: 13 * time.Hour},
		"reserved by others":          {bounds: usd(1), running: []budget.Reservation{mine, mine}, r: mine, want: "running reviews may use up the budget of 1 USD a day", within: time.Hour},
		"another repository runs":     {bounds: usd(1), running: []budget.Reservation{other, other}, r: mine},
		"one of yesterday runs":       {bounds: usd(1), running: []budget.Reservation{yesterday, yesterday}, r: mine},
		"never enough":                {bounds: usd(0.3), r: mine, want: "a review of this change takes about 0.50 USD, more than the budget of 0.30 USD a day"},
		"nothing is allowed":          {bounds: usd(0), r: mine, want: "a review of this change takes about 0.50 USD, more than the budget of 0 USD a day"},
		"one review is bounded":       {bounds: settings.Budget{AnalysisUSD: new(0.4)}, r: mine, want: "a review of this change takes about 0.50 USD, more than the 0.40 USD that one may take"},
		"tokens do not bound a price": {bounds: settings.Budget{DayUSD: new(5.0), DayTokens: new(int64(1))}, r: mine},
		"tokens bound without USD":    {bounds: settings.Budget{DayTokens: new(int64(1500))}, spent: budget.Amount{Tokens: 600}, r: mine, want: "budget of 1,500 tokens a day used; next review at 00:00 UTC (900 tokens left, too little for this review)", within: 13 * time.Hour},
		"a month":                     {bounds: settings.Budget{MonthUSD: new(5.0)}, spent: micros(5), r: mine, want: "budget of 5 USD a month used; next review on December 1 at 00:00 UTC", within: 4 * 24 * time.Hour},
		"months count all":            {bounds: settings.Budget{MonthUSD: new(1.0)}, running: []budget.Reservation{other, yesterday}, r: mine, want: "running reviews may use up the budget of 1 USD a month", within: time.Hour},
		"a fifth for outsiders":       {bounds: usd(2), r: outsider, want: "a review of this change takes about 0.50 USD, more than the budget of 0.40 USD a day for people without write access"},
		"outsiders have none":         {bounds: settings.Budget{Outsiders: new(0)}, r: outsider, want: "people without write access have no share in the budget"},
		"a broken count":              {bounds: usd(5), spent: budget.Amount{Micros: math.MaxInt64}, r: mine, want: "budget of 5 USD a day used; next review at 00:00 UTC", within: 13 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := budget.Ledger{Day: &budget.Period{Spent: c.spent}, Month: &budget.Period{Spent: c.spent}, Running: c.running}
			got := l.Admit(c.bounds, c.r, "id", noon)
			if c.want == "" {
				if got != nil {
					t.Errorf("refused: %s", got.Reason)
				}
				return
			}
			if got == nil || got.Reason != c.want {
				t.Fatalf("got %+v, want %q", got, c.want)
			}
			if wait := got.Retry.Sub(noon); got.Retry.IsZero() != (c.within == 0) || c.within > 0 && (wait <= 0 || wait > c.within) {
				t.Errorf("tried again at %s", got.Retry)
			}
		})
	}
}

// Reviews that wait for midnight must not all begin at once.
func TestAdmit_SpreadsTheFirstHour(t *testing.T) {
	t.Parallel()
	l := budget.Ledger{Day: &budget.Period{Spent: budget.Amount{Tokens: 10}}, Month: &budget.Period{}}
	minutes := map[int]bool{}
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		refused := l.Admit(settings.Budget{DayTokens: new(int64(10))}, budget.Reservation{Day: "2026-11-27", Amount: budget.Amount{Tokens: 1}}, id, noon)
		if refused.Retry.Day() != 28 || refused.Retry.Hour() != 0 {
			t.Errorf("%s: %s", id, refused.Retry)
		}
		minutes[refused.Retry.Minute()*60+refused.Retry.Second()] = true
	}
	if len(minutes) < 7 {
		t.Errorf("8 analyses begin at %d times", len(minutes))
	}
}

func TestTight_From80Percent(t *testing.T) {
	t.Parallel()
	for used, want := range map[int64]string{79: "", 80: "80% of the budget of 100 tokens a day is used"} {
		l := budget.Ledger{Day: &budget.Period{Spent: budget.Amount{Tokens: used}}, Month: &budget.Period{}}
		if got := l.Tight(settings.Budget{DayTokens: new(int64(100))}, budget.Reservation{}, noon); got != want {
			t.Errorf("%d: %q", used, got)
		}
	}
}

// Unknown is never nothing.
func TestSettle_CountsWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	reserved := budget.Reservation{Amount: budget.Amount{Tokens: 7, Micros: 70}, Priced: true, Outsider: true}
	var p budget.Period
	p.Settle(noon, budget.Use{}, reserved)
	p.Settle(noon, budget.Use{}, budget.Reservation{})
	p.Settle(noon, budget.Use{Tokens: math.MaxInt64, Counts: true}, budget.Reservation{})
	p.ExpireAt = time.Time{}
	want := budget.Period{
		Spent: budget.Amount{Tokens: math.MaxInt64, Micros: 70}, Outsiders: reserved.Amount, Reviews: 3, Unpriced: 2, Estimated: 1, Unknown: 1,
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
