package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/store"
)

// keepsNothing is a rig of a repository of which nothing is kept, with a pull request whose finding was dismissed.
func keepsNothing(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, 0)
	r.configure("data: none\n", "")
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	r.says("octocat", "/devplus dismiss F1 by design")
	r.settle(clean)
	return r
}

// of are the IDs of the stored documents of a collection.
func (r *rig) of(collection string) (ids []string) {
	for key := range r.stored() {
		if key.Collection == collection {
			ids = append(ids, key.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// leftButBudgets are the documents that have a word of the repository, but for the sums of what reviews used.
func (r *rig) leftButBudgets() []string {
	return slices.DeleteFunc(r.left(), func(key string) bool { return strings.HasPrefix(key, "budgets/") })
}

// A team that wants nothing kept still needs its open pull requests to work: what was dismissed stays dismissed until they are closed.
func TestDataNone_KeepsLiveWorkAloneAndNothingAfterIt(t *testing.T) {
	t.Parallel()
	r := keepsNothing(t)
	first := r.of("analyses")
	r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
	r.pull("synchronize")
	r.settle(unlimited)
	if run := r.lastRun(); run.HeadSHA != head2 || !strings.Contains(run.Text, "dismissed by `octocat` (by design)") {
		t.Errorf("%s: %s\n%s", run.HeadSHA, run.Title, run.Text)
	}
	if now := r.of("analyses"); len(now) != 1 || slices.Equal(now, first) {
		t.Errorf("analyses of an open pull request: %v, before %v: want the newest head's alone", now, first)
	}
	if n := len(r.of("latest")); n != 1 {
		t.Errorf("%d latest", n)
	}
	r.daily() // would fill the scale
	r.settle(clean)
	r.must(r.gh.Close(1, true))
	r.pull("closed")
	r.pull("closed") // Pub/Sub may deliver it twice
	r.settle(clean)
	o := r.gh.Options()
	want := []string{fmt.Sprintf("configurations/repository-%d", o.RepositoryID), fmt.Sprintf("sweeps/%d-%d", o.InstallationID, o.RepositoryID)}
	if left := r.leftButBudgets(); !slices.Equal(left, want) {
		t.Errorf("left after the merge: %v, want %v", left, want)
	}
	if kept := r.flows.kept(); len(kept) != 0 {
		t.Errorf("Kestra keeps %d executions after the merge", len(kept))
	}
	if text := r.stored()[store.Configurations.Key(fmt.Sprint("repository-", o.RepositoryID))]; !strings.Contains(text, "octo/project") {
		t.Errorf("the settings: %s", text)
	}
}

func TestDataNone_LeavesNothingWhereverTheProcessEnds(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r := keepsNothing(t)
		r.cutAt, r.writes = cutAt, 0
		r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
		r.pull("synchronize")
		r.settle(unlimited)
		r.must(r.gh.Close(1, false))
		r.pull("closed")
		r.settle(clean)
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		if left := r.leftButBudgets(); len(left) != 1 || !strings.HasPrefix(left[0], "configurations/") {
			r.t.Errorf("left: %v", left)
		}
	})
}

// A report is shown on GitHub, and that is where it stays.
func TestDataNone_KeepsNoReportOnceItIsShown(t *testing.T) {
	t.Parallel()
	r, _ := repositoryRig(t, 0, standin.Options{})
	r.configure("data: none\n", "")
	r.installation("installation", "created")
	r.settle(explained)
	if run := r.lastRun(); !strings.Contains(run.Summary, "serves shops.") {
		t.Fatalf("%s: %s", run.Title, run.Summary)
	}
	if kept := r.flows.kept(); len(kept) != 0 || len(r.flows.executions()) == 0 {
		t.Errorf("Kestra keeps %d executions of %d", len(kept), len(r.flows.executions()))
	}
	ids := r.of("analyses")
	if len(ids) != 1 {
		t.Fatalf("analyses: %v", ids)
	}
	text := r.stored()[store.Analyses.Key(ids[0])]
	for _, word := range []string{"main.go", "shops", `"facts"`, `"evidence"`, `"result"`, `"event"`, `"history"`, `"coverage"`} {
		if strings.Contains(text, word) {
			t.Errorf("%s is left: %s", word, text)
		}
	}
	for name, left := range r.keptFor() {
		if name == "analyses" || name == "latest" {
			if days := left.Hours() / 24; days <= 0 || days > 7 {
				t.Errorf("%s is known for %.0f days", name, days)
			}
		}
	}
	before := len(r.gh.CheckRuns())
	r.installation("installation", "created") // once more
	r.settle(explained)
	if n := len(r.gh.CheckRuns()); n != before {
		t.Errorf("%d check runs, want %d: what was done is done again", n, before)
	}
}
