package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// bursting is a rig that waits a minute for the end of a burst of pushes. A pull request was opened ten seconds ago. It is
// cut off after cutAt further writes; 0: never.
func bursting(t *testing.T, cutAt int) *rig {
	t.Helper()
	r := newRigOn(t, cutAt, standin.Options{}, func(p *wiring.Parts) { p.Debounce = time.Minute })
	r.cutAt = 0
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.now = r.now.Add(10 * time.Second)
	r.cutAt, r.writes = cutAt, 0
	return r
}

// push pushes to the pull request, and delivers all messages once, which takes no time. What was not taken comes again later.
func (r *rig) push(head string) {
	r.t.Helper()
	r.must(r.gh.Push(1, head, twoFiles()...))
	r.pull("synchronize")
	r.deliverOnce()
}

func (r *rig) deliverOnce() {
	all := r.queue
	r.queue = nil
	for _, m := range all {
		if r.post(m) != http.StatusNoContent {
			r.queue = append(r.queue, m)
		}
		r.dead = false
	}
}

func (r *rig) lastIsReviewed(head string) {
	r.t.Helper()
	if a := r.analysisOf(head); a.State != analysis.Published || a.Degraded != "" || len(r.queue) > 0 || r.deadLetters > 0 {
		r.t.Errorf("%s, degraded because %q, %d messages left, %d given up", a.State, a.Degraded, len(r.queue), r.deadLetters)
	}
}

func TestDebounce_BurstOfPushesPaysOneReviewBeyondTheFirst(t *testing.T) {
	t.Parallel()
	r := bursting(t, 0)
	for n := 1; n <= 5; n++ {
		r.push(sha(n))
		if run := r.lastRun(); run.Status != "in_progress" || !strings.HasPrefix(run.Title, "Waiting for further pushes, ") || !strings.Contains(run.Title, "risk") ||
			!strings.Contains(run.Summary, r.now.Add(time.Minute+time.Minute-1).UTC().Format("15:04 UTC")) {
			t.Errorf("push %d: %s, %q: %s", n, run.Status, run.Title, run.Summary)
		}
		r.now = r.now.Add(10 * time.Second)
	}
	if len(r.flows.executions()) != 1 || r.flows.running() != nil {
		t.Errorf("%d reviews before the burst is over", len(r.flows.executions()))
	}
	r.now = r.now.Add(49 * time.Second)
	requests := len(r.gh.Calls())
	r.deliverOnce()
	if len(r.flows.executions()) != 1 || len(r.gh.Calls()) != requests {
		t.Errorf("a second too early: %d reviews, %d requests to GitHub", len(r.flows.executions()), len(r.gh.Calls())-requests)
	}
	r.now = r.now.Add(time.Second)
	r.deliverOnce()
	if run := r.lastRun(); !strings.HasPrefix(run.Title, "Review running") {
		t.Errorf("title %q when the review runs", run.Title)
	}
	r.settle(finding)
	if n := len(r.flows.executions()); n != 2 {
		t.Errorf("%d reviews, want that of the first commit and of the last", n)
	}
	r.lastIsReviewed(sha(5))
	for n := 1; n < 5; n++ {
		if a := r.analysisOf(sha(n)); a.State != analysis.Superseded || !a.Notified {
			t.Errorf("push %d: %s, shown: %t", n, a.State, a.Notified)
		}
	}
	if left, err := r.db.Context(t.Context(), r.analysisOf(sha(4))); err == nil {
		t.Errorf("the input of a review that nobody gets is still stored: %+v", left)
	}
}

// Cut off anywhere, the last commit is reviewed, and GitHub shows nothing that is in progress for ever.
func TestDebounce_CutOffAnywhereReviewsTheLastCommit(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r := bursting(t, cutAt)
		r.push(head2)
		r.now = r.now.Add(10 * time.Second)
		r.push(sha(3))
		r.settle(clean)
		return r
	}
	whole := cutAnywhere(t, play, func(r *rig) {
		r.lastIsReviewed(sha(3))
		for _, run := range r.gh.CheckRuns() {
			if run.Status != "completed" {
				r.t.Errorf("%s %s: %q", run.HeadSHA, run.Status, run.Title)
			}
		}
	})
	if n := len(whole.flows.executions()); n != 2 {
		t.Errorf("%d reviews", n)
	}
}

func TestDebounce_EndsBeforeItsTime(t *testing.T) {
	t.Parallel()
	rerequest := func(r *rig) {
		payload, err := r.gh.CheckRunPayload("rerequested", r.lastRun().ID)
		r.deliver("check_run", payload, err)
	}
	for name, tt := range map[string]struct {
		do     func(*rig)
		starts int
		state  analysis.State
		title  string
	}{
		"a command asks for a review":   {func(r *rig) { r.says("octocat", "/devplus review") }, 2, analysis.Dispatched, "Review running"},
		"somebody re-runs the check":    {rerequest, 2, analysis.Dispatched, "Review running"},
		"the pull request is closed":    {func(r *rig) { r.must(r.gh.Close(1, false)); r.pull("closed") }, 1, analysis.Superseded, "Canceled"},
		"its title changes":             {func(r *rig) { r.pull("edited") }, 1, analysis.Queued, "Waiting for further pushes"},
		"an older push is heard of now": {func(r *rig) { r.pull("synchronize") }, 1, analysis.Queued, "Waiting for further pushes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := bursting(t, 0)
			r.push(head2)
			tt.do(r)
			for range 3 {
				r.deliverOnce()
			}
			if n, a := len(r.flows.executions()), r.analysisOf(head2); n != tt.starts || a.State != tt.state || !strings.HasPrefix(r.lastRun().Title, tt.title) {
				t.Errorf("%d reviews, %s, title %q", n, a.State, r.lastRun().Title)
			}
			r.settle(clean)
			if tt.state != analysis.Superseded {
				r.lastIsReviewed(head2)
			}
			if n := len(r.flows.executions()); n > 2 {
				t.Errorf("%d reviews in the end", n)
			}
		})
	}
}

// A push without another one shortly before must not wait.
func TestDebounce_PushThatFollowsNoneBeginsAtOnce(t *testing.T) {
	t.Parallel()
	r := bursting(t, 0)
	r.settle(clean)
	r.now = r.now.Add(time.Minute)
	r.must(r.gh.Push(1, head2, limit("var limit = 9")...))
	r.pull("synchronize")
	r.deliverOnce()
	if n := len(r.flows.executions()); n != 2 || len(r.queue) > 0 {
		t.Errorf("%d reviews, %d messages left", n, len(r.queue))
	}
}

// A message that Pub/Sub loses, or gives up, costs minutes, not the review.
func TestDebounce_ReconcileBeginsWhatNoMessageComesBackFor(t *testing.T) {
	t.Parallel()
	r := bursting(t, 0)
	r.push(head2)
	r.queue = nil
	r.now = r.now.Add(analysis.ReconcileEvery)
	if report := r.Run(t.Context()); report.Republished != 1 {
		t.Errorf("%+v", report)
	}
	r.settle(clean)
	r.lastIsReviewed(head2)
}

// Paused meanwhile, nothing is paid.
func TestDebounce_PausedWhileItWaitsIsMeasuredOnly(t *testing.T) {
	t.Parallel()
	r := bursting(t, 0)
	r.push(head2)
	r.says("octocat", "/devplus pause")
	r.settle(clean)
	a := r.analysisOf(head2)
	if diff := cmp.Diff(analysis.Published, a.State); diff != "" || len(r.flows.executions()) != 1 || !strings.Contains(a.SkipReason, "paused") {
		t.Errorf("%s, %d reviews, not reviewed because %q", a.State, len(r.flows.executions()), a.SkipReason)
	}
}

// A waiting push must cost little: each redelivery reads its analysis, and makes no call to GitHub.
func TestCosts_OfAPushThatWaits(t *testing.T) {
	t.Parallel()
	r := bursting(t, 0)
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	got := map[string]cost{
		"measured": r.costOf(r.deliverOnce),
		"waits":    r.costOf(r.deliverOnce),
	}
	r.now = r.now.Add(time.Minute)
	got["begins"] = r.costOf(r.deliverOnce)
	want := map[string]cost{
		"measured": {Store: 12, Documents: 21, GitHub: 9}, // the review that ran is ended
		"waits":    {Store: 2, Documents: 3},
		"begins":   {Store: 7, Documents: 14, GitHub: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cost (-want +got):\n%s", diff)
	}
}
