package release

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A change that was reverted within the range is no news; a reapplied one is.
func TestGather_FindsReverts(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	before := w.commit("a", "ann", "Start")
	w.git("tag", "v1.0.0")
	w.commit("b", "bob", "Add b (#2)")
	w.commit("b", "bob", "Revert \"Add b\" (#3)\n\nReverts octo/project#2")
	w.commit("c", "cem", "Add c (#4)")
	w.commit("c", "cem", "Revert \"Add c\" (#5)\n\nReverts octo/project#4")
	w.commit("c", "cem", "Revert \"Revert \"Add c\"\" (#6)\n\nReverts octo/project#5")
	d := w.commit("d", "dan", "Add d")
	w.commit("d", "dan", "Revert \"Add d\"\n\nThis reverts commit "+d+".")
	w.commit("a", "ann", "Revert \"Start\"\n\nThis reverts commit "+before+".")
	w.commit("e", "eve", "Add e (#7)")
	w.commit("e", "eve", "Revert \"Add e (#7)\" (#8)")
	w.commit("f", "eve", "Reverts other/project#4 nowhere (#9)\n\nReverts other/project#4")
	w.git("tag", "v1.1.0")
	g := serve(t, w.dir)
	e := g.gather(t, g.ofTag(t, "v1.1.0"))
	var undone, standing []string
	for _, c := range e.Changes() {
		if c.Undone() {
			undone = append(undone, c.Title())
		} else {
			standing = append(standing, c.Title())
		}
	}
	if diff := cmp.Diff([]string{
		"Add b", `Revert "Add b"`, `Revert "Add c"`, `Revert "Revert "Add c""`, "Add d", `Revert "Add d"`, "Add e", `Revert "Add e (#7)"`,
	}, undone); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Add c", `Revert "Start"`, "Reverts other/project#4 nowhere"}, standing); diff != "" {
		t.Errorf("standing (-want +got):\n%s", diff)
	}
	last := e.Reverts[slices.IndexFunc(e.Reverts, func(r Revert) bool { return !r.Inside })]
	if last.Of != (Ref{SHA: before}) || len(e.Reverts) != 6 {
		t.Errorf("reverts %+v", e.Reverts)
	}
}

// A query that GitHub does not finish in its 10 s, and commits that it says nothing of, must not end the release's analysis.
func TestGather_SurvivesPartialAnswers(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("a", "ann", "Start")
	first := gittest.Head(t, w.dir)
	for n := range 30 {
		w.commit("a", "ann", fmt.Sprintf("Change %d (#%[1]d)", n+1))
	}
	r := Range{Base: first, Head: gittest.Head(t, w.dir)}
	history := func(r *http.Request) bool { return r.URL.Path == "/graphql" }
	const outOfTime = `{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout."}]}`

	g := serve(t, w.dir)
	g.Fail(history, http.StatusOK, nil, outOfTime, 1)
	if e := g.gather(t, r); len(e.Pulls) != 30 || len(e.Notes) != 0 {
		t.Errorf("after a query that took too long: %d pull requests, %q", len(e.Pulls), e.Notes)
	}
	g.Fail(history, http.StatusOK, nil, outOfTime, -1)
	if e, err := Gather(t.Context(), source.At(g.GitHub, r.Head, nil), r); err == nil || githubapp.Permanent(err) {
		t.Errorf("always too long: %+v, %v", e, err)
	}
	g = serve(t, w.dir)
	g.Fail(history, http.StatusOK, nil, `{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, 3)
	if e := g.gather(t, r); len(e.Pulls) != 30 || len(e.Notes) != 0 {
		t.Errorf("after three queries that asked for too much: %d pull requests, %q", len(e.Pulls), e.Notes)
	}
	g = serve(t, w.dir)
	g.Fail(history, http.StatusOK, nil, `{"data":{"nodes":[`+strings.Repeat("null,", 29)+`null]},"errors":[{"type":"NOT_FOUND","message":"Could not resolve"}]}`, 1)
	e := g.gather(t, r)
	if len(e.Commits) != 30 || len(e.Pulls) != 30 || e.Pulls[0].Picked || len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "30 commits") {
		t.Errorf("without the commits' history: %d commits, %d pull requests, %q", len(e.Commits), len(e.Pulls), e.Notes)
	}
}

// 5,000 commits must not use up an installation's rate limit, and what is left out must be said.
func TestGather_StaysWithinBudget(t *testing.T) {
	t.Parallel()
	dir := gittest.New(t)
	const commits = 5230
	var stream strings.Builder
	for n := range commits {
		title := fmt.Sprintf("Change %d (#%[1]d)", n)
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter P%d <1+p%[1]d@users.noreply.github.com> %d +0000\ndata %d\n%s\nM 100644 inline f%d\ndata 2\nx\n\n",
			n%500, 1_700_000_000+n, len(title), title, n%20)
		if n == 9 || n == commits-1 {
			fmt.Fprintf(&stream, "reset refs/tags/v1.%d.0\nfrom refs/heads/main\n\n", n)
		}
	}
	gittest.Feed(t, dir, stream.String(), "fast-import", "--quiet")
	g := serveWith(t, standin.Options{Dir: dir, Still: true})
	r := g.ofTag(t, fmt.Sprintf("v1.%d.0", commits-1))
	e := g.gather(t, r)
	if want := 4920; r.BaseTag != "v1.9.0" || len(e.Commits) != want || len(e.Pulls) != want || e.Unlisted != commits-10-want || len(e.Notes) != 1 {
		t.Errorf("since %s: %d commits, %d pull requests, %d unlisted, %q", r.BaseTag, len(e.Commits), len(e.Pulls), e.Unlisted, e.Notes)
	}
	if newest := e.Commits[len(e.Commits)-1]; newest.SHA != r.Head {
		t.Errorf("the newest commit is %s", newest.Title)
	}
	if calls := len(g.Calls()); calls > NotesCalls {
		t.Errorf("%d calls", calls)
	}
	const few = 200 // the bound, not its height
	whole, err := GatherWithin(t.Context(), source.At(g.GitHub, r.Head, nil), Range{Head: r.Head}, Limits{Commits: few})
	if err != nil || len(whole.Commits) != few || whole.Unlisted != commits-few || whole.Commits[few-1].SHA != r.Head {
		t.Errorf("whole history: %d commits, %d unlisted, %v", len(whole.Commits), whole.Unlisted, err)
	}
}

// The look for the release before an old one takes a part of the budget. The rest must do for its notes, with pull requests, and be said.
func TestGather_OldReleaseAmongThousandsOfTagsStaysWithinBudget(t *testing.T) {
	t.Parallel()
	const commits = 3500
	var stream strings.Builder
	for n := range commits {
		title := fmt.Sprintf("Change %d (#%[1]d)", n)
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter Ann <1+ann@users.noreply.github.com> %d +0000\ndata %d\n%s\n\n", 1_700_000_000+n, len(title), title)
		switch n {
		case 9:
			fmt.Fprint(&stream, "reset refs/tags/v1.0.0\nfrom refs/heads/main\n\n")
		case commits - 1:
			fmt.Fprint(&stream, "reset refs/tags/v1.1.0\nfrom refs/heads/main\n\n")
		}
	}
	dir := gittest.New(t)
	gittest.Feed(t, dir, stream.String(), "fast-import", "--quiet")
	gittest.Tags(t, dir, gittest.Head(t, dir), newerTags(maxOldTags+50)...)
	g := serveWith(t, standin.Options{Dir: dir, Still: true})
	g.GitHub = g.GitHub.Limited(NotesCalls)
	e := g.gather(t, g.ofTag(t, "v1.1.0"))
	if e.BaseTag != "v1.0.0" || len(e.Commits) < commits/2 || len(e.Pulls) != len(e.Commits) || e.Unlisted != commits-10-len(e.Commits) {
		t.Errorf("since %s: %d commits, %d pull requests, %d unlisted", e.BaseTag, len(e.Commits), len(e.Pulls), e.Unlisted)
	}
	if len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "are left out") {
		t.Errorf("notes %q do not say what is left out", e.Notes)
	}
	if calls := len(g.Calls()); calls > NotesCalls {
		t.Errorf("%d calls, at most %d", calls, NotesCalls)
	}
}

// A release of a component reads manifests and trees beside its commits. However few calls are left, its notes say what was not read.
func TestGather_AComponentWithinAnyBudget(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	for n := range 20 {
		folder := fmt.Sprintf("api/p%d", n)
		if err := os.MkdirAll(filepath.Join(w.dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		w.commit(folder+"/a.go", "ann", "Start "+folder)
	}
	w.git("tag", "api/v1.0.0")
	for n := range 30 {
		w.commit("api/a.go", fmt.Sprint("dev", n), fmt.Sprintf("Change %d (#%[1]d)", n+1))
	}
	w.git("tag", "api/v1.1.0")
	g := serveWith(t, standin.Options{Dir: w.dir, TreeEntries: 1, Still: true})
	r := g.ofTag(t, "api/v1.1.0")
	for calls := reserved + 1; calls < 40; calls++ {
		e, err := Gather(t.Context(), source.At(g.GitHub.Limited(calls), r.Head, nil), r)
		if err != nil || len(e.Commits) == 0 {
			t.Errorf("%d calls: %v", calls, err)
		}
	}
}
