package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// Measuring a large change may take longer than a lease, while its event comes again and others follow: one of them measures, and there is one
// check run and one flow.
func TestSimulation_MeasuringTakes4Min(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulate(t, course{pulls: 1, installations: 1, slow: 19 * time.Second}, 1)
		var files []diff.Patch
		for n := range 950 { // ten pages
			files = append(files, diff.Patch{Path: fmt.Sprintf("file%d.go", n), Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package main\n"})
		}
		s.must(s.of(1).AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: sha(1), Title: "Limit it", Files: files}))
		s.announce(1, "opened", time.Second)
		for minute := range time.Duration(5) {
			s.at(minute*time.Minute, func() { s.announce(1, "reopened", time.Second) })
		}
		s.run(3 * time.Hour)
		a := s.analysis(1, sha(1))
		if took := a.Times[analysis.Dispatched].Sub(a.Times[analysis.Queued]); took < 4*time.Minute {
			t.Fatalf("measured within %s, which shows nothing", took)
		}
		if runs := s.of(1).CheckRuns(); a.State != analysis.Published || a.Attempt != 1 || len(runs) != 1 || len(s.flows.executions()) != 1 {
			t.Errorf("%s, attempt %d, %d check runs, %d flows", a.State, a.Attempt, len(runs), len(s.flows.executions()))
		}
		read := 0
		for _, c := range s.of(1).Calls() {
			if strings.HasSuffix(c.Route, "/pulls/{pull_number}/files") {
				read++
			}
		}
		if read != 10 {
			t.Errorf("%d pages of files were read: it was measured more than once", read)
		}
		if got := s.count(); got != (counts{comments: got.comments}) {
			t.Errorf("%+v", got)
		}
	})
}
