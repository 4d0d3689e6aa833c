package main

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A Kestra that hangs, for as long as a function may run, keeps no author from the check run of a new head, and loses nothing.
func TestSimulation_KestraHangsWhileASupersededExecutionIsKilled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const pushed, hang = 20 * time.Second, 540 * time.Second
		s := simulate(t, course{pulls: 1, installations: 1, once: true, hangs: true, outages: []outage{{"Kestra", pushed, hang}}}, 1)
		s.open(1, time.Second)
		s.at(pushed, func() {
			if s.flows.running() == nil {
				t.Error("no flow runs that could be killed")
			}
			s.must(s.of(1).Push(1, sha(2), twoFiles()...))
			s.announce(1, "synchronize", time.Second)
		})
		var soon []standin.CheckRun
		s.at(pushed+5*time.Second, func() { soon = s.of(1).CheckRuns() })
		s.run(3 * time.Hour)

		if !slices.ContainsFunc(soon, func(r standin.CheckRun) bool { return r.HeadSHA == sha(2) && r.Status == "in_progress" }) {
			t.Errorf("5 s after the push GitHub shows %+v", soon)
		}
		before, after := s.analysis(1, sha(1)), s.analysis(1, sha(2))
		if before.State != analysis.Superseded || after.State != analysis.Published || after.Degraded != "" {
			t.Errorf("%s and %s, degraded because %q", before.State, after.State, after.Degraded)
		}
		if got := s.count(); got != (counts{comments: got.comments}) {
			t.Errorf("%+v", got)
		}
	})
}
