package release

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

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
	onto := gittest.Head(t, w.dir)
	w.commit("c", "dan", "Rebased 1")
	rebased := w.commit("c", "dan", "Rebased 2")
	w.on("develop")
	stackedOnto := gittest.Head(t, w.dir)
	stacked := w.commit("d", "eve", "Stacked")
	w.on("main", "main")
	w.merge("develop", "Merge pull request #6 from octo/develop\n\nBring develop")
	w.on("future", "v1.0.0")
	w.merge("main", "Merge pull request #10 from octo/main\n\nBring all of main to another branch")
	w.on("main", "main")
	w.commit("deps", "dependabot[bot]", "Bump x from 1 to 2 (#7)")
	w.git("tag", "--annotate", "--message", "inner", "inner")
	w.git("tag", "--annotate", "--message", "outer", "v1.1.0", "inner")
	head := gittest.Head(t, w.dir)
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
	g.AddCheckRun(standin.CheckRun{AppID: actions, HeadSHA: gittest.Run(t, w.dir, "rev-parse", merged+"^2"), Name: "test", Status: "completed", Conclusion: "success"})
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
