package main

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/wiring"
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

// column is a part of a pull request's costs, with the most that the design grants it.
type column struct {
	name string
	most int
	what []string // in their order
}

// The parts of the costs of a usual pull request that do not depend on where findings are shown.
var (
	dispatchStore = []column{
		{"claim and limits", 4, []string{"read limits", "read latest, analyses", "read configurations", "write latest, analyses"}},
		{"dispatch with slot and budget", 5, []string{"read slots, budgets", "read yardsticks", "write slots, analyses, contexts", "write analyses"}},
	}
	callbackStore  = []column{{"callback", 3, []string{"read analyses", "read slots, budgets", "write slots, budgets, analyses, contexts"}}}
	dispatchGitHub = []column{
		{"token", 1, []string{token}},
		{"pull request with configuration", 2, []string{"query of settings", "GET pulls/…"}},
		{"files", 1, []string{"GET pulls/…/files"}},
		{"issues, threads and other checks", 1, []string{"query of the default branch, issues and other checks"}},
		{"history", 1, []string{"query of history"}},
		{"tree and blobs", 3, []string{"GET git/trees/…", "query of files", "query of files"}},
		{"check run", 1, []string{"POST check-runs"}},
	}
)

// token is the request for an installation's token, which each function's instance sends once an hour.
const token = "POST /app/installations/…/access_tokens"

// A usual pull request is opened, reviewed, and gets a comment or a review, by instances that know nothing yet. Features ride in the reads,
// transactions and queries that are there: no column of the design may grow, nor the sum exceed 20 reads and writes, and 16 requests.
func TestCosts_OfAUsualPullRequest(t *testing.T) {
	t.Parallel()
	created := column{"limit on created content", 2, []string{"read limits", "write limits"}}
	shown := []column{
		{"token", 1, []string{token}}, {"completion, proven suggestions, shared heads", 3, []string{"GET commits/…/check-runs", "query of files", "PATCH check-runs/…"}},
	}
	shown = slices.Clip(shown)
	for show, c := range map[string]struct{ store, github []column }{
		"annotations": {
			[]column{
				{"publish with ledger, comment", 5, []string{"read analyses", "write analyses", "read latest", "write latest", "write latest"}}, created,
				{"its end", 2, []string{"write latest", "write analyses"}},
			},
			append(shown, column{"comment", 2, []string{"GET issues/…/comments", "POST issues/…/comments"}}),
		},
		"comments": {
			[]column{
				{"publish with ledger", 4, []string{"read analyses", "write analyses", "read latest", "write latest"}}, created,
				{"its end", 2, []string{"write latest", "write analyses"}},
			},
			append(shown, column{"own review looked for and posted", 2, []string{"query of own review and threads", "POST pulls/…/reviews"}}),
		},
	} {
		t.Run(show, func(t *testing.T) {
			t.Parallel()
			r := usualPull(t, show)
			sent := r.requests()
			steps := []struct {
				store, github []column
				documents     int
				do            func()
			}{
				{dispatchStore, dispatchGitHub, 16, r.step},
				{callbackStore, nil, 9, func() { r.answer(r.flows.running(), limitFinding) }},
				{c.store, c.github, len(flat(t, c.store)), r.step},
			}
			stored, requested := 0, 0
			for i, s := range steps {
				calls, requests, documents := len(r.calls), len(*sent), r.spent.Documents
				s.do()
				if got := r.spent.Documents - documents; got != s.documents {
					t.Errorf("step %d: %d documents, want %d", i, got, s.documents)
				}
				gotStore, gotGitHub := r.calls[calls:], slices.Clone((*sent)[requests:])
				if i == 2 { // another instance, without a token
					gotGitHub = append([]string{token}, gotGitHub...)
				}
				if diff := cmp.Diff(flat(t, s.store), gotStore); diff != "" {
					t.Errorf("step %d, reads and writes (-want +got):\n%s", i, diff)
				}
				if diff := cmp.Diff(flat(t, s.github), gotGitHub); diff != "" {
					t.Errorf("step %d, requests (-want +got):\n%s", i, diff)
				}
				stored, requested = stored+len(gotStore), requested+len(gotGitHub)
			}
			if stored > 20 || requested > 16 {
				t.Errorf("%d reads and writes, %d requests", stored, requested)
			}
			if len(r.queue) > 0 || len(r.gh.Comments(1))+len(r.gh.Reviews(1)) != 1 || r.gh.CheckRuns()[0].Status != "completed" {
				t.Errorf("%d messages left, %d comments, check runs %+v", len(r.queue), len(r.gh.Comments(1)), r.gh.CheckRuns())
			}
		})
	}
}

// flat returns what the columns cost, and fails for one that costs more than it may.
func flat(t *testing.T, columns []column) []string {
	t.Helper()
	all := []string{}
	for _, c := range columns {
		if len(c.what) > c.most {
			t.Errorf("%s: %d, at most %d", c.name, len(c.what), c.most)
		}
		all = append(all, c.what...)
	}
	return all
}

// limitFinding is a finding on line 5 of usualPull, with a replacement.
const limitFinding = `{"summary":"Sets a limit.","verdict":"changes_requested","findings":[{"path":"main.go","line":5,"severity":"high",
	"category":"correctness","title":"The limit is off by one","explanation":"Ten is one too many.","replacement":"var limit = 9","confidence":0.9}]}`

// usualPull is an opened pull request of a repository whose code outside of the diff is shown to the model.
func usualPull(t *testing.T, show string) *rig {
	t.Helper()
	const other = "package serve\n\n// Start listens.\nfunc Start(at Limit) {}\n"
	dir := gittest.Repository(t,
		map[string]string{
			"go.mod": "module shop\n", "main.go": "package main\n\nimport \"shop/serve\"\n\nfunc main() { serve.Start(0) }\n",
			"serve/serve.go": other, "serve/limit.go": "package serve\n\n// Limit bounds.\ntype Limit int\n",
		},
		map[string]string{"main.go": "package main\n\nimport \"shop/serve\"\n\nvar limit = 10\n\nfunc main() { serve.Start(serve.Limit(limit)) }\n"},
	)
	r := newRigOn(t, 0, standin.Options{Dir: dir}, func(p *wiring.Parts) { p.Settings.Repository.Findings.Show = show })
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: "HEAD~1", Head: "HEAD", Title: "Limit it"}))
	r.pull("opened")
	return r
}
