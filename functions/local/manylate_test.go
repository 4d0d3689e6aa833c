package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	labels "github.com/devplus-app/devplus/shared/execution"
)

// Flows that take long because Kestra has much to do must not fail, or keep each other from being looked at.
func TestLate_250AtOnceAllGoOn(t *testing.T) {
	t.Parallel()
	const many = 250
	r := newRig(t, 0)
	var ids []string
	for n := range many {
		id, running := fmt.Sprintf("pull_request-1296269-%020x", n), fmt.Sprintf("execution%d", n+1)
		ids = append(ids, id)
		for _, step := range []func(*analysis.Analysis) error{
			func(a *analysis.Analysis) error {
				a.Kind, a.InstallationID, a.Subject = "pull_request", r.gh.Options().InstallationID, analysis.Subject{Kind: "pull_request", Number: n + 1}
				a.Repository = analysis.Repository{ID: r.gh.Options().RepositoryID, Owner: r.gh.Options().Owner, Name: r.gh.Options().Name}
				begun := fmt.Appendf(nil, `{"schema":1,"event":"pull_request","action":"opened","intent":"analyze","delivery":"%d","installation_id":%d,
					"repository":{"id":%d,"owner":"octo","name":"project"},"subject":{"kind":"pull_request","number":%d}}`, n, a.InstallationID, a.Repository.ID, n+1)
				return a.Queue(r.now, "delivery", begun)
			},
			func(a *analysis.Analysis) error { a.ExecutionID = running; return a.Dispatch(r.now) },
		} {
			_, a, err := r.db.Claim(t.Context(), "latest", id, func(_ *analysis.Latest, a *analysis.Analysis) error { return step(a) })
			r.must(err)
			if a.State != analysis.Dispatched {
				continue
			}
			x := &execution{kestra: r.flows, id: running, state: "RUNNING"}
			for key, value := range labels.Labels(a) {
				x.labels = append(x.labels, map[string]string{"key": key, "value": value})
			}
			r.flows.all = append(r.flows.all, x)
		}
	}
	r.now = r.now.Add(analysis.DispatchedDue + time.Second)
	for call, want := range []int{many, 0, 0} {
		if report := r.Run(t.Context()); report.Republished != want || report.GivenUp != 0 {
			t.Errorf("call %d: %+v, want %d published again", call, report, want)
		}
		r.drain()
		r.now = r.now.Add(analysis.ReconcileEvery)
	}
	for _, id := range ids {
		if a, err := r.db.Analysis(t.Context(), id); err != nil || a.State != analysis.Dispatched || a.Attempt != 1 {
			t.Fatalf("%s: %v, %v", id, a.State, err)
		}
	}
}
