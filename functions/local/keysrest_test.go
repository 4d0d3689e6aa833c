package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/settings"
)

// A deployment must hear what the file says of its environment, within what the organization lets it say.
func TestGateKeys_DecideWhatDeploymentsHear(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ own, organization, state, says string }{
		"no file":                {"", "", "approved", "the limit is 85"},
		"the environment's":      {"gates: {production: {max_score: 0}}\n", "", "rejected", "the limit is 0"},
		"another environment's":  {"gates: {staging: {max_score: 0}}\n", "", "approved", "the limit is 85"},
		"every other's":          {"gates: {'*': {max_score: 0}}\n", "", "rejected", "the limit is 0"},
		"its own over all":       {"gates: {'*': {max_score: 0}, Production: {max_score: 90}}\n", "", "approved", "the limit is 90"},
		"beyond the bound":       {"gates: {production: {max_score: 90}}\n", "bounds: {max_score: 0}\n", "rejected", "the limit is 0"},
		"of the organization":    {"", "gates: {production: {max_score: 0}}\n", "rejected", "the limit is 0"},
		"own scale, few earlier": {"gates: {production: {scale: own, max_score: 90}}\n", "", "approved", "the limit is 90"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			r.configure(test.own, test.organization)
			r.wait(head)
			r.settle(drivers)
			states, last := r.answers()
			if len(states) == 0 || states[len(states)-1] != test.state || !strings.Contains(last, test.says) {
				t.Errorf("GitHub heard %v: %q", states, last)
			}
		})
	}
}

// A deployment that can't be measured is approved only if the configuration file says so and no bound forbids it.
func TestGateKeys_OnErrorDecidesWhatIsUnmeasured(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ own, organization, state string }{
		"no file":          {"", "", "rejected"},
		"approve":          {"gates: {production: {on_error: approve, timeout: 5m}}\n", "", "approved"},
		"beyond the bound": {"gates: {production: {on_error: approve, timeout: 5m}}\n", "bounds: {on_error: reject}\n", "rejected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			r.configure(test.own, test.organization)
			r.wait(head)
			r.settle(drivers) // the files are known
			before, _ := r.answers()
			r.gh.Fail(func(q *http.Request) bool {
				return q.Method == http.MethodGet || strings.HasSuffix(q.URL.Path, "/graphql")
			}, http.StatusBadGateway, nil, "", -1)
			id := r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: head, Ref: "main", RunID: 30433643})
			payload, err := r.gh.ProtectionRulePayload(id)
			r.deliver("deployment_protection_rule", payload, err)
			states := before
			for begin := r.now; len(states) == len(before) && r.now.Sub(begin) < 2*time.Hour; states, _ = r.answers() {
				r.pass(analysis.ReconcileEvery)
			}
			if len(states) == len(before) || states[len(states)-1] != test.state {
				t.Errorf("GitHub heard %v", states[len(before):])
			}
		})
	}
}

// The configuration file decides where the notes appear, within the bounds.
func TestReleaseNotesKey_DecidesWhetherTheReleaseGetsThem(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	for name, test := range map[string]struct {
		own, organization string
		written           bool
	}{
		"write":            {"release_notes: {write: write}\n", "", true},
		"show":             {"release_notes: {write: show}\n", "", false},
		"beyond the bound": {"release_notes: {write: write}\n", "bounds: {release_notes: show}\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigOn(t, 0, standin.Options{Dir: dir, ContentsWrite: true})
			r.configure(test.own, test.organization)
			payload, err := r.gh.ReleasePayload("published", r.gh.AddRelease(standin.Release{Tag: "v1.1.0"}), nil)
			r.deliver("release", payload, err)
			r.settle(worded)
			body := r.gh.Releases()[0].Body
			if written := strings.Contains(body, "There are limits"); written != test.written || !written && body != "" {
				t.Errorf("the release says %q", body)
			}
		})
	}
}

// The configuration file decides what a push shows of the next release.
func TestNextReleaseKey_DecidesWhatAPushShows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		own, organization string
		checks, drafts    int
	}{
		"show":             {"next_release: show\n", "", 1, 0},
		"draft":            {"next_release: draft\n", "", 0, 1},
		"off":              {"next_release: off\n", "", 0, 0},
		"beyond the bound": {"next_release: draft\n", "bounds: {release_notes: show}\n", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGrowing(t, settings.NextOff, true)
			g.configure(test.own, test.organization)
			g.commit("a.go", "feat: more")
			g.settle(clean)
			checks := 0
			for _, run := range g.gh.CheckRuns() {
				if run.Name == "DevPlus: next release" {
					checks++
				}
			}
			if drafts := len(g.gh.Releases()); checks != test.checks || drafts != test.drafts {
				t.Errorf("%d checks, %d drafts", checks, drafts)
			}
		})
	}
}

// A budget in the file must bound reviews, and the check must say which one did.
func TestBudgetKeys_BoundReviewsAndAreNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ own, organization, title string }{
		"nothing in a day, in USD":    {"budget: {day_usd: 0}\n", "", "more than the budget of 0 USD a day"},
		"nothing in a day, in tokens": {"budget: {day_tokens: 0}\n", "", "more than the budget of 0 tokens a day"},
		"a month in USD":              {"", "budget: {month_usd: 0.001}\n", "more than the budget of 0.0010 USD a month"},
		"a month in tokens":           {"", "budget: {month_tokens: 7}\n", "more than the budget of 7 tokens a month"},
		"the organization's bound":    {"budget: {day_usd: 100}\n", "bounds: {budget: {day_usd: 0.001}}\n", "more than the budget of 0.0010 USD a day"},
		"enough":                      {"budget: {day_usd: 100, analysis_usd: 100, analysis_tokens: 1000000}\n", "bounds: {budget: {month_tokens: 100000000}}\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := budgetRig(t, settings.Budget{})
			r.configure(test.own, test.organization)
			r.openNumbered(1)
			r.drain()
			if started := len(r.flows.executions()); started > 1 || (started == 1) != (test.title == "") {
				t.Errorf("%d reviews", started)
			}
			if run := r.lastRun(); !strings.Contains(run.Title, test.title) || test.title != "" && run.Conclusion != "neutral" {
				t.Errorf("%s: %s", run.Conclusion, run.Title)
			}
		})
	}
}

// One review that may take less is one that reads less, or none.
func TestBudgetKeys_OfOneReview(t *testing.T) {
	t.Parallel()
	for _, own := range []string{"budget: {analysis_usd: 0.0001}\n", "budget: {analysis_tokens: 10}\n"} {
		r := budgetRig(t, settings.Budget{})
		r.configure(own, "")
		r.openNumbered(1)
		r.drain()
		if run := r.lastRun(); len(r.flows.executions()) != 0 || !strings.Contains(run.Title, "not reviewed: ") || !strings.Contains(run.Title, "that one may take") {
			t.Errorf("%s%d reviews: %s", own, len(r.flows.executions()), run.Title)
		}
	}
}

// If DevPlus fails, its check must fail only for repositories that require it.
func TestRequiredKey_FailsTheCheckWhereDevPlusFailed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ own, organization, conclusion string }{
		"no file":                  {"", "", "neutral"},
		"required":                 {"required: true\n", "", "failure"},
		"the organization demands": {"required: false\n", "bounds: {required: true}\n", "failure"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.configure(test.own, test.organization)
			r.open(standin.PullRequest{})
			r.gh.Fail(func(q *http.Request) bool {
				return strings.HasSuffix(q.URL.Path, "/files") || strings.Contains(q.URL.Path, "/compare/")
			}, http.StatusUnprocessableEntity, nil, `{"message":"no","documentation_url":"https://docs.github.com"}`, -1)
			r.pull("opened")
			r.settle(clean)
			if run := r.lastRun(); run.Conclusion != test.conclusion || !strings.Contains(run.Title, "DevPlus failed") {
				t.Errorf("%s: %s", run.Conclusion, run.Title)
			}
		})
	}
}

// An organization that wants only people's pull requests reviewed by themselves has agents' and bots' left alone, whatever a repository says.
func TestReviewedBound_LeavesAgentsAndBotsToRequests(t *testing.T) {
	t.Parallel()
	for author, reviews := range map[standin.Account]int{mona: 1, agent: 0, dependabot: 0} {
		r := newRig(t, 0)
		r.configure("reviews: {agents: review, bots: review}\n", "bounds: {reviewed: people}\n")
		r.open(standin.PullRequest{Author: author})
		r.pull("opened")
		r.settle(clean)
		if n, title := len(r.flows.executions()), r.lastRun().Title; n != reviews || strings.HasSuffix(title, "reviewed only on request") != (reviews == 0) {
			t.Errorf("%s: %d reviews: %s", author.Login, n, title)
		}
	}
}
