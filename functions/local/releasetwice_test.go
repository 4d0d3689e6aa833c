package main

import (
	"maps"
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
