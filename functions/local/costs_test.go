package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// cost is what one function spends on a pull request.
type cost struct {
	Store     int // reads and writes, each of one document or of several in one transaction
	Documents int // of them, as Firestore bills them
	GitHub    int // requests
}

func (c cost) plus(more cost) cost {
	return cost{c.Store + more.Store, c.Documents + more.Documents, c.GitHub + more.GitHub}
}

// costOf is what something costs.
func (r *rig) costOf(do func()) cost {
	r.t.Helper()
	before, requests := r.spent, len(r.gh.Calls())
	do()
	return cost{r.spent.Store - before.Store, r.spent.Documents - before.Documents, len(r.gh.Calls()) - requests}
}

// A usual pull request is opened, reviewed, and gets a comment, by instances that know nothing yet. Features ride in the reads, transactions
// and queries that are there: the parts may shift, the sum may not exceed 20 reads and writes, and 16 requests.
func TestCosts_OfAUsualPullRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	got := map[string]cost{
		"dispatch": r.costOf(r.step),
		"callback": r.costOf(func() { r.answer(r.flows.running(), finding) }),
		"publish":  r.costOf(r.step).plus(cost{GitHub: 1}), // its instance has a token of its own
	}
	want := map[string]cost{
		// Limits, the organization's settings, claim (2), slots with budgets, scale, begin, execution.
		"dispatch": {Store: 8, Documents: 16, GitHub: 8},
		// Analysis, slots with budgets, result.
		"callback": {Store: 3, Documents: 9},
		// Analysis, lease, ledger (2), comment (2), limit on content (2), end.
		"publish": {Store: 9, Documents: 9, GitHub: 5},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cost by function (-want +got):\n%s", diff)
	}
	if all := got["dispatch"].plus(got["callback"]).plus(got["publish"]); all.Store > 20 || all.GitHub > 16 {
		t.Errorf("%+v in all", all)
	}
	if len(r.queue) > 0 || len(r.gh.Comments(1)) != 1 || r.gh.CheckRuns()[0].Status != "completed" {
		t.Errorf("%d messages left, %d comments, check runs %+v", len(r.queue), len(r.gh.Comments(1)), r.gh.CheckRuns())
	}
}
