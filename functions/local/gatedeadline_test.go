package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A deployment that was told to wait for at most 30 minutes must not wait longer because reconcile ran at another minute, and what is known
// must not be told much earlier.
func TestGate_AnswersWithinItsTimeoutWheneverReconcileRuns(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*rig){
		"GitHub is away": func(r *rig) {
			r.gh.Fail(func(q *http.Request) bool {
				return q.Method == http.MethodGet || strings.HasSuffix(q.URL.Path, "/graphql")
			}, http.StatusBadGateway, nil, "", -1)
		},
		"no workflow answers": func(*rig) {},
		"no slot is free": func(r *rig) {
			for n := 1; n <= analysis.KestraMaxRunning; n++ {
				r.must(r.gh.AddPullRequest(standin.PullRequest{Number: n, Base: base, Head: strings.Repeat("abcdef0123"[n-1:n], 40), Files: twoFiles()}))
				r.pullOf(n, "opened")
			}
			r.drain()
		},
	} {
		for phase := range time.Duration(5) { // minutes until reconcile runs
			r, head := gateRig(t, 0)
			prepare(r)
			r.wait(head)
			begin := r.now
			waits := func() bool {
				states, _ := r.answers()
				return (len(states) == 0 || states[len(states)-1] == "report") && r.now.Sub(begin) < time.Hour
			}
			work := func() {
				for len(r.queue) > 0 && waits() {
					r.step()
				}
			}
			work()
			for tick := begin.Add(phase * time.Minute); waits(); tick = tick.Add(analysis.ReconcileEvery) {
				if tick.After(r.now) {
					r.now = tick
				}
				r.Run(context.Background())
				work()
			}
			states, last := r.answers()
			if waited := r.now.Sub(begin); len(states) == 0 || waited < 27*time.Minute || waited > 30*time.Minute {
				t.Errorf("%s, reconcile after %d min: GitHub heard %v after %s: %q", name, phase, states, waited, last)
			}
		}
	}
}
