package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/config"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/wiring"
)

// budgetRig is a rig at noon whose deployment bounds budgets. A million tokens cost 10 USD.
func budgetRig(t *testing.T, b settings.Budget, adapt ...func(*wiring.Parts)) *rig {
	t.Helper()
	price := 10.0
	r := newRigOn(t, 0, standin.Options{}, append([]func(*wiring.Parts){func(p *wiring.Parts) {
		p.Bounds.Budget, p.Price = b, config.Price{Input: &price, Output: &price}
	}}, adapt...)...)
	r.now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	return r
}

// reviewUsing opens pull request n, whose review takes that many tokens.
func (r *rig) reviewUsing(n, tokens int) {
	r.t.Helper()
	r.openNumbered(n)
	r.drain()
	r.answerUsing(tokens)
}

// answerUsing lets the running workflow answer twice, as one that does not know whether it was heard, with the tokens that it used.
func (r *rig) answerUsing(tokens int) {
	r.t.Helper()
	x := r.flows.running()
	if x == nil {
		r.t.Fatal("no flow runs")
	}
	for range 2 {
		r.callUsing(x, `"status":"succeeded","result":`+clean, fmt.Sprintf(`,"calls":1,"input_tokens":%d,"output_tokens":0`, tokens))
	}
	r.drain()
}

// spentToday is what was spent of the repository's day.
func (r *rig) spentToday() *budget.Period {
	r.t.Helper()
	p, err := r.db.Budget(r.t.Context(), budget.RepositoryDay(r.gh.Options().RepositoryID, r.now))
	r.must(err)
	return p
}

func TestBudget_UsedUpMeasuresOnlyUntilMidnight(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(5.0)})
	r.reviewUsing(1, 499_000)
	if got := r.spentToday(); got.Spent != (budget.Amount{Tokens: 499_000, Micros: 4_990_000}) || got.Reviews != 1 {
		t.Fatalf("spent %+v", got)
	}
	r.openNumbered(2)
	r.drain()
	a := r.analysisOfPull(2, sha(2))
	run := r.gh.CheckRuns()[1]
	if r.flows.running() != nil || run.Conclusion != "neutral" || !strings.Contains(run.Title, "not reviewed: budget of 5 USD a day used; next review at 00:00 UTC") {
		t.Fatalf("%s: %q", run.Conclusion, run.Title)
	}
	midnight := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	if a.NextTry.Before(midnight) || !a.NextTry.Before(midnight.Add(time.Hour)) {
		t.Fatalf("next try at %s", a.NextTry)
	}
	r.now = a.NextTry
	r.Run(t.Context())
	r.drain()
	r.answerUsing(1000)
	if a := r.analysisOfPull(2, sha(2)); a.Degraded != "" || a.Retries != 0 || a.State != analysis.Published {
		t.Errorf("%s, degraded because %q, %d retries", a.State, a.Degraded, a.Retries)
	}
	if got := r.spentToday(); got.Spent.Tokens != 1000 {
		t.Errorf("on the next day %+v is spent", got)
	}
}

// A review that was killed before it answered, or never started, must not eat into the day.
func TestBudget_KilledReviewsGiveTheirReservationBack(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(5.0)})
	r.openNumbered(1)
	r.drain()
	if held := r.reservations(); len(held) != 1 || held[0].Amount.Tokens < 5000 || held[0].Amount.Micros != 10*held[0].Amount.Tokens {
		t.Fatalf("while it runs, %+v is reserved", held)
	}
	r.must(r.gh.Push(1, sha(11), twoFiles()...))
	r.pullOf(1, "synchronize")
	r.drain()
	if held := r.reservations(); len(held) != 1 {
		t.Errorf("after a push, %+v is reserved", held)
	}
	r.answerUsing(1000)
	if got := r.spentToday(); len(r.reservations()) != 0 || got.Spent.Tokens != 1000 || got.Reviews != 1 {
		t.Errorf("%+v is reserved, %+v spent", r.reservations(), got)
	}
}

func (r *rig) reservations() []budget.Reservation {
	r.t.Helper()
	held, err := r.db.Slots(r.t.Context())
	r.must(err)
	return held.Reservations(r.now, "")
}

// Spending and reservations together must not exceed a budget, however many reviews start at once.
func TestBudget_ReservationsOfOthersAreWaitedFor(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(0.15)}) // one review reserves about half of it, and more
	r.openNumbered(1)
	r.openNumbered(2)
	r.drain()
	if r.active() != 1 {
		t.Fatalf("%d flows run, want 1", r.active())
	}
	r.answerUsing(100)
	a := r.analysisOfPull(2, sha(2))
	if !strings.Contains(a.Degraded, "running reviews may use up the budget of 0.15 USD a day") || a.NextTry.IsZero() {
		t.Fatalf("degraded because %q, next try %s", a.Degraded, a.NextTry)
	}
	r.now = a.NextTry
	r.Run(t.Context())
	r.drain()
	r.answerUsing(100)
	if a := r.analysisOfPull(2, sha(2)); a.Degraded != "" || a.Retries != 0 {
		t.Errorf("degraded because %q, %d retries", a.Degraded, a.Retries)
	}
}

// Without a price, tokens bound; USD that can't be counted are said to bound nothing.
func TestBudget_UnpricedCountsTokensAndSaysSo(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(5.0), DayTokens: new(int64(100_000)), MonthUSD: new(5.0)},
		func(p *wiring.Parts) { p.Price = config.Price{} })
	r.reviewUsing(1, 99_000)
	if got := r.spentToday(); got.Unpriced != 1 || got.Spent.Tokens != 99_000 || got.View().USD != nil {
		t.Errorf("spent %+v", got)
	}
	if run := r.gh.CheckRuns()[0]; !strings.Contains(run.Text+run.Summary, "budget.month_usd bounds nothing, because the model has no price") {
		t.Errorf("the page does not say that USD bound nothing:\n%s", run.Text)
	}
	r.openNumbered(2)
	r.drain()
	if a := r.analysisOfPull(2, sha(2)); a.Degraded != "budget of 100,000 tokens a day used; next review at 00:00 UTC" {
		t.Errorf("degraded because %q", a.Degraded)
	}
}

// A team that has small changes read by a cheap model must not pay for them, in its budget, what the dear one costs.
func TestBudget_EachModelCountsAtItsPrice(t *testing.T) {
	t.Parallel()
	for effort, want := range map[string]struct {
		micros   int64
		unpriced int
	}{"quick": {1_000, 0}, "review": {10_000, 0}, "deep": {0, 1}} {
		t.Run(effort, func(t *testing.T) {
			t.Parallel()
			r := budgetRig(t, settings.Budget{DayUSD: new(5.0)}, func(p *wiring.Parts) {
				p.Price.NameQuick, p.Price.InputQuick, p.Price.OutputQuick = "small", new(1.0), new(4.0)
				p.Price.NameDeep = "large"
			})
			r.configure(strings.ReplaceAll("reviews: {effort: {low: X, medium: X, high: X, critical: X}}\n", "X", effort), "")
			r.reviewUsing(1, 1000)
			if got := r.spentToday(); got.Spent != (budget.Amount{Tokens: 1000, Micros: want.micros}) || got.Unpriced != want.unpriced {
				t.Errorf("spent %+v, %d without a price", got.Spent, got.Unpriced)
			}
			said := "budget.day_usd does not bound reviews by MODEL_NAME_DEEP, without a price: set budget.day_tokens"
			if run := r.gh.CheckRuns()[0]; !strings.Contains(run.Text, said) {
				t.Errorf("the page does not say %q:\n%s", said, run.Text)
			}
		})
	}
}

// Answers of the fallback model must count at its own price: an expensive model at the cheap one's price would exceed the budget.
func TestBudget_FallbackCountsAtItsOwnPrice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		price    *float64
		asked    string
		micros   int64
		unpriced int
		says     string
	}{
		"a part of it":    {new(100.0), `[{"model":"m","input_tokens":400,"output_tokens":0},{"model":"f","input_tokens":600,"output_tokens":0}]`, 4_000 + 60_000, 0, "$0.0640"},
		"all of it":       {new(100.0), `[{"model":"f","input_tokens":1000,"output_tokens":0}]`, 100_000, 0, "$0.1000"},
		"nothing of it":   {new(100.0), `[{"model":"m","input_tokens":1000,"output_tokens":0}]`, 10_000, 0, "$0.0100"},
		"at no price":     {nil, `[{"model":"m","input_tokens":400,"output_tokens":0},{"model":"f","input_tokens":600,"output_tokens":0}]`, 0, 1, "unpriced"},
		"an older flow's": {new(100.0), `[]`, 10_000, 0, "$0.0100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := budgetRig(t, settings.Budget{DayUSD: new(5.0)}, func(p *wiring.Parts) {
				p.Price.NameFallback, p.Price.InputFallback, p.Price.OutputFallback = "f", test.price, test.price
			})
			r.openNumbered(1)
			r.drain()
			r.callUsing(r.flows.running(), `"status":"succeeded","result":`+clean, `,"calls":2,"input_tokens":1000,"output_tokens":0,"fallback":"f","asked":`+test.asked)
			r.drain()
			if got := r.spentToday(); got.Spent != (budget.Amount{Tokens: 1000, Micros: test.micros}) || got.Unpriced != test.unpriced {
				t.Errorf("spent %+v, %d without a price", got.Spent, got.Unpriced)
			}
			text := r.gh.CheckRuns()[0].Text
			if !strings.Contains(text, test.says) || strings.Contains(text, "by MODEL_NAME_FALLBACK, without a price") != (test.price == nil) {
				t.Errorf("the page does not say %q:\n%s", test.says, text)
			}
		})
	}
}

// The budget in a terminal must show the use, and that a price is missing, never a cost of 0.
func TestBudget_LineSaysWhatIsUsed(t *testing.T) {
	t.Parallel()
	for want, v := range map[string]budget.View{
		"b: no reviews yet":                                                {ID: "b"},
		"b: 1 review, 7 tokens, 0.0410 USD":                                {ID: "b", Reviews: 1, Tokens: 7, USD: new(0.041)},
		"b: 2 reviews, 1,000 tokens of 5,000, unpriced":                    {ID: "b", Reviews: 2, Unpriced: 2, Tokens: 1000, LimitTokens: new(int64(5000))},
		"b: 2 reviews, 1,000 tokens, 0.50 USD of 5 USD; 1 without a price": {ID: "b", Reviews: 2, Unpriced: 1, Tokens: 1000, USD: new(0.5), LimitUSD: new(5.0)},
		"b: 3 reviews, 7 tokens, unpriced; 1 estimated, because the endpoint counts no tokens": {
			ID: "b", Reviews: 3, Unpriced: 3, Estimated: 1, Tokens: 7},
	} {
		if got := budgetLine(v); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// The installation's month bounds all repositories, and a lost document of the day loses no review and no answer.
func TestBudget_MonthOutlastsALostDay(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(5.0), MonthUSD: new(1.0)})
	r.now = time.Date(2026, 11, 30, 23, 59, 0, 0, time.UTC)
	r.openNumbered(1)
	r.drain()
	day := budget.RepositoryDay(r.gh.Options().RepositoryID, r.now)
	began := r.now
	r.now = began.Add(5 * time.Minute) // the answer comes in December
	r.answerUsing(99_000)
	if got := r.spentToday(); got.Reviews != 0 {
		t.Errorf("the review of the day before counts for %s: %+v", got.ID, got)
	}
	r.now = began
	if got := r.spentToday(); got.Reviews != 1 {
		t.Errorf("it does not count for its own day: %+v", got)
	}
	_, err := r.db.Commit(t.Context(), []store.Write{{Key: store.Key{Collection: "budgets", ID: day}}}, nil)
	r.must(err)
	r.openNumbered(2)
	r.drain()
	if a := r.analysisOfPull(2, sha(2)); a.Degraded != "budget of 1 USD a month used; next review at 00:00 UTC" {
		t.Errorf("degraded because %q", a.Degraded)
	}
}

// People without write access share a part of the day, and where it is 0 they ask in vain.
func TestBudget_OutsidersHaveTheirShare(t *testing.T) {
	t.Parallel()
	for share, want := range map[int]string{0: "", 1: "a review of this change takes about"} {
		r := budgetRig(t, settings.Budget{DayUSD: new(5.0), Outsiders: new(share)})
		r.configure("reviews: {people: ask}\n", "")
		r.open(standin.PullRequest{Fork: true, Author: standin.Account{Login: "contributor", Type: "User"}})
		r.pull("opened")
		r.drain()
		id := r.says("contributor", "/devplus review")
		r.drain()
		if r.flows.running() != nil {
			t.Fatalf("%d percent: a flow runs", share)
		}
		if a := r.analysisOf(head); (want == "") != (a.Degraded == "") || !strings.HasPrefix(a.Degraded, want) {
			t.Errorf("%d percent: degraded because %q", share, a.Degraded)
		}
		if want == "" {
			r.wantReactions(id, "confused")
		}
	}
}

// From 80% on, a change below high risk gets a quick review, and its page says why.
func TestBudget_NearlyUsedReviewsQuickly(t *testing.T) {
	t.Parallel()
	r := budgetRig(t, settings.Budget{DayUSD: new(5.0)})
	r.configure("reviews: {effort: {low: deep, medium: deep}}\n", "")
	r.reviewUsing(1, 401_000)
	r.openNumbered(2)
	r.drain()
	if sent := r.flows.running().inputs["context"]; !strings.Contains(sent, `"effort":"quick"`) {
		t.Errorf("the effort is not quick")
	}
	r.answerUsing(100)
	if run := r.gh.CheckRuns()[1]; !strings.Contains(run.Summary, "80% of the budget of 5 USD a day is used") {
		t.Errorf("the page does not say why:\n%s", run.Summary)
	}
}

// A full review that is asked for beside a running one that reads only what is new replaces it.
func TestSlashReview_FullReplacesARunningPartialOne(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.drain()
	before := len(r.flows.executions())
	r.gh.Grant("mona", "write")
	id := r.says("mona", "/devplus review full")
	r.drain()
	if got := len(r.flows.executions()); got != before+1 {
		t.Fatalf("%d flows, want one more than %d", got, before)
	}
	r.settle(clean)
	r.wantReactions(id, "eyes", "+1")
}
