package main

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// pass lets time pass: messages are delivered, reconcile runs, and no flow answers.
func (r *rig) pass(d time.Duration) {
	for end := r.now.Add(d); r.now.Before(end); {
		r.drain()
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(context.Background())
		r.drain()
	}
}

// outage makes GitHub answer all requests with a status until the function that it returns is called.
func (r *rig) outage(status int, header http.Header, body string) (end func()) {
	over := false
	r.gh.Fail(func(*http.Request) bool { return !over }, status, header, body, -1)
	return func() { over = true }
}

// badGateway is what GitHub's front end answers for a GitHub that is away.
func (r *rig) badGateway() (end func()) { return r.outage(http.StatusBadGateway, nil, "") }

// reviewed checks that the pull request got its one review: nothing was lost, and nothing said or paid for twice.
func (r *rig) reviewed() {
	r.t.Helper()
	a := r.analysisOf(head)
	runs := r.gh.CheckRuns()
	if a.State != analysis.Published || a.Degraded != "" || a.Attempt != 1 {
		r.t.Errorf("%s, attempt %d, degraded because %q, failed because %q", a.State, a.Attempt, a.Degraded, a.Failure)
	}
	if len(runs) != 1 || runs[0].Status != "completed" || len(r.gh.Comments(1)) != 1 || len(r.flows.executions()) != 1 {
		r.t.Errorf("check runs %+v, %d comments, %d flows", runs, len(r.gh.Comments(1)), len(r.flows.executions()))
	}
	if r.deadLetters > 0 {
		r.t.Errorf("%d messages in the dead letter, which is for poison alone", r.deadLetters)
	}
}

// limited is what GitHub answers when the hour's limit is used up, until a time.
func (r *rig) limited(until time.Time) (end func()) {
	return r.outage(http.StatusForbidden, http.Header{
		"X-Ratelimit-Limit": {"5000"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(until.Unix(), 10)},
	}, `{"message":"API rate limit exceeded for installation ID 777."}`)
}

func TestOutage_WhenAPullRequestIsOpened(t *testing.T) {
	t.Parallel()
	for name, minutes := range map[string]int{"5 min": 5, "50 min": 50, "3 hours": 180, "2 days": 2 * 24 * 60} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			back := r.badGateway()
			r.pull("opened")
			r.pass(time.Duration(minutes) * time.Minute)
			back()
			r.settle(finding)
			r.reviewed()
		})
	}
}

// While a limit holds nothing is sent, by this instance or another: each request would prolong it.
func TestOutage_WhenTheHoursLimitIsUsedUp(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]bool{"a pull request is opened": true, "a review is finished": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			if !open {
				r.pull("opened")
				r.drain()
			}
			reset := r.now.Add(50 * time.Minute)
			back := r.limited(reset)
			before := len(r.gh.Calls())
			if open {
				r.pull("opened")
			} else {
				r.answer(r.flows.running(), finding)
			}
			r.pass(45 * time.Minute)
			if sent := len(r.gh.Calls()) - before; sent != 2 { // one asks for a token, or for the reconciled deliveries
				t.Errorf("%d requests while the limit holds: %+v", sent, r.gh.Calls()[before:])
			}
			back()
			r.pass(15 * time.Minute)
			r.settle(finding)
			r.reviewed()
		})
	}
}

func TestOutage_WhenAReviewIsFinished(t *testing.T) {
	t.Parallel()
	for name, minutes := range map[string]int{"30 min": 30, "60 min": 60, "1 day": 24 * 60} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			back := r.badGateway()
			r.answer(r.flows.running(), finding)
			r.pass(time.Duration(minutes) * time.Minute)
			back()
			r.settle(finding)
			r.reviewed()
		})
	}
}

// A good answer is paid for: GitHub's absence while the flow runs must not cost it.
func TestOutage_WhileAFlowRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.pass(10 * time.Minute)
	back := r.badGateway()
	r.pass(15 * time.Minute)
	x := r.flows.running()
	if x == nil {
		t.Fatal("the flow was killed")
	}
	r.answer(x, finding)
	r.pass(10 * time.Minute)
	back()
	r.settle(finding)
	r.reviewed()
}

// GitHub's replicas lag behind its webhooks.
func TestOutage_FirstAnswerIs404(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.gh.Fail(func(q *http.Request) bool { return strings.HasSuffix(q.URL.Path, "/pulls/1") }, http.StatusNotFound, nil, `{"message":"Not Found"}`, 1)
	r.pull("opened")
	r.settle(finding)
	r.reviewed()
}

func TestOutage_404WhileALateFlowIsLookedAt(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.drain()
	r.now = r.now.Add(analysis.DispatchedDue - analysis.ReconcileEvery + time.Second)
	r.gh.Fail(func(q *http.Request) bool { return strings.HasSuffix(q.URL.Path, "/pulls/1") }, http.StatusNotFound, nil, `{"message":"Not Found"}`, 1)
	r.pass(analysis.ReconcileEvery)
	x := r.flows.running()
	if x == nil {
		t.Fatal("the flow was killed")
	}
	r.gh.Fail(nil, http.StatusOK, nil, "", 0)
	r.answer(x, finding)
	r.settle(finding)
	if a := r.analysisOf(head); a.Attempt != 1 || len(r.flows.executions()) != 1 {
		t.Errorf("attempt %d, %d flows", a.Attempt, len(r.flows.executions()))
	}
}

// A replica may lag long after the event, too. What stays gone is given up, and its check run does not stay in progress.
func TestOutage_404OfAnOldEventNeedsASecondOpinion(t *testing.T) {
	t.Parallel()
	for name, statuses := range map[string][]int{
		"once": {404}, "twice, with an absence between": {404, 502, 502, 502, 404}, "for good": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.flows.running().end("FAILED")
			pull := func(q *http.Request) bool { return strings.HasSuffix(q.URL.Path, "/pulls/1") }
			for _, status := range statuses {
				r.gh.Fail(pull, status, nil, `{"message":"no"}`, 1)
			}
			if statuses == nil {
				r.gh.Fail(pull, http.StatusNotFound, nil, `{"message":"Not Found"}`, -1)
			}
			r.pass(35 * time.Minute)
			if len(statuses) > 1 {
				r.pass(30 * time.Minute)
			}
			if statuses != nil {
				if a := r.analysisOf(head); a.State != analysis.Dispatched || a.Attempt != 2 {
					t.Errorf("%s (%s), attempt %d", a.State, a.Failure, a.Attempt)
				}
				return
			}
			r.pass(time.Hour)
			runs := r.gh.CheckRuns()
			if a := r.analysisOf(head); a.State != analysis.Failed || len(runs) != 1 || runs[0].Status != "completed" {
				t.Errorf("%s (%s), check runs %+v", a.State, a.Failure, runs)
			}
		})
	}
}

// The newest hint waits for GitHub: the older head is not analyzed once it is back.
func TestOutage_ThenTheNewestHeadCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	back := r.badGateway()
	r.pull("opened")
	r.drain()
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.drain()
	back()
	r.settle(finding)
	if a := r.analysisOf(head2); a.State != analysis.Published || len(r.flows.executions()) != 1 {
		t.Errorf("%s, %d flows", a.State, len(r.flows.executions()))
	}
}

// A re-run is somebody's wish: an outage must not swallow it.
func TestOutage_WhenAPersonAsksForARerun(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(finding)
	back := r.badGateway()
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.pass(40 * time.Minute)
	back()
	r.settle(finding)
	if a := r.analysisOf(head); a.State != analysis.Published || a.Attempt != 2 {
		t.Errorf("%s, attempt %d", a.State, a.Attempt)
	}
}

// A deployment must get its answer within the promised time, even if GitHub is unreachable.
func TestOutage_GateIsAnsweredFromTheEventAlone(t *testing.T) {
	t.Parallel()
	unreadable := func(q *http.Request) bool { return q.Method == http.MethodGet }
	for name, c := range map[string]struct {
		status int
		body   string
		longer time.Duration
		away   bool // for its answer as well
	}{
		"away for 45 minutes":            {http.StatusBadGateway, "", 45 * time.Minute, true},
		"readable by nobody, for hours":  {http.StatusBadGateway, "", 5 * time.Hour, false},
		"Actions: read is not granted":   {http.StatusForbidden, `{"message":"Resource not accessible by integration"}`, 5 * time.Hour, false},
		"the workflow run is not to see": {http.StatusNotFound, `{"message":"Not Found"}`, 5 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			over := false
			r.gh.Fail(func(q *http.Request) bool { return !over && (c.away || unreadable(q)) }, c.status, nil, c.body, -1)
			r.wait(head)
			begin := r.now
			for r.now.Sub(begin) < c.longer {
				r.pass(analysis.ReconcileEvery)
				if states, _ := r.answers(); len(states) > 0 {
					break
				}
			}
			over = true
			r.settle(drivers)
			states, last := r.answers()
			if len(states) == 0 || states[len(states)-1] != "rejected" && !c.away {
				t.Fatalf("after %s GitHub heard %v: %q", r.now.Sub(begin), states, last)
			}
			if waited := r.now.Sub(begin); !c.away && waited > 45*time.Minute {
				t.Errorf("answered after %s", waited)
			}
		})
	}
}

func TestOutage_One404OfAWaitingDeploymentIsNothing(t *testing.T) {
	t.Parallel()
	for _, of := range []string{"/", "/actions/runs/", "/compare/", "/check-runs"} {
		t.Run(of, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			met := false
			r.gh.Fail(func(q *http.Request) bool {
				if !strings.Contains(q.URL.Path, of) {
					return false
				}
				met = true
				return true
			}, http.StatusNotFound, nil, `{"message":"Not Found"}`, 1)
			r.wait(head)
			r.settle(drivers)
			if states, last := r.answers(); !met || len(states) == 0 || states[len(states)-1] != "approved" {
				t.Errorf("404 seen: %t, GitHub heard %v: %q", met, states, last)
			}
		})
	}
}

// A repository is deleted while its event waits: nobody must go on asking for it.
func TestOutage_ThenTheRepositoryIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, -1) // GraphQL answers that nothing is there, in short
	r.open(standin.PullRequest{})
	back := r.badGateway()
	r.pull("opened")
	r.pass(30 * time.Minute)
	back()
	r.gh.Fail(func(q *http.Request) bool { return strings.HasPrefix(q.URL.Path, "/repos/") }, http.StatusNotFound, nil, `{"message":"Not Found"}`, -1)
	r.gh.Fail(func(q *http.Request) bool { return q.URL.Path == "/graphql" }, http.StatusOK, nil,
		`{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","path":["repository"],"message":"Could not resolve to a Repository"}]}`, -1)
	r.settle(finding)
	if len(r.gh.CheckRuns())+len(r.flows.executions())+r.deadLetters > 0 {
		t.Errorf("%d check runs, %d flows, %d dead letters", len(r.gh.CheckRuns()), len(r.flows.executions()), r.deadLetters)
	}
}

// A limit that never lifts: the event waits, and people hear of it after three days and then every six hours.
func TestOutage_LimitThatNeverLifts(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	over := false
	r.gh.Fail(func(*http.Request) bool { return !over }, http.StatusForbidden, http.Header{"Retry-After": {"31536000"}}, standin.SecondaryLimit, -1)
	r.pull("opened")
	r.drain()
	begin, sent := r.now, len(r.gh.Calls())
	for r.now.Sub(begin) < 85*time.Hour {
		due, err := r.db.DueParked(t.Context(), r.now.Add(analysis.Retention), 1)
		if r.must(err); len(due) != 1 {
			t.Fatalf("after %s: %d parked", r.now.Sub(begin), len(due))
		}
		r.now = due[0].DueAt
		r.Run(t.Context())
		r.drain()
	}
	if sent = len(r.gh.Calls()) - sent; sent > 2*85 { // with reconcile's look at the deliveries
		t.Errorf("%d requests in 85 hours", sent)
	}
	over = true
	r.settle(finding)
	r.reviewed()
}
