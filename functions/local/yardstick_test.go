package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// opened opens a pull request at a head of its own, and settles its analysis.
func (r *rig) opened(number int) string {
	r.t.Helper()
	sha := fmt.Sprintf("%040x", number)
	p := standin.PullRequest{Number: number, Base: base, Head: sha, Title: "Limit it", Files: twoFiles()}
	r.must(r.gh.AddPullRequest(p))
	r.about(number, "opened")
	return sha
}

func (r *rig) about(number int, action string) {
	r.t.Helper()
	r.pullOf(number, action)
	r.settle(clean)
}

func (r *rig) closed(number int, merged bool) {
	r.t.Helper()
	r.must(r.gh.Close(number, merged))
	r.about(number, "closed")
}

func (r *rig) risk(number int, sha string) risk.Assessment {
	r.t.Helper()
	a, err := r.db.Analysis(r.t.Context(), pullrequest.ID(r.gh.Options().RepositoryID, number, sha))
	r.must(err)
	return *a.Risk
}

func (r *rig) window() yardstick.Window {
	r.t.Helper()
	y, err := r.db.Yardstick(r.t.Context(), r.gh.Options().RepositoryID)
	r.must(err)
	w, err := y.Window()
	r.must(err)
	return w
}

// seed stores a scale of n changes whose log-odds are far below those of the pull requests here.
func (r *rig) seed(n int) {
	r.t.Helper()
	entries := make([]yardstick.Entry, n)
	for i := range entries {
		entries[i] = yardstick.Entry{
			Subject: fmt.Sprintf("seed %d", i), At: r.now.Add(-time.Hour), LogOdds: -9 + float64(i)/100, LogOddsDiff: -9 + float64(i)/100, Author: fmt.Sprint(i % 7), Model: risk.Model,
		}
	}
	r.must(r.db.AddToYardstick(r.t.Context(), r.gh.Options().RepositoryID, r.now.Add(analysis.Retention), entries...))
}

// Opening pull requests must not move the scale of other people's changes.
func TestYardstick_UnmergedPullRequestsMoveNoScore(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.seed(80)
	before := r.window()
	first := r.risk(1, r.opened(1))
	for n := 2; n <= 101; n++ {
		r.opened(n)
		if n%2 == 0 {
			r.closed(n, false)
		}
	}
	last := r.risk(102, r.opened(102))
	if diff := cmp.Diff(before, r.window()); diff != "" {
		t.Errorf("100 unmerged pull requests changed the scale (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(first, last); diff != "" {
		t.Errorf("the same change has another score after 100 unmerged pull requests (-before +after):\n%s", diff)
	}
	if first.Compared != (risk.Compared{With: risk.Own, Changes: 80}) || first.Level != "critical" {
		t.Errorf("compared with %+v: %s, want the 80 own changes, and critical above all of them", first.Compared, first.Level)
	}
}

// A merged change is what later ones are compared with, once; its own score stays.
func TestYardstick_MergedChangeCountsOnceAndNotForItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.seed(59)
	sha := r.opened(1)
	first := r.risk(1, sha)
	r.closed(1, true)
	r.about(1, "closed") // GitHub delivers it again
	w := r.window()
	last := w.Entries[len(w.Entries)-1]
	if len(w.Entries) != 60 || last.Subject != "#1" || last.LogOddsDiff == 0 || last.Author == "" {
		t.Fatalf("%d entries, the last %+v; want 60, the last of #1", len(w.Entries), last)
	}
	if first.Compared.With != risk.Moved {
		t.Errorf("before the merge it was compared with %+v, want the moved scale", first.Compared)
	}
	if got := r.risk(2, r.opened(2)); got.Compared != (risk.Compared{With: risk.Own, Changes: 60}) {
		t.Errorf("the next change is compared with %+v, want the own scale of 60 changes", got.Compared)
	}
}

// A re-run must not give another answer because others were merged meanwhile.
func TestYardstick_RerunOfAHeadComparesWithTheSame(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.seed(80)
	sha := r.opened(1)
	first := r.risk(1, sha)
	for n := 2; n <= 30; n++ {
		r.opened(n)
		r.closed(n, true)
	}
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID)
	r.deliver("check_run", payload, err)
	r.settle(clean)
	if diff := cmp.Diff(first, r.risk(1, sha)); diff != "" {
		t.Errorf("a re-run of the head has another score (-first +again):\n%s", diff)
	}
	if got := r.risk(31, r.opened(31)); got.Compared.Changes != 107 || got.Score >= first.Score {
		t.Errorf("a new head has score %v by %+v, want less than %v: 29 like it were merged, of which a quarter of all may count", got.Score, got.Compared, first.Score)
	}
}

// Bots are not people whose work sets the scale.
func TestYardstick_LeavesBotsOut(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	sha := fmt.Sprintf("%040x", 1)
	r.must(r.gh.AddPullRequest(standin.PullRequest{
		Number: 1, Base: base, Head: sha, Title: "Bump x", Files: twoFiles(), Author: standin.Account{Login: "dependabot[bot]", Type: "Bot"},
	}))
	r.about(1, "opened")
	payload, err := r.gh.CheckRunPayload("rerequested", r.gh.CheckRuns()[0].ID) // somebody asks for it
	r.deliver("check_run", payload, err)
	r.settle(clean)
	if r.risk(1, sha).Score == 0 {
		t.Fatal("it was not measured")
	}
	r.closed(1, true)
	if w := r.window(); len(w.Entries) != 0 {
		t.Errorf("a bot's change became part of the scale: %+v", w.Entries)
	}
}
