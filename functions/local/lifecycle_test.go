package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// scenario is a course of events with what must be true at its end, wherever a process was cut off on the way.
type scenario struct {
	name    string
	play    func(r *rig)
	runs    []string // conclusions of the check runs, in the order of SHA and attempt; each run is completed
	cutRuns []string // what they may be instead, when a cut has changed the course
	states  map[string]analysis.State
	notes   int  // comments
	over    bool // the comment says that nothing is left to check
	starts  int  // workflows, when nothing was cut off
}

var scenarios = []scenario{
	{
		name:   "opened and reviewed",
		play:   func(r *rig) { r.open(standin.PullRequest{}); r.pull("opened"); r.settle(finding) },
		runs:   []string{"a.1 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 1,
	},
	{
		name:   "nothing to act on",
		play:   func(r *rig) { r.open(standin.PullRequest{}); r.pull("opened"); r.settle(clean) },
		runs:   []string{"a.1 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		starts: 1,
	},
	{
		name: "pushed to while the workflow runs",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.pull("synchronize")
			r.settle(finding)
		},
		runs:   []string{"a.1 cancelled", "b.1 neutral"},
		states: map[string]analysis.State{head: analysis.Superseded, head2: analysis.Published},
		notes:  1, starts: 2,
	},
	{
		name: "repaired by the next push",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.settle(finding)
			r.must(r.gh.Push(1, head2, limit("var limit = 9")...))
			r.pull("synchronize")
			r.settle(clean)
		},
		runs:   []string{"a.1 neutral", "b.1 neutral"},
		states: map[string]analysis.State{head: analysis.Published, head2: analysis.Published},
		notes:  1, over: true, starts: 2,
	},
	{
		name: "forced back to the first head",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.Push(1, head2, twoFiles()...))
			r.pull("synchronize")
			r.drain()
			r.must(r.gh.Push(1, head, twoFiles()...))
			r.pull("synchronize")
			r.settle(finding)
		},
		runs: []string{"a.1 cancelled", "a.2 neutral", "b.1 cancelled"},
		// Back before the first head's analysis was superseded: it simply goes on.
		cutRuns: []string{"a.1 neutral", "b.1 cancelled"},
		states:  map[string]analysis.State{head: analysis.Published, head2: analysis.Superseded},
		notes:   1, starts: 3,
	},
	{
		name: "retargeted while the workflow runs",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.Retarget(1, base2, "release"))
			r.pull("edited")
			r.settle(finding)
		},
		runs:   []string{"a.1 cancelled", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 2,
	},
	{
		name: "closed while the workflow runs",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.Close(1, false))
			r.pull("closed")
			r.settle(finding)
		},
		runs:   []string{"a.1 cancelled"},
		states: map[string]analysis.State{head: analysis.Superseded},
		starts: 1,
	},
	{
		name: "a draft that becomes ready at the same head",
		play: func(r *rig) {
			r.open(standin.PullRequest{Draft: true})
			r.pull("opened")
			r.settle(finding)
			r.must(r.gh.SetDraft(1, false))
			r.pull("ready_for_review")
			r.settle(finding)
		},
		runs:   []string{"a.1 skipped", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 1,
	},
	{
		name: "back to draft while the workflow runs",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.must(r.gh.SetDraft(1, true))
			r.pull("converted_to_draft")
			r.settle(finding)
		},
		runs:   []string{"a.1 cancelled"},
		states: map[string]analysis.State{head: analysis.Superseded},
		starts: 1,
	},
	{
		name: "run again from its check",
		play: func(r *rig) {
			r.open(standin.PullRequest{Fork: true})
			r.pull("opened")
			r.settle(clean)
			payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
			r.deliver("check_run", payload, err)
			r.settle(finding)
		},
		runs:   []string{"a.1 neutral", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 2,
	},
	{
		name: "all checks run again",
		play: func(r *rig) {
			r.open(standin.PullRequest{Fork: true})
			r.pull("opened")
			r.settle(clean)
			payload, err := r.gh.CheckSuitePayload("rerequested", head)
			r.deliver("check_suite", payload, err)
			r.settle(finding)
		},
		runs:   []string{"a.1 neutral", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 2,
	},
	{
		name: "a bot's, reviewed because a person asks",
		play: func(r *rig) {
			r.open(standin.PullRequest{Author: standin.Account{Login: "renovate[bot]", Type: "Bot"}})
			r.pull("opened")
			r.settle(clean)
			payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
			r.deliver("check_run", payload, err)
			r.settle(clean)
		},
		runs:   []string{"a.1 neutral", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		starts: 1,
	},
	{
		name: "an answer that breaks the schema twice",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			for _, x := range r.flows.executions() {
				r.answer(&x, `{"summary":1}`)
				r.answer(&x, `"no JSON"`)
			}
			r.settle(clean)
		},
		runs:   []string{"a.1 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		starts: 1,
	},
	{
		name: "the model is away, and back for the next try",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			r.call(r.flows.running(), `"status":"failed","error":{"code":"model_unreachable"}`)
			r.settle(finding)
		},
		runs:   []string{"a.1 neutral", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		notes:  1, starts: 2,
	},
	{
		name: "a workflow that never answers",
		play: func(r *rig) {
			r.open(standin.PullRequest{})
			r.pull("opened")
			r.drain()
			for _, x := range r.flows.executions() {
				r.flows.find(x.id).end("FAILED")
			}
			r.settle(clean)
		},
		runs:   []string{"a.1 cancelled", "a.2 neutral"},
		states: map[string]analysis.State{head: analysis.Published},
		starts: 2,
	},
}

// drain delivers what is published, without letting workflows answer.
func (r *rig) drain() {
	for len(r.queue) > 0 {
		r.step()
	}
}

func TestLifecycle_ShowsOnGitHub(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			s.play(r)
			s.check(r)
			if n := len(r.flows.executions()); n != s.starts {
				t.Errorf("%d workflows were started, want %d", n, s.starts)
			}
		})
	}
}

func TestLifecycle_CutAnywhereLosesNothing(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T, cutAt int) *rig {
				r := newRig(t, cutAt)
				s.play(r)
				return r
			}
			cutAnywhere(t, play, s.check)
		})
	}
}

func (s scenario) check(r *rig) {
	r.t.Helper()
	states := map[string]analysis.State{}
	for sha := range s.states {
		a := r.analysisOf(sha)
		states[sha] = a.State
		if !a.DueAt.IsZero() || a.Lease.Owner != "" && r.cutAt == 0 {
			r.t.Errorf("%s is left due at %v with lease %+v", a.ID, a.DueAt, a.Lease)
		}
	}
	if diff := cmp.Diff(s.states, states); diff != "" {
		r.t.Errorf("states (-want +got):\n%s", diff)
	}
	shown := shownRuns(r)
	if diff := cmp.Diff(s.runs, shown); diff != "" && (r.cutAt == 0 || !slices.Equal(s.cutRuns, shown)) {
		r.t.Errorf("check runs (-want +got):\n%s", diff)
	}
	comments := r.gh.Comments(1)
	if len(comments) != s.notes {
		r.t.Fatalf("%d comments, want %d: %+v", len(comments), s.notes, comments)
	}
	if s.notes == 1 && strings.Contains(comments[0].Body, "nothing left to check") != s.over {
		r.t.Errorf("the comment says:\n%s", comments[0].Body)
	}
}

// shownRuns are the check runs as "first letter of the SHA.attempt conclusion".
func shownRuns(r *rig) []string {
	var out []string
	for _, sha := range []string{head, head2} {
		for attempt := 1; attempt <= 3; attempt++ {
			for _, run := range r.gh.CheckRuns() {
				if _, n, _ := analysis.ParseExternalID(run.ExternalID); run.HeadSHA == sha && n == attempt {
					out = append(out, fmt.Sprintf("%s.%d %s", sha[:1], n, run.Conclusion))
				}
			}
		}
	}
	return out
}
