package main

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// GitHub announces a release as created and, maybe minutes later, as published. Both are about the same commit: one check run of each kind,
// and one flow that is paid.
func TestRelease_CreatedAndPublished4MinApart(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	r := newRigOn(t, 0, standin.Options{Dir: dir})
	id := r.gh.AddRelease(standin.Release{Tag: "v1.1.0", Name: "More"})
	for _, action := range []string{"created", "published"} {
		payload, err := r.gh.ReleasePayload(action, id, nil)
		r.deliver("release", payload, err)
		r.drain()
		r.now = r.now.Add(4 * time.Minute)
	}
	shown, paid := map[string]int{}, map[string]int{}
	for _, run := range r.gh.CheckRuns() {
		shown[run.Name]++
	}
	for _, x := range r.flows.executions() {
		paid[string(analysis.KindOf(x.inputs["analysis_id"]))]++
	}
	if want := map[string]int{"release_risk": 1, "release_notes": 1}; !maps.Equal(paid, want) || len(shown) != 2 || len(r.gh.CheckRuns()) != 2 {
		t.Errorf("check runs %v, flows %v, want one of each kind", shown, paid)
	}
}

// GitHub's replicas lag behind its webhooks: one 404 is no deletion, but that of a release that stays away is.
func TestRelease_FirstAnswerIs404(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		times, want int
		after       time.Duration
	}{{1, 2, 20 * time.Minute}, {-1, 0, 2 * time.Hour}} {
		dir, _ := taggedRepository(t, "")
		r := newRigOn(t, 0, standin.Options{Dir: dir})
		id := r.gh.AddRelease(standin.Release{Tag: "v1.1.0", Name: "More"})
		missing := func(q *http.Request) bool { return strings.Contains(q.URL.Path, "/releases/") }
		for range 2 { // one for each kind
			r.gh.Fail(missing, http.StatusNotFound, nil, `{"message":"Not Found"}`, c.times)
		}
		payload, err := r.gh.ReleasePayload("published", id, nil)
		r.deliver("release", payload, err)
		r.pass(c.after)
		if runs := r.gh.CheckRuns(); len(runs) != c.want || r.parked() != 0 {
			t.Errorf("404 %d times: check runs %+v, %d events wait", c.times, runs, r.parked())
		}
	}
}
