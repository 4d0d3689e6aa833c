package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func (r *rig) analysisOf(sha string) *analysis.Analysis {
	r.t.Helper()
	return r.analysisOfPull(1, sha)
}

func (r *rig) analysisOfPull(number int, sha string) *analysis.Analysis {
	r.t.Helper()
	a, err := r.db.Analysis(context.Background(), r.idOf(number, sha))
	r.must(err)
	return a
}

func TestDispatch_NeedsEightCallsOfGitHub(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.step()
	var calls []string
	for _, c := range r.gh.Calls() {
		calls = append(calls, c.Method+" "+c.Route)
	}
	want := []string{
		"POST /app/installations/{installation_id}/access_tokens",
		"POST /graphql", // the repository's settings
		"GET /repos/{owner}/{repo}/pulls/{pull_number}",
		"GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
		"POST /graphql", // what the default branch says about the files
		"POST /graphql", // the history
		"GET /repos/{owner}/{repo}/git/trees/{tree_sha}", // what stands around the change
		"POST /repos/{owner}/{repo}/check-runs",
	}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	// In the store a claim (2 reads, 2 writes), then dispatched and the execution's ID (a write each): storetest counts those.
	// Beside them there is the start of the workflow.
	if stored := r.writes - 2; stored != 3 {
		t.Errorf("%d writes to the store, want 3", stored)
	}
}

func TestStop_InstallationOrRepositoryGone(t *testing.T) {
	t.Parallel()
	for name, payload := range map[string]string{
		"installation deleted": `{"action":"deleted","installation":{"id":777},"sender":{"login":"o","type":"User"}}`,
		"installation suspend": `{"action":"suspend","installation":{"id":777},"sender":{"login":"o","type":"User"}}`,
		"repository deleted":   `{"action":"deleted","installation":{"id":777},"repository":{"id":1296269,"name":"project","owner":{"login":"octo"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.gh.Uninstall()
			r.deliver(strings.Fields(name)[0], []byte(payload), nil)
			r.drain()
			a := r.analysisOf(head)
			if a.State != analysis.Failed || !a.DueAt.IsZero() || a.Failure != name {
				t.Errorf("%s because %q, due %v", a.State, a.Failure, a.DueAt)
			}
			if state := r.flows.executions()[0].state; state != "KILLED" {
				t.Errorf("the workflow is %s", state)
			}
		})
	}
}

func TestStop_AnotherInstallationStopsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.deliver("installation", []byte(`{"action":"deleted","installation":{"id":778}}`), nil)
	r.settle(clean)
	if a := r.analysisOf(head); a.State != analysis.Published {
		t.Errorf("state %s", a.State)
	}
}

// An organization that leaves may have thousands of open analyses, between those of others.
func TestStop_EndsAllOfAnInstallation(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	const each = 620
	ids := map[int64][]string{}
	for n := range 2 * each {
		installation := int64(777 + n%2)
		id := fmt.Sprintf("pull_request-%d-%020x", installation, n)
		ids[installation] = append(ids[installation], id)
		_, _, err := r.db.Claim(t.Context(), "latest", id, func(_ *analysis.Latest, a *analysis.Analysis) error {
			a.Kind, a.InstallationID = "pull_request", installation
			return a.Queue(r.now.Add(time.Duration(n)*time.Second), "delivery", nil)
		})
		r.must(err)
	}
	r.deliver("installation", []byte(`{"action":"deleted","installation":{"id":777}}`), nil)
	r.step()
	for installation, want := range map[int64]analysis.State{777: analysis.Failed, 778: analysis.Queued} {
		for _, id := range ids[installation] {
			a, err := r.db.Analysis(t.Context(), id)
			if err != nil || a.State != want {
				t.Fatalf("%s: %s, %v; want %s", id, a.State, err, want)
			}
		}
	}
}

func TestStale_EventAheadOfGitHubWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{UpdatedAt: time.Now().Add(-time.Hour)})
	payload, err := r.gh.PullRequestPayload("opened", 1)
	r.must(err)
	ahead := strings.ReplaceAll(string(payload), `"updated_at":"`+time.Now().Add(-time.Hour).UTC().Format("2006-01-02T15"), `"updated_at":"`+time.Now().UTC().Format("2006-01-02T15"))
	r.deliver("pull_request", []byte(ahead), nil)
	r.step()
	if len(r.queue) != 1 || len(r.gh.CheckRuns()) != 0 {
		t.Fatalf("%d messages wait, %d check runs: the event was not kept for later", len(r.queue), len(r.gh.CheckRuns()))
	}
	r.must(r.gh.Push(1, head2, twoFiles()...)) // GitHub's replicas have caught up
	r.settle(clean)
	if a := r.analysisOf(head2); a.State != analysis.Published {
		t.Errorf("state %s", a.State)
	}
}

func TestDispatch_GivesUpAPullRequestThatIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.gh.Uninstall()
	r.pull("synchronize")
	for range 4 { // a 404 of a young event may be a replica's
		r.drain()
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(context.Background())
	}
	if a := r.analysisOf(head); a.State != analysis.Failed || !a.DueAt.IsZero() || !strings.Contains(a.Failure, "no longer") {
		t.Errorf("%s because %q, due %v", a.State, a.Failure, a.DueAt)
	}
}

func TestRateLimit_DelaysAndLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	writes := func(q *http.Request) bool {
		return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/check-runs")
	}
	r.gh.Fail(writes, http.StatusForbidden, http.Header{"Retry-After": {"1"}}, standin.SecondaryLimit, 1)
	r.gh.Fail(func(q *http.Request) bool { return q.Method == http.MethodPatch }, http.StatusBadGateway, nil, "", 2)
	r.pull("opened")
	r.step()
	if parked, err := r.db.DueParked(t.Context(), r.now.Add(time.Hour), 10); err != nil || len(parked) != 1 || len(r.queue) != 0 {
		t.Fatalf("the event was not kept for later: %d parked, %v", len(parked), err)
	}
	r.settle(finding)
	if a := r.analysisOf(head); a.State != analysis.Published || len(r.gh.CheckRuns()) != 1 || len(r.gh.Comments(1)) != 1 {
		t.Errorf("state %s, %d check runs, %d comments", a.State, len(r.gh.CheckRuns()), len(r.gh.Comments(1)))
	}
}

func TestKestra_RefusalIsFinal(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.flows.answerWith(http.StatusNotFound)
	r.pull("opened")
	r.settle(clean)
	if a := r.analysisOf(head); a.State != analysis.Published || !strings.Contains(a.Degraded, "404") || len(a.History) != 4 {
		t.Errorf("%s, degraded because %q: %+v", a.State, a.Degraded, a.History)
	}
}

func TestKestra_WakingUpInTimeReviews(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.flows.answerWith(http.StatusServiceUnavailable)
	r.pull("opened")
	for range 4 {
		r.step()
	}
	r.flows.answerWith(0)
	r.settle(clean)
	if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded != "" || len(r.flows.executions()) != 1 {
		t.Errorf("%s, degraded because %q, %d workflows", a.State, a.Degraded, len(r.flows.executions()))
	}
}

func TestKestra_StayingDownLeavesTheMeasuredAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.flows.answerWith(http.StatusServiceUnavailable)
	r.pull("opened")
	r.settle(clean)
	a := r.analysisOf(head)
	if a.State != analysis.Published || !strings.Contains(a.Degraded, "could not be started") || !strings.Contains(a.Degraded, "503") {
		t.Errorf("%s, degraded because %q", a.State, a.Degraded)
	}
	if waited := a.Times[analysis.Completed].Sub(a.Times[analysis.Dispatched]); waited < analysis.StartPatience || waited > 2*analysis.StartPatience {
		t.Errorf("given up after %s", waited)
	}
}

func TestKestra_HangingWorkflowIsKilledAndRetriedOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	for a := r.analysisOf(head); !a.State.Ended(); a = r.analysisOf(head) {
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(context.Background())
		r.drain()
		if r.now.After(a.Times[analysis.Queued].Add(3 * time.Hour)) {
			t.Fatalf("still %s", a.State)
		}
	}
	a := r.analysisOf(head)
	if a.State != analysis.Published || a.Attempt != analysis.MaxAttempts || !strings.Contains(a.Degraded, "no answer in 2 attempts") {
		t.Errorf("%s, attempt %d, degraded because %q", a.State, a.Attempt, a.Degraded)
	}
	for _, x := range r.flows.executions() {
		if x.state != "KILLED" {
			t.Errorf("%s is %s", x.id, x.state)
		}
	}
	if diff := cmp.Diff([]string{"a.1 cancelled", "a.2 neutral"}, shownRuns(r)); diff != "" {
		t.Errorf("check runs (-want +got):\n%s", diff)
	}
}

func TestDuplicates_TenAtOnceMakeOneAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	one := r.queue[0]
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { r.post(one) })
	}
	all.Wait()
	r.settle(clean)
	if a := r.analysisOf(head); a.State != analysis.Published || a.Attempt != 1 || len(r.gh.CheckRuns()) != 1 || len(r.flows.executions()) != 1 {
		t.Errorf("%s, attempt %d, %d check runs, %d workflows", a.State, a.Attempt, len(r.gh.CheckRuns()), len(r.flows.executions()))
	}
}

// GitHub's limits are the bottleneck of a burst, and Pub/Sub delivers at least once.
func TestDuplicates_AskGitHubNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	opened := r.queue[0]
	r.step()
	for _, state := range []analysis.State{analysis.Dispatched, analysis.Published} {
		before := len(r.gh.Calls())
		if code := r.post(opened); code != http.StatusNoContent || len(r.gh.Calls()) != before {
			t.Errorf("%s: answered %d after %+v", state, code, r.gh.Calls()[before:])
		}
		if a := r.analysisOf(head); a.State != state {
			t.Errorf("%s, want %s", a.State, state)
		}
		r.settle(clean)
	}
}

func TestSupersede_WhileMeasuringLeavesNoCheckRunInProgress(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	var pushed atomic.Bool
	r.gh.BeforeWrite(func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, "/check-runs") && !pushed.Swap(true) {
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.pull("synchronize")
			r.post(r.queue[0])
			r.queue = r.queue[1:]
		}
		return nil
	})
	r.pull("opened")
	r.settle(clean)
	if diff := cmp.Diff([]string{"a.1 cancelled", "b.1 neutral"}, shownRuns(r)); diff != "" {
		t.Errorf("check runs (-want +got):\n%s", diff)
	}
}

func TestRerun_IsNotStoppedByALateDelivery(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{Author: standin.Account{Login: "renovate[bot]", Type: "Bot"}})
	r.pull("opened")
	opened := r.queue[0]
	r.settle(clean)
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.drain()
	r.queue = append(r.queue, opened)
	r.pull("reopened")
	r.settle(clean)
	if diff := cmp.Diff([]string{"a.1 neutral", "a.2 neutral"}, shownRuns(r)); diff != "" {
		t.Errorf("check runs (-want +got):\n%s", diff)
	}
}

func TestRerun_OfAnOldHeadDoesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(clean)
	r.must(r.gh.Push(1, head2, limit("var limit = 9")...))
	r.pull("synchronize")
	r.settle(clean)
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.settle(clean)
	if diff := cmp.Diff([]string{"a.1 neutral", "b.1 neutral"}, shownRuns(r)); diff != "" || len(r.flows.executions()) != 2 {
		t.Errorf("%d workflows; check runs (-want +got):\n%s", len(r.flows.executions()), diff)
	}
}
