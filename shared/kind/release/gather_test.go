package release

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

// served is a repository on a stand-in for GitHub.
type served struct{ githubtest.Server }

func serve(t testing.TB, dir string) served {
	t.Helper()
	return serveWith(t, standin.Options{Dir: dir})
}

func serveWith(t testing.TB, options standin.Options) served {
	t.Helper()
	return served{githubtest.Serve(t, options)}
}

func (g served) gather(t testing.TB, r Range) *Evidence {
	t.Helper()
	e, err := Gather(t.Context(), source.At(g.GitHub, r.Head, nil), r)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (g served) ofTag(t testing.TB, tag string) Range {
	t.Helper()
	r, err := OfTag(t.Context(), g.GitHub, tag)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// work is a repository that is written commit by commit, a minute apart.
type work struct {
	t   testing.TB
	dir string
	at  time.Time
}

func newWork(t testing.TB) *work {
	w := &work{t: t, dir: t.TempDir(), at: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
	w.git("init", "--quiet", "--initial-branch=main")
	return w
}

func (w *work) git(args ...string) string {
	w.t.Helper()
	w.at = w.at.Add(time.Minute)
	return githubtest.GitAt(w.t, w.dir, w.at, args...)
}

// commit changes a file by a line and returns the commit's SHA. by is "login" or "login[bot]".
func (w *work) commit(file, by, message string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, file)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		w.t.Fatal(err)
	}
	fmt.Fprintln(f, message)
	if err := f.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.git("add", "--all")
	w.git("commit", "--quiet", "--author", by+" <1+"+by+"@users.noreply.github.com>", "--message", message)
	return w.git("rev-parse", "HEAD")
}

func (w *work) on(branch string, from ...string) {
	w.t.Helper()
	w.git(append([]string{"checkout", "--quiet", "-B", branch}, from...)...)
}

func (w *work) merge(branch, message string) string {
	w.t.Helper()
	w.git("merge", "--quiet", "--no-ff", "--message", message, branch)
	return w.git("rev-parse", "HEAD")
}

func add(t testing.TB, s served, p standin.PullRequest) {
	t.Helper()
	if err := s.AddPullRequest(p); err != nil {
		t.Fatal(err)
	}
}

// brief is the evidence as a reader would note it down: each change with its commits.
func brief(e *Evidence) []string {
	titles := make(map[string]string)
	for _, c := range e.Commits {
		titles[c.SHA] = c.Title
	}
	var lines []string
	for _, c := range e.Changes() {
		line := c.Title()
		if p := c.Pull; p != nil {
			line = fmt.Sprintf("#%d %s by %s into %s:", p.Number, p.Title, p.Author.Login, p.BaseRef)
			for _, sha := range p.Commits {
				line += " [" + titles[sha] + "]"
			}
			if p.Picked {
				line += " picked"
			}
		} else {
			line += " by " + c.Commit.Author.Login
		}
		if c.Undone() {
			line += " undone"
		}
		lines = append(lines, line)
	}
	return lines
}

// A pull request that is missing, or stands twice, is the classic fault of release notes.
func TestGather_RecognizesEveryWayOfMerging(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("a", "ann", "Start")
	w.git("tag", "--annotate", "--message", "one", "v1.0.0")
	squashed := w.commit("a", "bob", "Squash me (#2)\n\nWhat it is for.")
	w.on("topic")
	w.commit("b", "cem", "First step")
	w.commit("b", "cem", "Second step")
	w.on("main", "main")
	w.commit("direct", "ann", "Without a pull request")
	merged := w.merge("topic", "Merge pull request #3 from octo/topic\n\nMerged as it was")
	onto := w.git("rev-parse", "HEAD")
	w.commit("c", "dan", "Rebased 1")
	rebased := w.commit("c", "dan", "Rebased 2")
	w.on("develop")
	stackedOnto := w.git("rev-parse", "HEAD")
	stacked := w.commit("d", "eve", "Stacked")
	w.on("main", "main")
	w.merge("develop", "Merge pull request #6 from octo/develop\n\nBring develop")
	w.on("future", "v1.0.0")
	w.merge("main", "Merge pull request #10 from octo/main\n\nBring all of main to another branch")
	w.on("main", "main")
	w.commit("deps", "dependabot[bot]", "Bump x from 1 to 2 (#7)")
	w.git("tag", "--annotate", "--message", "inner", "inner")
	w.git("tag", "--annotate", "--message", "outer", "v1.1.0", "inner")
	head := w.git("rev-parse", "HEAD")
	w.commit("later", "ann", "Not of this release (#8)")

	g := serve(t, w.dir)
	add(t, g, standin.PullRequest{Number: 4, Title: "Rebase me", Author: standin.Account{Login: "dan"}, Base: onto, Head: rebased, MergeCommit: rebased,
		UpdatedAt: w.at, Labels: []string{"feature", "needs docs"}, Approvals: []string{"ann", "dan"}})
	add(t, g, standin.PullRequest{Number: 5, Title: "Part of develop", Author: standin.Account{Login: "eve"}, Base: stackedOnto, Head: stacked, MergeCommit: stacked,
		BaseRef: "develop", UpdatedAt: w.at, Approvals: []string{"ann"}, Rejections: []string{"bob"}})
	add(t, g, standin.PullRequest{Number: 9, Title: "Bring main to the future", Base: stackedOnto, Head: stacked, BaseRef: "future"}) // open still
	const actions = 15368                                                                                                             // the App that is GitHub Actions
	// Checks of the merged commit that have not ended: those of the pull request's head tell more.
	g.AddCheckRun(standin.CheckRun{AppID: actions, HeadSHA: merged, Name: "test", Status: "in_progress"})
	// DevPlus's own check runs are no sign that anything was tested, and no sign of the contrary.
	g.AddCheckRun(standin.CheckRun{HeadSHA: squashed, Name: "DevPlus", Status: "completed", Conclusion: "neutral"})
	g.AddCheckRun(standin.CheckRun{HeadSHA: rebased, Name: "DevPlus: release notes", Status: "in_progress"})
	g.AddCheckRun(standin.CheckRun{AppID: actions, HeadSHA: githubtest.Git(t, w.dir, "rev-parse", merged+"^2"), Name: "test", Status: "completed", Conclusion: "success"})
	g.AddCheckRun(standin.CheckRun{AppID: actions, HeadSHA: rebased, Name: "test", Status: "completed", Conclusion: "success"})
	g.AddCheckRun(standin.CheckRun{AppID: actions, HeadSHA: stacked, Name: "test", Status: "completed", Conclusion: "failure"})

	r := g.ofTag(t, "v1.1.0")
	if r.Head != head || r.BaseTag != "v1.0.0" || r.Note != "" {
		t.Errorf("range %+v", r)
	}
	e := g.gather(t, r)
	want := []string{
		"#2 Squash me by bob into main: [Squash me (#2)]",
		"Without a pull request by ann",
		"#3 Merged as it was by cem into main: [First step] [Second step] [Merge pull request #3 from octo/topic]",
		"#4 Rebase me by dan into main: [Rebased 1] [Rebased 2]",
		"#5 Part of develop by eve into develop: [Stacked]",
		"#6 Bring develop by eve into main: [Stacked] [Merge pull request #6 from octo/develop]",
		"#7 Bump x from 1 to 2 by dependabot[bot] into main: [Bump x from 1 to 2 (#7)]",
	}
	if diff := cmp.Diff(want, brief(e)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	pull := func(n int) Pull {
		return e.Pulls[slices.IndexFunc(e.Pulls, func(p Pull) bool { return p.Number == n })]
	}
	type judged struct {
		Review    Review
		Checks    Checks
		Approvals []string
		Labels    []string
		Size      [3]int
		Bot       bool
	}
	for n, want := range map[int]judged{
		2: {Approvals: []string{}, Labels: []string{}, Size: [3]int{3, 0, 1}},
		3: {Checks: ChecksGreen, Approvals: []string{}, Labels: []string{}, Size: [3]int{2, 0, 1}},
		4: {Review: Approved, Checks: ChecksGreen, Approvals: []string{"ann"}, Labels: []string{"feature", "needs docs"}, Size: [3]int{1, 0, 1}},
		5: {Review: ChangesRequested, Checks: ChecksRed, Approvals: []string{"ann"}, Labels: []string{}, Size: [3]int{1, 0, 1}},
		7: {Approvals: []string{}, Labels: []string{}, Size: [3]int{1, 0, 1}, Bot: true},
	} {
		p := pull(n)
		got := judged{p.Review, p.Checks, p.Approvals, p.Labels, [3]int{p.Additions, p.Deletions, p.Files}, p.Author.Bot}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("#%d (-want +got):\n%s", n, diff)
		}
	}
	if diff := cmp.Diff([]string{"bob", "cem", "dan", "eve"}, e.NewContributors); diff != "" {
		t.Errorf("new contributors (-want +got):\n%s", diff)
	}
	if len(e.Files) != 6 || e.MergeBase != r.Base || e.Unlisted != 0 || len(e.Notes) != 0 {
		t.Errorf("%d files, merge base %s, %d unlisted, notes %q", len(e.Files), e.MergeBase, e.Unlisted, e.Notes)
	}
	if whole := g.gather(t, g.ofTag(t, "v1.0.0")); len(whole.Commits) != 1 || whole.Base != "" || len(whole.NewContributors) != 0 {
		t.Errorf("first release: %+v", whole)
	}
}

// A patch release from a branch of its own consists of picks: their pull requests were merged elsewhere.
func TestGather_RecognizesCherryPicks(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("a", "ann", "Start")
	w.git("tag", "v1.0.0")
	w.git("branch", "release-1.0")
	fix := w.commit("fix", "bob", "Fix the leak (#2)")
	other := w.commit("other", "cem", "Fix the other (#3)")
	w.git("tag", "v1.1.0")
	w.on("release-1.0", "release-1.0")
	w.git("cherry-pick", fix)
	w.git("cherry-pick", "-x", other)
	w.git("commit", "--quiet", "--amend", "--message", "Fix the other, for 1.0 (#3)\n\n(cherry picked from commit "+other+")")
	w.commit("d", "dan", "Something else of that number (#2)")
	early := w.commit("e", "dan", "Long before (#4)")
	w.git("tag", "v1.0.1")
	g := serve(t, w.dir)
	add(t, g, standin.PullRequest{Number: 4, Title: "Long before", Base: fix, Head: other, MergeCommit: other, UpdatedAt: w.at.Add(48 * time.Hour)})
	r := g.ofTag(t, "v1.0.1")
	want := []string{
		"#2 Fix the leak by bob into main: [Fix the leak (#2)] picked",
		"#3 Fix the other by cem into main: [Fix the other, for 1.0 (#3)] picked",
		"Something else of that number (#2) by dan",
		"Long before (#4) by dan", // what was merged later can't have been picked
	}
	if e := g.gather(t, r); e.Head != early {
		t.Errorf("head %s", e.Head)
	}
	if diff := cmp.Diff(want, brief(g.gather(t, r))); diff != "" || r.BaseTag != "v1.0.0" {
		t.Errorf("since %s (-want +got):\n%s", r.BaseTag, diff)
	}
	if r := g.ofTag(t, "v1.1.0"); r.BaseTag != "v1.0.0" {
		t.Errorf("v1.1.0 follows %s, which it does not contain", r.BaseTag)
	}
}

// What was taken back within the range is no news; what was taken back and brought again is.
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

func TestRange_NotesWhatAReaderWouldNotExpect(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("a", "ann", "Start")
	w.git("tag", "v1.0.0")
	w.on("side")
	side := w.commit("side", "ann", "Only here")
	w.git("tag", "v1.1.0")
	w.on("main", "main")
	main := w.commit("b", "bob", "Goes on")
	w.git("tag", "v1.2.0")
	w.git("checkout", "--quiet", "--orphan", "new")
	orphan := w.commit("c", "cem", "Anew")
	w.git("tag", "v2.0.0")
	g := serve(t, w.dir)

	unrelated := g.gather(t, Range{Head: orphan, HeadTag: "v2.0.0", Base: main, BaseTag: "v1.2.0"})
	if len(unrelated.Commits) != 1 || unrelated.MergeBase != "" || len(unrelated.Notes) != 1 || !strings.Contains(unrelated.Notes[0], "no history in common") {
		t.Errorf("no merge base: %+v", unrelated)
	}
	if r := g.ofTag(t, "v2.0.0"); r.BaseTag != "v1.2.0" || !strings.Contains(r.Note, "nearest, v1.2.0") {
		t.Errorf("tag without related predecessor: %+v", r)
	}
	if r := g.ofTag(t, "v1.2.0"); r.BaseTag != "v1.0.0" {
		t.Errorf("passed over a tag of another branch: %+v", r)
	}
	diverged := g.gather(t, Range{Head: main, Base: side})
	if diff := cmp.Diff([]string{"Goes on by bob"}, brief(diverged)); diff != "" || diverged.MergeBase == side || len(diverged.Files) != 1 {
		t.Errorf("diverged: merge base %s, %d files (-want +got):\n%s", diverged.MergeBase, len(diverged.Files), diff)
	}
	if back := g.gather(t, Range{Head: diverged.MergeBase, Base: main}); len(back.Commits) != 0 || len(back.Notes) != 1 {
		t.Errorf("older than its base: %+v", back)
	}
	if same := g.gather(t, Range{Head: main, Base: main}); len(same.Commits) != 0 || len(same.Notes) != 0 {
		t.Errorf("nothing new: %+v", same)
	}
	for name, r := range map[string]Range{
		"base": {Head: main, Base: strings.Repeat("1", 40)}, "head": {Head: strings.Repeat("1", 40), Base: main}, "alone": {Head: strings.Repeat("1", 40)},
	} {
		if e, err := Gather(t.Context(), source.At(g.GitHub, r.Head, nil), r); !errors.Is(err, githubapp.ErrNotFound) {
			t.Errorf("%s is gone: %+v, %v", name, e, err)
		}
	}
	asked, err := Between(t.Context(), g.GitHub, "v1.0.0", main[:10])
	if err != nil || asked.BaseTag != "v1.0.0" || asked.HeadTag != "" || asked.Head != main || len(g.gather(t, asked).Commits) != 1 || asked.BaseAt.IsZero() {
		t.Errorf("as asked: %+v, %v", asked, err)
	}
	if _, err := Between(t.Context(), g.GitHub, "v1.0.0", "nowhere"); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("asked for nothing: %v", err)
	}
	for tag, want := range map[string]Range{
		"v1.3.0": {Head: main, HeadTag: "v1.3.0", BaseTag: "v1.2.0"}, "v1.2.0": {Head: main, HeadTag: "v1.2.0", BaseTag: "v1.0.0"},
	} {
		got, err := OfDraft(t.Context(), g.GitHub, tag, "main")
		got.Base, got.BaseAt = "", time.Time{}
		if err != nil || got != want {
			t.Errorf("draft of %s: %+v, %v", tag, got, err)
		}
	}
	if _, err := OfTag(t.Context(), g.GitHub, "v9"); !errors.Is(err, ErrNoTag) {
		t.Errorf("tag that is not there: %v", err)
	}
}

// A query that GitHub does not finish in its 10 s, and commits that it says nothing of, must not end the release's analysis.
func TestGather_SurvivesPartialAnswers(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	w.commit("a", "ann", "Start")
	first := w.git("rev-parse", "HEAD")
	for n := range 30 {
		w.commit("a", "ann", fmt.Sprintf("Change %d (#%[1]d)", n+1))
	}
	r := Range{Base: first, Head: w.git("rev-parse", "HEAD")}
	history := func(r *http.Request) bool { return r.URL.Path == "/graphql" }
	const outOfTime = `{"data":null,"errors":[{"message":"Something went wrong while executing your query. This may be the result of a timeout."}]}`

	g := serve(t, w.dir)
	g.Fail(history, http.StatusOK, nil, outOfTime, 1)
	if e := g.gather(t, r); len(e.Pulls) != 30 || len(e.Notes) != 0 {
		t.Errorf("after a query that took too long: %d pull requests, %q", len(e.Pulls), e.Notes)
	}
	g.Fail(history, http.StatusOK, nil, outOfTime, 2)
	if e, err := Gather(t.Context(), source.At(g.GitHub, r.Head, nil), r); err == nil || githubapp.Permanent(err) {
		t.Errorf("always too long: %+v, %v", e, err)
	}
	g = serve(t, w.dir)
	g.Fail(history, http.StatusOK, nil, `{"data":{"nodes":[`+strings.Repeat("null,", 29)+`null]},"errors":[{"type":"NOT_FOUND","message":"Could not resolve"}]}`, 1)
	e := g.gather(t, r)
	if len(e.Commits) != 30 || len(e.Pulls) != 30 || e.Pulls[0].Picked || len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "30 commits") {
		t.Errorf("without the commits' history: %d commits, %d pull requests, %q", len(e.Commits), len(e.Pulls), e.Notes)
	}
}

func TestRange_UsesPrereleasesAndDraftsOfTags(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	for _, tag := range []string{"v1.0.0", "v1.1.0", "v1.2.0", "v1.3.0"} {
		w.commit("a", "ann", tag)
		w.git("tag", tag)
	}
	g := serveWith(t, standin.Options{Dir: w.dir, ContentsWrite: true})
	g.AddRelease(standin.Release{Tag: "v1.1.0", Prerelease: true})
	draft := g.AddRelease(standin.Release{Tag: "v1.2.0", Draft: true})
	if r := g.ofTag(t, "v1.3.0"); r.BaseTag != "v1.0.0" {
		t.Errorf("v1.3.0 follows %s, neither a draft nor a pre-release should count", r.BaseTag)
	}
	if err := g.EditRelease(draft, func(r *standin.Release) { r.Draft = false }); err != nil {
		t.Fatal(err)
	}
	if r := g.ofTag(t, "v1.3.0"); r.BaseTag != "v1.2.0" {
		t.Errorf("v1.3.0 follows %s, though v1.2.0 was published", r.BaseTag)
	}
}

func TestRange_OfDeploymentStartsAtTheLastSuccess(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	first := w.commit("a", "ann", "Start")
	w.git("tag", "v1.0.0")
	second := w.commit("b", "ann", "Second")
	w.git("tag", "v1.1.0")
	third := w.commit("c", "ann", "Third")
	g := serve(t, w.dir)
	of := func(sha string, id int64) Range {
		t.Helper()
		r, err := OfDeployment(t.Context(), g.GitHub, "prod", id, sha)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := of(third, 0); r.BaseTag != "v1.1.0" || !strings.Contains(r.Note, "No deployment to prod") {
		t.Errorf("nothing deployed yet: %+v", r)
	}
	if r := of(second, 0); r.BaseTag != "v1.0.0" || r.HeadTag != "v1.1.0" {
		t.Errorf("nothing deployed yet, and the commit is a release: %+v", r)
	}
	g.AddDeployment(standin.Deployment{Environment: "prod", SHA: first, States: []string{"queued", "success", "inactive"}})
	g.AddDeployment(standin.Deployment{Environment: "prod", SHA: second, States: []string{"in_progress", "failure"}})
	g.AddDeployment(standin.Deployment{Environment: "test", SHA: second, States: []string{"success"}})
	if r := of(third, 0); r.Base != first || r.Note != "" || r.BaseAt.IsZero() {
		t.Errorf("since the last that succeeded: %+v", r)
	}
	current := g.AddDeployment(standin.Deployment{Environment: "prod", SHA: third, States: []string{"success"}})
	if r := of(third, current); r.Base != first {
		t.Errorf("a deployment was compared with itself: %+v", r)
	}
	if r := of(third, 0); r.Base != third || !strings.Contains(r.Note, "deployed already") {
		t.Errorf("again the same: %+v", r)
	}
	if r := of(second, 0); r.Base != third || !strings.Contains(r.Note, "takes changes back") {
		t.Errorf("roll-back: %+v", r)
	}
}

// 5,000 commits must not use up an installation's rate limit, and what is left out must be said.
func TestGather_StaysWithinBudget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	githubtest.Git(t, dir, "init", "--quiet", "--initial-branch=main")
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
	gitStdin(t, dir, stream.String(), "fast-import", "--quiet")
	g := serve(t, dir)
	r := g.ofTag(t, fmt.Sprintf("v1.%d.0", commits-1))
	e := g.gather(t, r)
	if want := 4920; r.BaseTag != "v1.9.0" || len(e.Commits) != want || len(e.Pulls) != want || e.Unlisted != commits-10-want || len(e.Notes) != 1 {
		t.Errorf("since %s: %d commits, %d pull requests, %d unlisted, %q", r.BaseTag, len(e.Commits), len(e.Pulls), e.Unlisted, e.Notes)
	}
	if newest := e.Commits[len(e.Commits)-1]; newest.SHA != r.Head {
		t.Errorf("the newest commit is %s", newest.Title)
	}
	// What is left of MaxCalls goes to what was not measured before: 100 changes, of which some have several pages of files.
	if calls := len(g.Calls()); calls > 120 || calls > MaxCalls-150 {
		t.Errorf("%d calls", calls)
	}
	whole := g.gather(t, Range{Head: r.Head})
	if newest := whole.Commits[len(whole.Commits)-1]; newest.SHA != r.Head {
		t.Errorf("the newest commit of the whole history is %s", newest.Title)
	}
	if len(whole.Commits) != MaxCommits || whole.Unlisted != commits-MaxCommits {
		t.Errorf("whole history: %d commits, %d unlisted", len(whole.Commits), whole.Unlisted)
	}
}

// Every pair of tags of real repositories, held against git log.
func TestGather_OfRealHistories(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`(?:\(#(\d+)\)$|^Merge pull request #(\d+) from )`)
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := githubtest.Clone(t, name)
			g := serve(t, dir)
			releases, pulls, direct, most := 0, 0, 0, 0
			for _, tag := range tagsOf(t, dir) {
				r := g.ofTag(t, tag.Name)
				if r.Base == "" {
					continue
				}
				before := len(g.Calls())
				e := g.gather(t, r)
				releases, pulls, most = releases+1, pulls+len(e.Pulls), max(most, len(g.Calls())-before)
				seen := map[int]int{}
				for _, c := range e.Changes() {
					if c.Pull != nil {
						seen[c.Pull.Number]++
					} else {
						direct++
					}
				}
				want, shas := map[int]int{}, map[string]bool{}
				for _, l := range strings.Split(githubtest.Git(t, dir, "log", "--format=%H %s", r.Base+".."+r.Head), "\n") {
					sha, title, _ := strings.Cut(l, " ")
					shas[sha] = true
					if m := number.FindStringSubmatch(title); m != nil {
						n := 0
						fmt.Sscan(m[1]+m[2], &n)
						want[n] = 1
					}
				}
				if diff := cmp.Diff(want, seen); diff != "" {
					t.Errorf("%s..%s (-git +gathered):\n%s", r.BaseTag, tag.Name, diff)
				}
				for _, c := range e.Commits {
					delete(shas, c.SHA)
				}
				if len(shas) > 0 || e.Unlisted > 0 {
					t.Errorf("%s..%s lacks %d commits", r.BaseTag, tag.Name, len(shas))
				}
			}
			t.Logf("%d releases, %d pull requests, %d direct commits, at most %d calls", releases, pulls, direct, most)
		})
	}
}
