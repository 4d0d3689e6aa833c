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

func amount[N any](n N) *N { return &n }

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
	r := budgetRig(t, settings.Budget{DayUSD: amount(5.0)})
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
