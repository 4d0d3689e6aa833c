package releaserisk

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

const body = "package main\n\nfunc limit(n int) int {\n\tif n > 10 {\n\t\treturn 10\n\t}\n\treturn n\n}\n"

// signals are the names of a risk's signals that have value.
func signals(r *risk.Assessment) (names []string) {
	for _, s := range r.Signals {
		names = append(names, s.Name)
	}
	return names
}

func TestMeasure_ReusesAnalysesOfPullRequests(t *testing.T) {
	t.Parallel()
	dir, commit := newRepository(t)
	commit("main.go", "package main\n", "Begin")
	git(t, dir, "tag", "v1.0.0")
	git(t, dir, "checkout", "--quiet", "-b", "topic")
	head := commit("main.go", body, "Limit")
	git(t, dir, "checkout", "--quiet", "main")
	git(t, dir, "merge", "--quiet", "--squash", "topic")
	git(t, dir, "commit", "--quiet", "-m", "Limit it (#7)")
	merged := git(t, dir, "rev-parse", "HEAD")
	commit("other.go", strings.ReplaceAll(body, "limit", "other"), "Push straight to main")
	git(t, dir, "tag", "v1.1.0")
	b := newBench(t, dir)
	b.AddRelease(standin.Release{Tag: "v1.1.0"})
	if err := b.AddPullRequest(standin.PullRequest{Number: 7, Base: "v1.0.0", Head: head, Title: "Limit it", HeadRef: "topic", MergeCommit: merged}); err != nil {
		t.Fatal(err)
	}

	subject := analysis.Subject{Kind: "pull_request", Number: 7}
	id := pullrequest.ID(b.Repository.ID, 7, head)
	for _, step := range []func(*analysis.Analysis) error{
		func(a *analysis.Analysis) error {
			a.Kind, a.Subject, a.HeadSHA, a.Repository = "pull_request", subject, head, b.Repository
			return a.Queue(noon, "delivery", nil)
		},
		func(a *analysis.Analysis) error {
			a.Facts = &change.Facts{Files: []change.File{{Path: "main.go"}, {Path: "other.go"}}}
			a.Risk = &risk.Assessment{Probability: 0.7, Score: 97, Level: change.High} // of a healthy repository
			return a.Dispatch(noon)
		},
		func(a *analysis.Analysis) error {
			a.Evidence = json.RawMessage(`{"ledger":{"named":3,"rounds":2,"findings":[
				{"name":"F1","state":"open","path":"main.go","line":4,"severity":"high","category":"api","title":"of an earlier head","confidence":1},
				{"name":"F2","state":"fixed","path":"main.go","line":6,"severity":"high","category":"api","title":"t","confidence":1},
				{"name":"F3","state":"open","path":"main.go","line":5,"severity":"low","category":"api","title":"t","confidence":1}]}}`)
			return a.Complete(noon, json.RawMessage(`{"summary":"s","verdict":"comments","findings":[
				{"path":"main.go","line":5,"severity":"low","category":"api","title":"t","explanation":"e","confidence":1}]}`))
		},
	} {
		if _, _, err := b.store.Claim(t.Context(), "latest", id, func(_ *analysis.Latest, a *analysis.Analysis) error { return step(a) }); err != nil {
			t.Fatal(err)
		}
	}

	a, e := b.measure("v1.1.0")
	if diff := cmp.Diff(Counts{Changes: 2, Commits: 2, Known: 1, Measured: 1}, e.Counts); diff != "" {
		t.Errorf("how the changes were measured (-want +got):\n%s", diff)
	}
	if first := e.Changes[0]; first.Pull != 7 || first.How != Known || first.Score != 97 || first.Level != change.High || first.Findings != 1 {
		t.Errorf("the pull request's own score, level and finding did not come over: %+v", first)
	}
	for _, name := range []string{"findings", "overlaps", "unreviewed", "batch"} {
		if !slices.Contains(signals(a.Risk), name) {
			t.Errorf("no factor %s among %v", name, signals(a.Risk))
		}
	}
	for _, call := range b.Calls() {
		if strings.HasSuffix(call.Route, "/pulls/{pull_number}/files") {
			t.Error("a pull request that was measured is fetched again")
		}
	}
	if e.PreviousTag != "v1.0.0" || e.Tag != "v1.1.0" {
		t.Errorf("the release is compared with %q", e.PreviousTag)
	}
}

func TestMeasure_LargeReleaseStaysWithinBudget(t *testing.T) {
	t.Parallel()
	trees := []map[string]string{{"main.go": "package main\n"}}
	for i := range 130 {
		text := strings.Repeat(fmt.Sprintf("\t\tif err := run(ctx, load(x%d)); err != nil {\n", i), 1+i)
		trees = append(trees, map[string]string{fmt.Sprintf("f%d.go", i%40): text})
	}
	dir := gittest.Repository(t, trees...)
	git(t, dir, "tag", "v1.0.0", "HEAD~130")
	git(t, dir, "tag", "v1.1.0")
	var newer []string // the look for the release before an old one takes a part of the budget
	for i := range 4050 {
		newer = append(newer, fmt.Sprintf("v2.%d.0", i))
	}
	gittest.Tags(t, dir, gittest.Head(t, dir), newer...)
	b := newBench(t, dir)
	b.AddRelease(standin.Release{Tag: "v1.1.0"})
	a, e := b.measure("v1.1.0")
	if e.PreviousTag != "v1.0.0" || e.Counts.Measured != maxMeasured || e.Counts.Counted != 30 || e.Counts.Changes != 130 {
		t.Errorf("since %s: %+v, want the largest %d measured and the rest counted", e.PreviousTag, e.Counts, maxMeasured)
	}
	if n := len(b.Calls()); n > release.MaxCalls {
		t.Errorf("%d calls to GitHub, at most %d", n, release.MaxCalls)
	}
	if len(e.Changes) != maxChanges || len(e.Changes) > 0 && e.Changes[0].How != Measured {
		t.Errorf("%d changes kept, the first %s", len(e.Changes), e.Changes[0].How)
	}
	page, err := b.kind.Page(a, writer, false)
	if err != nil || !strings.Contains(fmt.Sprint(page.Summary), "30 estimated from their line counts") {
		t.Errorf("the page does not say that changes were only counted: %v, %v", page.Summary, err)
	}
}

func TestResolve_DeletedReleaseEndsTheAnalysis(t *testing.T) {
	t.Parallel()
	dir, commit := newRepository(t)
	commit("main.go", body, "Begin")
	git(t, dir, "tag", "v1.0.0")
	b := newBench(t, dir)
	id := b.AddRelease(standin.Release{Tag: "v1.0.0"})
	if s := b.resolve("v1.0.0"); s.EndedReason != "" || s.BaseSHA != "" || s.HeadSHA != git(t, dir, "rev-parse", "HEAD") {
		t.Errorf("the first release: %+v", s)
	}
	b.DeleteRelease(id)
	if s := b.resolve("v1.0.0"); s.EndedReason == "" {
		t.Error("a deleted release is still analyzed")
	}
}

// Every fourth release of real repositories: whatever their history, there is a score with shares that add up to it.
func TestMeasure_ScoresOfRealReleasesAddUp(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := githubtest.Clone(t, name)
			b := newBench(t, dir)
			every := 4
			if os.Getenv("DEVPLUS_EVERY_RELEASE") != "" {
				every = 1
			}
			for i, tag := range strings.Fields(git(t, dir, "tag", "--sort=creatordate")) {
				if i%every != 0 {
					continue
				}
				b.AddRelease(standin.Release{Tag: tag})
				known := len(b.Calls())
				a, e := b.measure(tag)
				sum := 0.0
				for _, s := range a.Risk.Signals {
					sum += s.Points
				}
				if a.Risk.Score < 0 || a.Risk.Score > 100 || sum-a.Risk.Score > 0.05 || a.Risk.Score-sum > 0.05 {
					t.Errorf("%s: score %v, shares %v", tag, a.Risk.Score, sum)
				}
				if n := len(b.Calls()) - known; n > release.MaxCalls {
					t.Errorf("%s: %d calls to GitHub", tag, n)
				}
				t.Logf("%-12s after %-12s %5.1f %-8s %d changes %v", tag, e.PreviousTag, a.Risk.Score, a.Risk.Level, e.Counts.Changes, signals(a.Risk))
			}
		})
	}
}
