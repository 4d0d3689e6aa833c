package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

const drivers = `{"summary":"One change.","drivers":[],"rollout_advice":["Watch it."],"model_score":99}`

// gateRig is a rig whose repository has one commit deployed, and one that waits for it.
func gateRig(t *testing.T, cutAt int) (r *rig, head string) {
	t.Helper()
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	dir := gittest.History(t,
		gittest.Commit{Title: "Limit it", At: at, Files: map[string]string{"main.go": "package main\n"}},
		gittest.Commit{Title: "Limit it", At: at, Files: map[string]string{"main.go": "package main\n\nvar limit = 10\n"}})
	r = newRigOn(t, cutAt, standin.Options{Dir: dir})
	r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: gittest.Run(t, dir, "rev-parse", "HEAD~1"), Ref: "main", States: []string{"success"}})
	return r, gittest.Head(t, dir)
}

// wait has a deployment of head wait for the gate.
func (r *rig) wait(head string) {
	r.t.Helper()
	id := r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: head, Ref: "main", RunID: 30433642})
	payload, err := r.gh.ProtectionRulePayload(id)
	r.deliver("deployment_protection_rule", payload, err)
}

// answers are what the gate heard: states, "report" for a report.
func (r *rig) answers() (states []string, last string) {
	for _, a := range r.gh.GateAnswers() {
		state := a.State
		if state == "" {
			state = "report"
		}
		states, last = append(states, state), a.Comment
	}
	return states, last
}

func TestGate_CutAnywhereAnswersOnce(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r, head := gateRig(t, cutAt)
		r.wait(head)
		r.settle(drivers)
		return r
	}
	cutAnywhere(t, play, (*rig).approvedOnce)
}

// approvedOnce requires one approval of the gate, and one check run.
func (r *rig) approvedOnce() {
	r.t.Helper()
	head, err := r.gh.Head()
	r.must(err)
	states, last := r.answers()
	if n := len(states); n == 0 || states[n-1] != "approved" || n > 4 || strings.Count(strings.Join(states, " "), "approved") != 1 {
		r.t.Errorf("GitHub heard %v, want reports (three at most) and one approval", states)
	}
	if !strings.Contains(last, "the limit is 85") {
		r.t.Errorf("the answer has no words: %q", last)
	}
	runs := r.gh.CheckRuns()
	if len(runs) != 1 || runs[0].Name != "DevPlus: release risk" || runs[0].HeadSHA != head || runs[0].Status != "completed" {
		r.t.Errorf("check runs: %+v", runs)
	}
}

func TestGate_AnswersInTimeWithoutAReview(t *testing.T) {
	t.Parallel()
	r, head := gateRig(t, 0)
	r.wait(head)
	r.drain()
	begin := r.now
	for range 12 { // no workflow answers
		r.now = r.now.Add(analysis.ReconcileEvery)
		r.Run(context.Background())
		r.drain()
		if states, _ := r.answers(); states[len(states)-1] == "approved" {
			if waited := r.now.Sub(begin); waited > 35*time.Minute {
				t.Errorf("answered after %s", waited)
			}
			return
		}
	}
	t.Error("never answered")
}

func TestGate_UnmeasuredIsAnsweredAsConfigured(t *testing.T) {
	t.Parallel()
	r, head := gateRig(t, 0)
	r.gh.Fail(func(request *http.Request) bool {
		return strings.HasSuffix(request.URL.Path, "/graphql") || strings.Contains(request.URL.Path, "/compare/")
	}, http.StatusBadGateway, nil, "", 1000)
	r.wait(head)
	begin := r.now
	r.settle(drivers)
	states, last := r.answers()
	if len(states) != 1 || states[0] != "rejected" || !strings.Contains(last, "the risk is not known") {
		t.Errorf("GitHub heard %v: %q", states, last)
	}
	if waited := r.now.Sub(begin); waited > 2*time.Hour {
		t.Errorf("settled after %s", waited)
	}
}

// One bad minute of GitHub's must not keep a release from production.
func TestGate_PassingGraphQLErrorRejectsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body  string
		query int // that meets it
	}{
		"limit":                    {`{"errors":[{"type":"RATE_LIMIT","message":"API rate limit exceeded"}]}`, 1},
		"limit, later":             {`{"errors":[{"type":"RATE_LIMIT","message":"API rate limit exceeded"}]}`, 3},
		"too much":                 {`{"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, 4},
		"time-out":                 {`{"errors":[{"message":"Something went wrong while executing your query."}]}`, 2},
		"time-out, of the changes": {`{"errors":[{"message":"Something went wrong while executing your query."}]}`, 3},
		"a type of Friday":         {`{"errors":[{"type":"SERVICE_BUSY","message":"Try again"}]}`, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			queries := 0
			nth := func(request *http.Request) bool {
				if !strings.HasSuffix(request.URL.Path, "/graphql") {
					return false
				}
				queries++
				return queries == c.query
			}
			r.gh.Fail(nth, http.StatusOK, nil, c.body, 1)
			r.wait(head)
			r.settle(drivers)
			if states, last := r.answers(); states[len(states)-1] != "approved" || queries < c.query {
				t.Errorf("after %d queries GitHub heard %v: %q", queries, states, last)
			}
		})
	}
}

func TestGate_AnswersASecondRequest(t *testing.T) {
	t.Parallel()
	r, head := gateRig(t, 0)
	r.wait(head)
	r.settle(drivers)
	r.wait(head)
	r.settle(drivers)
	runs := r.gh.CheckRuns()
	if len(runs) != 2 || runs[1].Status != "completed" {
		t.Errorf("the second request came to %+v", runs)
	}
}

// The model names one change of the release, and one that is not of it.
const namedDrivers = `{"summary":"KEY changes a limit.","drivers":[
	{"title":"The limit is new","evidence":["#2"],"severity":"medium"},
	{"title":"Nothing of this release","evidence":["#99"],"severity":"critical"}],
	"rollout_advice":["Watch the limit."],"model_score":12}`

func TestReleaseRisk_EngineWordsAndCodeScores(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world, p *parts) {
		dir, _ := taggedRepository(t, w.key)
		w.gh, p.app = gitHubOf(t, standin.Options{Dir: dir})
		p.only = "release_risk"
	}, kestratest.Reply{Content: namedDrivers})
	view := w.released(t, "release_risk")
	run := w.gh.CheckRuns()[0]
	if view.State != analysis.Published || view.Degraded || !strings.Contains(run.Summary, w.key+"` changes a limit.") || !strings.Contains(run.Summary, "guess is 12") {
		t.Errorf("state %s, degraded because %q:\n%s", view.State, view.DegradedReason, run.Summary)
	}
	if !strings.Contains(run.Summary, "The limit is new") || strings.Contains(run.Summary, "Nothing of this release") {
		t.Errorf("a driver without a change of the release is shown, or one with it is not:\n%s", run.Summary)
	}
	if want := "risk " + strconv.FormatFloat(view.Risk.Score, 'f', -1, 64); !strings.Contains(run.Title, want) {
		t.Errorf("titled %q, want the measured %q", run.Title, want)
	}
}

func TestReleaseRisk_IsShownOfACheckout(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	code, out, said := call(t, nil, "-repo", dir, "-kind", "release_risk", "-range", "v1.0.0..v1.1.0", "-format", "json")
	var got struct {
		State    analysis.State
		Risk     struct{ Signals []struct{ Name string } }
		CheckRun checkRun `json:"check_run"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("exit %d, %v: %s", code, err, said)
	}
	if got.State != analysis.Published || len(got.Risk.Signals) == 0 || got.CheckRun.Name != "DevPlus: release risk" {
		t.Errorf("%+v", got)
	}
}

// A delivery that comes twice, also long after the answer, is paid for and answered once.
func TestGate_AskedTwiceIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	for name, between := range map[string]func(*rig){
		"at once":              func(*rig) {},
		"while it is measured": func(r *rig) { r.drain() },
		"after the answer":     func(r *rig) { r.settle(drivers) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			id := r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: head, Ref: "main", RunID: 30433642})
			ask := func() {
				payload, err := r.gh.ProtectionRulePayload(id)
				r.deliver("deployment_protection_rule", payload, err)
			}
			ask()
			between(r)
			ask()
			r.settle(drivers)
			states, _ := r.answers()
			if n := strings.Count(strings.Join(states, " "), "approved"); n != 1 || len(r.flows.executions()) != 1 || r.parked() != 0 {
				t.Errorf("GitHub heard %v, %d flows, %d events wait", states, len(r.flows.executions()), r.parked())
			}
		})
	}
}

// A waiting deployment must get its answer in time even if its message is lost.
func TestGate_DeadlineIsKeptBeforeGitHubIsAsked(t *testing.T) {
	t.Parallel()
	r, head := gateRig(t, 0)
	var once sync.Once
	known, over := -1, false
	r.gh.Fail(func(*http.Request) bool {
		once.Do(func() { known = r.parked() })
		return !over
	}, http.StatusBadGateway, nil, "", -1)
	r.wait(head)
	r.step()
	if known != 1 {
		t.Fatalf("%d promises when GitHub is asked first", known)
	}
	r.queue = nil // its message is lost
	over = true
	begin := r.now
	r.settle(drivers)
	if states, last := r.answers(); len(states) == 0 || states[len(states)-1] != "approved" || r.now.Sub(begin) > 45*time.Minute {
		t.Errorf("after %s GitHub heard %v: %q", r.now.Sub(begin), states, last)
	}
}

// The repository's own time counts also while GitHub, which has the file, is away.
func TestGate_AnsweredWithinTheRepositorysTimeout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		within  time.Duration
	}{
		"of the environment": {"gates:\n  production:\n    timeout: 10m\n", 20 * time.Minute},
		"of the deployment":  {"", 45 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, head := gateRig(t, 0)
			r.gh.SetFile(repoconfig.Path, c.content)
			r.wait(head)
			r.settle(drivers)
			before, _ := r.answers()
			r.gh.Fail(func(q *http.Request) bool {
				return q.Method == http.MethodGet || strings.HasSuffix(q.URL.Path, "/graphql")
			}, http.StatusBadGateway, nil, "", -1)
			id := r.gh.AddDeployment(standin.Deployment{Environment: "production", SHA: head, Ref: "main", RunID: 30433643})
			payload, err := r.gh.ProtectionRulePayload(id)
			r.deliver("deployment_protection_rule", payload, err)
			begin := r.now
			for r.now.Sub(begin) < 2*time.Hour {
				r.pass(analysis.ReconcileEvery)
				if states, _ := r.answers(); len(states) > len(before) {
					break
				}
			}
			if waited := r.now.Sub(begin); waited > c.within {
				t.Errorf("answered after %s", waited)
			}
		})
	}
}
