package main

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/limits"
)

// Another instance has written as many comments as GitHub allows. The check, which people wait for, must not wait for that, and the comment
// must not be lost, nor cost requests until it may be written.
func TestContent_CommentWaitsAndTheCheckDoesNot(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	free := r.now.Add(20 * time.Minute)
	other := limits.NewMeter(r.db, r.gh.Options().InstallationID)
	for until := (time.Time{}); until.Before(free); {
		var err error
		until, err = other.Create(t.Context(), r.now)
		r.must(err)
	}
	r.answer(r.flows.running(), finding)
	r.drain()
	runs := r.gh.CheckRuns()
	if a := r.analysisOf(head); len(runs) != 1 || runs[0].Status != "completed" || len(r.gh.Comments(1)) != 0 || a.State != analysis.Completed {
		t.Fatalf("%s, check runs %+v, %d comments", a.State, runs, len(r.gh.Comments(1)))
	}
	before := len(r.gh.Calls())
	r.pass(10 * time.Minute)
	if more := len(r.gh.Calls()) - before; more > 2 { // reconcile looks for deliveries
		t.Errorf("%d requests while the comment waits", more)
	}
	r.settle(finding)
	r.reviewed()
}
