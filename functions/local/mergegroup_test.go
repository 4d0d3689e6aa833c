package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/wiring"
)

// SHAs of commits of the merge queue.
const (
	queued1 = "cccccccccccccccccccccccccccccccccccccccc"
	queued2 = "dddddddddddddddddddddddddddddddddddddddd"
)

// queueRig has two pull requests in a merge queue, of which the first is analyzed.
func queueRig(t *testing.T, options standin.Options, adapt ...func(*wiring.Parts)) *rig {
	t.Helper()
	r := newRigOn(t, 0, options, adapt...)
	r.open(standin.PullRequest{})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 2, Base: base, Head: head2, Title: "More (#1)", Files: twoFiles()}))
	r.gh.SetMergeQueue("main", standin.QueueEntry{Number: 1, Base: base, Head: queued1}, standin.QueueEntry{Number: 2, Base: queued1, Head: queued2})
	r.pull("opened")
	r.settle(clean)
	return r
}

func (r *rig) second() {
	r.t.Helper()
	r.pullOf(2, "opened")
}

// group delivers the event of the group with both pull requests.
func (r *rig) group(action string) {
	r.t.Helper()
	payload, err := r.gh.MergeGroupPayload(action, "main", base, queued2, 2)
	r.deliver("merge_group", payload, err)
}

// groupRun is the only check run of the group.
func (r *rig) groupRun() standin.CheckRun {
	r.t.Helper()
	var found []standin.CheckRun
	for _, run := range r.gh.CheckRuns() {
		if run.HeadSHA == queued2 {
			found = append(found, run)
		}
	}
	if len(found) != 1 || found[0].Name != analysis.CheckName {
		r.t.Fatalf("check runs of the group: %+v", found)
	}
	return found[0]
}

func (r *rig) parked() int {
	r.t.Helper()
	parked, err := r.db.DueParked(context.Background(), r.now.Add(analysis.Retention), 10)
	r.must(err)
	return len(parked)
}

// A queue that requires the check waits until it throws the pull requests out.
func TestMergeGroup_ShowsTheWorstConclusionUnderTodaysSettings(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.second()
	r.settle(clean)
	r.group("checks_requested")
	r.group("checks_requested")
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" || !strings.Contains(run.Title, "#1") || !strings.Contains(run.Title, "#2") {
		t.Errorf("%s: %q", run.Conclusion, run.Title)
	}

	r = queueRig(t, standin.Options{})
	r.second()
	r.settle(finding)
	r.gh.SetFile(repoconfig.Path, "block:\n  severity: high\n") // after the analyses
	r.group("checks_requested")
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "failure" {
		t.Errorf("where findings block by now: %s: %q", run.Conclusion, run.Title)
	}
}

func TestMergeGroup_WaitsForAPullRequestThatNobodyAnalyzed(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.group("checks_requested")
	r.drain()
	if run := r.groupRun(); run.Status != "in_progress" || !strings.Contains(run.Title, "1 of 2 pull requests") {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
	begin := r.now
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" || r.now.Sub(begin) > 10*time.Minute || r.analysisOfPull(2, head2).State != analysis.Published {
		t.Errorf("%s after %s: %q", run.Conclusion, r.now.Sub(begin), run.Title)
	}
}

func TestMergeGroup_GivesUpAfterTenMinutesAsPolicySays(t *testing.T) {
	t.Parallel()
	for required, want := range map[bool]string{false: "neutral", true: "failure"} {
		for first := range time.Duration(5) { // minutes until reconcile runs
			r := queueRig(t, standin.Options{}, func(p *wiring.Parts) { p.Settings.Required = required })
			r.group("checks_requested")
			begin := r.now
			r.drain()
			waits := func() bool { return r.groupRun().Status == "in_progress" && r.now.Sub(begin) < time.Hour }
			for tick := begin.Add(first * time.Minute); waits(); tick = tick.Add(analysis.ReconcileEvery) {
				r.now = tick
				r.Run(context.Background())
				for len(r.queue) > 0 && waits() {
					r.step()
				}
			}
			if run, waited := r.groupRun(), r.now.Sub(begin); run.Conclusion != want || waited < 7*time.Minute || waited > 10*time.Minute ||
				!strings.Contains(run.Title, fmt.Sprintf("within %d minutes", int(waited.Minutes()))) {
				t.Errorf("required %t, reconcile after %d min: %s after %s: %q", required, first, run.Conclusion, waited, run.Title)
			}
			r.pass(20 * time.Minute)
			if r.parked() != 0 {
				t.Error("it still waits")
			}
		}
	}
}

func TestMergeGroup_IsAnsweredAfterAnOutage(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.second()
	r.settle(clean)
	back := r.badGateway()
	r.group("checks_requested")
	r.pass(45 * time.Minute)
	back()
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
}

func TestMergeGroup_EndsWithTheGroup(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.group("checks_requested")
	r.drain()
	r.group("destroyed")
	r.drain()
	if run := r.groupRun(); run.Conclusion != "cancelled" || r.parked() != 0 {
		t.Errorf("%s, %d events wait", run.Conclusion, r.parked())
	}
}

// Installations that have not accepted the new permission get their check all the same.
func TestMergeGroup_WithoutThePermissionTheBranchNamesThePullRequest(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{Permissions: map[string]string{
		"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write",
	}})
	r.second()
	r.settle(clean)
	r.group("checks_requested")
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" || !strings.Contains(run.Title, "#2") {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
}

// Two deliveries at once find no check run, and would both create one: a queue that requires the check would wait for the one that nobody
// completes.
func TestMergeGroup_TwoDeliveriesAtOnceCreateOneCheckRun(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.second()
	r.settle(clean)
	r.group("checks_requested")
	r.group("checks_requested")
	second, atOnce := r.queue[1], 0
	r.gh.BeforeWrite(func(q *http.Request) error {
		if strings.HasSuffix(q.URL.Path, "/check-runs") && atOnce == 0 {
			atOnce = 1
			atOnce = r.post(second)
		}
		return nil
	})
	r.step()
	if atOnce != http.StatusServiceUnavailable {
		t.Errorf("the second delivery is answered %d while the first is handled", atOnce)
	}
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
}

// An instance that GitHub kept waiting for longer than its lease must leave the check run to the next one.
func TestMergeGroup_WritesNothingOnceItsLeaseIsOver(t *testing.T) {
	t.Parallel()
	var late atomic.Bool
	r := queueRig(t, standin.Options{}, func(p *wiring.Parts) {
		now := p.Now
		p.Now = func() time.Time {
			if late.Load() {
				return now().Add(analysis.LeaseDuration)
			}
			return now()
		}
	})
	r.second()
	r.settle(clean)
	r.gh.Fail(func(q *http.Request) bool {
		if strings.HasSuffix(q.URL.Path, queued2+"/check-runs") {
			late.Store(true)
		}
		return false
	}, 0, nil, "", -1)
	r.group("checks_requested")
	r.step()
	for _, run := range r.gh.CheckRuns() {
		if run.HeadSHA == queued2 {
			t.Errorf("a check run, %s, though another instance may have the lease", run.Status)
		}
	}
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
}

// A queue that GitHub does not list must not keep its groups waiting: the branch names the pull request.
func TestMergeGroup_QueueThatIsTooBigForGitHub(t *testing.T) {
	t.Parallel()
	r := queueRig(t, standin.Options{})
	r.second()
	r.settle(clean)
	r.gh.Fail(func(q *http.Request) bool {
		body, err := io.ReadAll(q.Body)
		r.must(err)
		q.Body = io.NopCloser(bytes.NewReader(body))
		return bytes.Contains(body, []byte("mergeQueue("))
	}, http.StatusOK, nil, `{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, -1)
	r.group("checks_requested")
	r.settle(clean)
	if run := r.groupRun(); run.Conclusion != "neutral" || !strings.Contains(run.Title, "#2") {
		t.Errorf("%s: %q", run.Status, run.Title)
	}
}
