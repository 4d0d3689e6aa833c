package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
)

// wantRuns compares the check runs with want, as shownRuns writes them; one in progress has no conclusion.
func (r *rig) wantRuns(want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, shownRuns(r)); diff != "" {
		r.t.Errorf("check runs (-want +got):\n%s", diff)
	}
}

func TestCheckRun_OfTheAttemptBeforeIsCanceledIfThisOneEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	for _, x := range r.flows.executions() {
		r.flows.find(x.id).end("FAILED")
	}
	create := func(q *http.Request) bool {
		return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/check-runs")
	}
	r.gh.Fail(create, http.StatusBadGateway, nil, "", 1)
	r.now = r.now.Add(analysis.DispatchedDue)
	r.Run(context.Background())
	r.step() // begins attempt 2, and can't show it
	if a := r.analysisOf(head); a.Attempt != 2 || a.State != analysis.Dispatched {
		t.Fatalf("%s, attempt %d", a.State, a.Attempt)
	}
	r.queue = nil
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.settle(clean)
	r.wantRuns("a.1 cancelled", "b.1 neutral")
}

func TestCheckRun_OfTheAttemptBeforeIsCanceledIfThisOneFails(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	for _, x := range r.flows.executions() {
		r.flows.find(x.id).end("FAILED")
	}
	create := func(q *http.Request) bool {
		return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/check-runs")
	}
	r.gh.Fail(create, http.StatusUnprocessableEntity, nil, `{"message":"too long","documentation_url":"https://docs.github.com"}`, 1)
	r.now = r.now.Add(analysis.DispatchedDue)
	r.Run(context.Background())
	r.settle(clean)
	r.wantRuns("a.1 cancelled", "a.2 neutral")
}

func TestCheckRun_NotStoredIsCanceledWhenTheBaseChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, 2) // the claim, the check run
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.step()
	r.queue = nil
	r.must(r.gh.Retarget(1, base2, "release"))
	r.pull("edited")
	r.settle(clean)
	r.wantRuns("a.1 cancelled", "a.2 neutral")
}

func TestSupersede_KillsAWorkflowThatStartsLate(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	kestra := r.flows.serve
	var pushed atomic.Bool
	r.flows.serve = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost && !pushed.Swap(true) {
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.pull("synchronize")
			r.post(r.queue[0])
			r.queue = r.queue[1:]
		}
		kestra.ServeHTTP(w, q)
	})
	r.pull("opened")
	r.drain()
	for _, x := range r.flows.executions() {
		if stale := x.inputs["analysis_id"] == r.analysisOf(head).ID; stale != (x.state == "KILLED") {
			t.Errorf("%s, of an overtaken head: %t, is %s", x.id, stale, x.state)
		}
	}
}

func TestRerun_UsesTheAnalysisNamedByTheCheckRun(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base2, BaseRef: "release", Head: head, Files: twoFiles()}))
	r.pull("opened")
	r.settle(clean)
	payload, err := r.gh.PullRequestPayload("opened", 2)
	r.deliver("pull_request", payload, err)
	r.settle(clean)
	second := kindtest.ID(r.gh.Options().RepositoryID, analysis.Subject{Kind: "pull_request", Number: 2}, head)
	for _, run := range r.gh.CheckRuns() {
		if strings.HasPrefix(run.ExternalID, second) {
			payload, err = r.gh.CheckRunPayload("rerequested", run.ID)
		}
	}
	r.deliver("check_run", payload, err)
	r.settle(clean)
	a, err := r.db.Analysis(context.Background(), second)
	r.must(err)
	if first := r.analysisOf(head); first.Attempt != 1 || a.Attempt != 2 || a.State != analysis.Published {
		t.Errorf("the first pull request has attempt %d, the second %d (%s)", first.Attempt, a.Attempt, a.State)
	}
}

func TestRerun_OfASharedHeadRunsAllChecks(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base2, BaseRef: "release", Head: head, Files: twoFiles()}))
	r.pull("opened")
	payload, err := r.gh.PullRequestPayload("opened", 2)
	r.deliver("pull_request", payload, err)
	r.settle(clean)
	payload, err = r.gh.CheckSuitePayload("rerequested", head)
	r.deliver("check_suite", payload, err)
	r.settle(clean)
	if n := len(r.flows.executions()); n != 4 {
		t.Errorf("%d workflows, want 4", n)
	}
}

func TestStale_EventOfAnOlderHeadReviewsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	opened := r.queue[0]
	r.settle(clean)
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.flows.answerWith(http.StatusNotFound) // its result is degraded: only a new request tries again
	r.pull("synchronize")
	r.settle(clean)
	r.queue = append(r.queue, opened)
	r.settle(clean)
	r.wantRuns("a.1 neutral", "b.1 neutral")
}

func TestKestra_DownWhenTheWorkflowIsLateLeavesTheMeasuredAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	started := r.now
	r.flows.answerWith(http.StatusServiceUnavailable)
	for a := r.analysisOf(head); !a.State.Ended(); a = r.analysisOf(head) {
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(context.Background())
		for again := r.queue; len(again) > 0; again = again[1:] { // each once: Pub/Sub's pauses grow to ten minutes
			r.queue = r.queue[1:]
			r.post(again[0])
		}
		if r.now.After(started.Add(3 * analysis.RunningDue)) {
			t.Fatalf("still %s", a.State)
		}
	}
	if a := r.analysisOf(head); a.State != analysis.Published || !strings.Contains(a.Degraded, "503") {
		t.Errorf("%s, degraded because %q, failed because %q", a.State, a.Degraded, a.Failure)
	}
}

func TestComment_StaysUntilAReviewClearsIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(finding)
	r.must(r.gh.Push(1, head2, limit("var limit = 9")...))
	r.flows.answerWith(http.StatusNotFound)
	r.pull("synchronize")
	r.settle(clean)
	if body := r.gh.Comments(1)[0].Body; strings.Contains(body, "nothing left to check") || !strings.Contains(body, head[:7]) {
		t.Errorf("nobody has reviewed the new head, and the comment says:\n%s", body)
	}
}

func TestCheckRun_RefusedOldOneDoesNotStopTheNewHead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		old    string
	}{
		"for good": {http.StatusUnprocessableEntity, "a.1 "},
		"gone":     {http.StatusNotFound, "a.1 "},
		"for now":  {http.StatusBadGateway, "a.1 cancelled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.gh.Fail(func(q *http.Request) bool { return q.Method == http.MethodPatch }, c.status, nil, `{"message":"no","documentation_url":"https://docs.github.com"}`, 1)
			r.pull("synchronize")
			r.step()
			if a := r.analysisOf(head2); a.State != analysis.Dispatched || a.ExecutionID == "" {
				t.Fatalf("the new head is %s (%s)", a.State, a.Failure)
			}
			r.settle(clean)
			r.wantRuns(c.old, "b.1 neutral")
		})
	}
}

func TestCheckRun_CancelIsInTheAuditTrail(t *testing.T) { // not parallel: it takes the log
	var log logtest.Lines
	before := slog.Default()
	slog.SetDefault(slog.New(telemetry.Handler(slog.NewTextHandler(&log, nil), "")))
	defer slog.SetDefault(before)
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.drain()
	r.must(r.gh.Close(1, true))
	r.pull("closed")
	r.drain()
	for _, sha := range []string{head, head2} {
		for _, line := range []string{"msg=action", "state=superseded"} {
			if n := len(log.Containing(line, "analysis_id="+r.analysisOf(sha).ID)); n < 1 || line == "msg=action" && n != 2 {
				t.Errorf("%d lines with %s of the head %.7s", n, line, sha)
			}
		}
	}
}
