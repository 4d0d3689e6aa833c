package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// measuredOnly is a pull request that was published without a review, because Kestra is away.
func measuredOnly(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, 0)
	r.flows.answerWith(http.StatusServiceUnavailable)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	if a := r.analysisOf(head); a.State != analysis.Published || a.NextTry.IsZero() {
		t.Fatalf("%s, next try %s", a.State, a.NextTry)
	}
	return r
}

// pending fails if a check run waits: people who require the check could not merge.
func (r *rig) pending() {
	r.t.Helper()
	for _, run := range r.gh.CheckRuns() {
		if run.Status != "completed" {
			r.t.Errorf("check run %s is %s", run.ExternalID, run.Status)
		}
	}
}

// An hour without Kestra must not cost a pull request its review for good.
func TestDegraded_IsReviewedWhenKestraIsBack(t *testing.T) {
	t.Parallel()
	r := measuredOnly(t)
	first := r.gh.CheckRuns()[0]
	if !strings.Contains(first.Title, "next try "+r.analysisOf(head).NextTry.UTC().Format("15:04")) {
		t.Errorf("the check is titled %q", first.Title)
	}
	r.flows.answerWith(0)
	r.pass(35 * time.Minute)
	if r.pending(); r.analysisOf(head).Risk == nil || len(r.gh.CheckRuns()) != 1 {
		t.Errorf("while it is tried again: risk %v, %d check runs", r.analysisOf(head).Risk, len(r.gh.CheckRuns()))
	}
	r.settle(finding)
	r.pending()
	a, runs := r.analysisOf(head), r.gh.CheckRuns()
	if a.State != analysis.Published || a.Degraded != "" || !a.DueAt.IsZero() || a.Published.StandingCheckRunID != 0 {
		t.Errorf("%s, degraded because %q, due %s, %+v", a.State, a.Degraded, a.DueAt, a.Published)
	}
	if len(runs) != 2 || len(r.gh.Comments(1)) != 1 || len(r.flows.executions()) != 1 {
		t.Errorf("%d check runs, %d comments, %d flows", len(runs), len(r.gh.Comments(1)), len(r.flows.executions()))
	}
}

// Retries must end, because they cost money, and the check must not promise a retry that never comes.
func TestDegraded_IsTriedThreeTimesInADay(t *testing.T) {
	t.Parallel()
	r := measuredOnly(t)
	r.pass(26 * time.Hour)
	r.pending()
	a, runs := r.analysisOf(head), r.gh.CheckRuns()
	if a.State != analysis.Published || a.Retries != 3 || !a.DueAt.IsZero() {
		t.Errorf("%s after %d tries, due %s", a.State, a.Retries, a.DueAt)
	}
	if len(runs) != 1 || strings.Contains(runs[0].Title, "next try") {
		t.Errorf("check runs %+v", runs)
	}
}

// A review that nobody needs any longer must not cost money.
func TestDegraded_IsNotTriedAgainOnceItIsOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do    func(*rig)
		flows int
	}{
		"closed":          {func(r *rig) { r.must(r.gh.Close(1, false)); r.pull("closed") }, 0},
		"closed unheard":  {func(r *rig) { r.must(r.gh.Close(1, false)) }, 0},
		"a draft":         {func(r *rig) { r.must(r.gh.SetDraft(1, true)); r.pull("converted_to_draft") }, 0},
		"pushed to":       {func(r *rig) { r.must(r.gh.Push(1, head2, twoFiles()...)); r.pull("synchronize") }, 1},
		"pushed, unheard": {func(r *rig) { r.must(r.gh.Push(1, head2, twoFiles()...)) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := measuredOnly(t)
			r.flows.answerWith(0)
			c.do(r)
			r.settle(finding)
			r.pending()
			if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded == "" || !a.DueAt.IsZero() || len(r.flows.executions()) != c.flows {
				t.Errorf("%s, degraded because %q, due %s, %d flows", a.State, a.Degraded, a.DueAt, len(r.flows.executions()))
			}
		})
	}
}

// A push in the middle of the new try must not turn the check of the old head, which was completed, into a canceled one.
func TestDegraded_PushedToWhileItIsTriedAgain(t *testing.T) {
	t.Parallel()
	r := measuredOnly(t)
	r.flows.answerWith(0)
	r.pass(35 * time.Minute)
	if r.flows.running() == nil {
		t.Fatal("it is not tried again")
	}
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.settle(finding)
	r.pending()
	if runs := shownRuns(r); len(runs) != 2 || runs[0] != "a.1 neutral" || runs[1] != "b.1 neutral" {
		t.Errorf("check runs %v", runs)
	}
}
