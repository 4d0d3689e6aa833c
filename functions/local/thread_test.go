package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// Resolving a conversation settles its finding: it is fixed if its lines changed, otherwise dismissed, and never raised again there.
// The author cannot lift a block that way.
func TestThread_EndsTheFindingAtTheNextHead(t *testing.T) {
	t.Parallel()
	elsewhere := append(limit("var limit = 10"), diff.Patch{Path: "b.go", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package b"})
	for name, c := range map[string]struct {
		by     standin.Account
		second []diff.Patch
		answer string
		want   string
		blocks bool
		again  bool // it is opened again

		counted string // at merge
	}{
		"by a colleague, unchanged":        {by: standin.Account{Login: "colleague", Type: "User"}, second: elsewhere, answer: unlimited, want: "F1 dismissed", counted: "{2 correctness high 0 1 0 0 0}"},
		"by the author, unchanged":         {by: standin.Account{Login: "octocat", Type: "User"}, second: elsewhere, answer: unlimited, want: "F1 dismissed", blocks: true, counted: "{2 correctness high 0 1 0 0 0}"},
		"by a bot, unchanged":              {by: standin.Account{Login: "robot[bot]", Type: "Bot"}, second: elsewhere, answer: silent, want: "F1 dismissed", blocks: true, counted: "{2 correctness high 0 1 0 0 0}"},
		"by a colleague, changed":          {by: standin.Account{Login: "colleague", Type: "User"}, second: limit("var limit = 1000"), answer: silent, want: "F1 fixed", counted: "{2 correctness high 1 0 0 0 0}"},
		"and opened again before the push": {by: standin.Account{Login: "colleague", Type: "User"}, second: elsewhere, answer: silent, want: "F1 open", blocks: true, again: true, counted: "{2 correctness high 0 0 1 0 0}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := commenting(t, 0, changedMain, nil, func(p *wiring.Parts) { p.Settings.BlockSeverity = "high" })
			r.settle(unlimited)
			thread := r.gh.Reviews(1)[0].Comments[0].ID
			payload, err := r.gh.ReviewThreadPayload(true, thread, c.by)
			r.deliver("pull_request_review_thread", payload, err)
			r.settle(silent)
			if diff := cmp.Diff([]string{"F1 open"}, r.findings(head)); diff != "" {
				t.Errorf("before the next head (-want +got):\n%s", diff)
			}
			if c.again {
				payload, err = r.gh.ReviewThreadPayload(false, thread, c.by)
				r.deliver("pull_request_review_thread", payload, err)
				r.settle(silent)
			}
			r.must(r.gh.Push(1, head2, c.second...))
			r.pull("synchronize")
			r.settle(c.answer)
			if diff := cmp.Diff([]string{c.want}, r.findings(head2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			run := r.gh.CheckRuns()[1]
			if blocks := strings.Contains(run.Title, "blocked by the model's finding F1"); blocks != c.blocks {
				t.Errorf("it blocks: %t: %s", blocks, run.Title)
			}
			r.must(r.gh.Close(1, true))
			for range 2 {
				r.pull("closed")
				r.settle(silent)
			}
			accepted, err := r.store.Acceptance(t.Context(), r.gh.Options().RepositoryID)
			if err != nil || len(accepted.Outcomes) != 1 || fmt.Sprint(accepted.Outcomes[0]) != c.counted {
				t.Errorf("counted %v, want %s; %v", accepted.Outcomes, c.counted, err)
			}
			if says := r.gh.Reviews(1)[0].Comments[0].Body; strings.Contains(says, "Dismissed by") != (c.want == "F1 dismissed") {
				t.Errorf("the comment says %q", says)
			}
		})
	}
}
