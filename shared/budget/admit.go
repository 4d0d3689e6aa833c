package budget

import (
	"hash/fnv"
	"time"

	"github.com/devplus-app/devplus/shared/settings"
)

// Ledger is what has been spent and reserved when a review asks to start.
type Ledger struct {
	Day, Month *Period       // as stored
	Running    []Reservation // of all others
}

// Refusal says why a review may not start.
type Refusal struct {
	Reason string    // for people
	Retry  time.Time // when it may start; zero: waiting does not help
}

// meter is one budget with its use so far.
type meter struct {
	limit, used, running, want int64
	priced                     bool
	period                     string    // "a day", "a month"
	periodEnd                  time.Time // when the next period begins
	share                      string    // whose share it is; "" for the whole
}

// meters lists the budgets that bound a reservation.
func (l Ledger) meters(b settings.Budget, r Reservation, now time.Time) []meter {
	now = now.UTC()
	year, month, day := now.Date()
	tomorrow, next := time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC), time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC)
	var today, outside, all Amount
	for _, other := range l.Running {
		if other.Installation == r.Installation && other.month() == r.month() {
			all = all.Plus(other.Amount)
		}
		if other.Repository == r.Repository && other.Day == r.Day {
			if today = today.Plus(other.Amount); other.Outsider {
				outside = outside.Plus(other.Amount)
			}
		}
	}
	var found []meter
	add := func(usd *float64, tokens *int64, percent int, spent, running Amount, m meter) {
		switch {
		case r.Priced && usd != nil:
			m.limit, m.used, m.running, m.want, m.priced = Micros(*usd), spent.Micros, running.Micros, r.Amount.Micros, true
		case tokens != nil:
			m.limit, m.used, m.running, m.want = *tokens, spent.Tokens, running.Tokens, r.Amount.Tokens
		default:
			return
		}
		m.limit = m.limit/100*int64(percent) + m.limit%100*int64(percent)/100
		found = append(found, m)
	}
	if r.Outsider {
		add(b.DayUSD, b.DayTokens, b.OutsidersShare(), l.Day.Outsiders, outside, meter{period: "a day", periodEnd: tomorrow, share: "people without write access"})
	}
	add(b.DayUSD, b.DayTokens, 100, l.Day.Spent, today, meter{period: "a day", periodEnd: tomorrow})
	add(b.MonthUSD, b.MonthTokens, 100, l.Month.Spent, all, meter{period: "a month", periodEnd: next})
	return found
}

// Admit returns nil if the review with the reservation r may start, else the reason. id spreads the reviews that wait for the next
// period over its first hour.
func (l Ledger) Admit(b settings.Budget, r Reservation, id string, now time.Time) *Refusal {
	if bound, ok := analysisBound(b, r); ok && bound.want > bound.limit {
		return &Refusal{Reason: "a review of this change takes about " + bound.amount(bound.want) + ", more than the " + bound.amount(bound.limit) + " that one may take"}
	}
	if r.Outsider && b.OutsidersShare() == 0 {
		return &Refusal{Reason: "people without write access have no share in the budget"}
	}
	for _, m := range l.meters(b, r, now) {
		switch {
		case plus(m.used, m.want) > m.limit && m.used == 0:
			return &Refusal{Reason: "a review of this change takes about " + m.amount(m.want) + ", more than the " + m.name()}
		case plus(m.used, m.want) > m.limit:
			return &Refusal{Reason: m.name() + " used; next review " + m.nextPeriod(now) + m.leftWords(), Retry: m.periodEnd.Add(spread(id))}
		case plus(plus(m.used, m.running), m.want) > m.limit:
			return &Refusal{Reason: "running reviews may use up the " + m.name(), Retry: now.Add(soon)}
		}
	}
	return nil
}

// soon is the wait before a retry when only other reviews' reservations are in the way: they have ended by then.
const soon = 30 * time.Minute

// Tight returns, for people, the reason why only changes of high or critical risk still get a full review; "" if less than 80% of
// each budget is used.
func (l Ledger) Tight(b settings.Budget, r Reservation, now time.Time) string {
	for _, m := range l.meters(b, r, now) {
		if m.share == "" && m.limit > 0 && plus(m.used, m.running) >= m.limit-m.limit/5 {
			return "80% of the " + m.name() + " is used"
		}
	}
	return ""
}

// MaxTokens returns the number of tokens that one review may use; 0: no bound. price is the average price of a token in USD; 0: no
// price.
func MaxTokens(b settings.Budget, price float64) int64 {
	switch {
	case price > 0 && b.AnalysisUSD != nil:
		return max(int64(*b.AnalysisUSD/price), 1)
	case b.AnalysisTokens != nil:
		return max(*b.AnalysisTokens, 1)
	}
	return 0
}

func analysisBound(b settings.Budget, r Reservation) (meter, bool) {
	switch {
	case r.Priced && b.AnalysisUSD != nil:
		return meter{limit: Micros(*b.AnalysisUSD), want: r.Amount.Micros, priced: true}, true
	case b.AnalysisTokens != nil:
		return meter{limit: *b.AnalysisTokens, want: r.Amount.Tokens}, true
	}
	return meter{}, false
}

// spread returns a time within an hour that is always the same for an analysis.
func spread(id string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return time.Duration(h.Sum32()%3600) * time.Second
}
