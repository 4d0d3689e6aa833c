package release

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

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
	for tag, want := range map[string]Range{
		"v1.3.0": {Head: main, HeadTag: "v1.3.0", BaseTag: "v1.2.0"}, "v1.2.0": {Head: main, HeadTag: "v1.2.0", BaseTag: "v1.0.0"},
	} {
		got, err := OfDraft(t.Context(), g.GitHub, tag, "main")
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Range{}, "Base", "BaseAt", "Line")); err != nil || diff != "" {
			t.Errorf("draft of %s: %v (-want +got):\n%s", tag, err, diff)
		}
	}
	if _, err := OfTag(t.Context(), g.GitHub, "v9"); !errors.Is(err, ErrNoTag) {
		t.Errorf("tag that is not there: %v", err)
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

// newerTags are v2.0.0, v2.1.0 and so on.
func newerTags(n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = fmt.Sprintf("v2.%d.0", i)
	}
	return tags
}

// The newest thousands of tags need not reach back to the release before.
func TestRange_OfAnOldReleaseAmongThousandsOfTags(t *testing.T) {
	t.Parallel()
	for newer, most := range map[int]int{maxTags + 50: 40, maxOldTags + 50: 100} {
		w := newWork(t)
		for _, tag := range []string{"v0.9.0", "v1.8.0", "v1.9.7", "v1.10.0", "v1.10.1"} {
			w.commit("a", "ann", tag)
			w.git("tag", tag)
		}
		head := w.commit("b", "ann", "Later")
		gittest.Tags(t, w.dir, head, newerTags(newer)...)
		g := serveWith(t, standin.Options{Dir: w.dir, Still: true})
		for tag, want := range map[string]string{"v1.10.1": "v1.10.0", "v1.10.0": "v1.9.7", "v1.8.0": "v0.9.0"} {
			before := len(g.Calls())
			if r := g.ofTag(t, tag); r.BaseTag != want {
				t.Errorf("%d newer tags: %s follows %q, want %q", newer, tag, r.BaseTag, want)
			}
			if calls := len(g.Calls()) - before; calls > most {
				t.Errorf("%d newer tags: %d calls for %s", newer, calls, tag)
			}
		}
	}
}

// A release with far more than its kind usually has is often compared with the wrong one, also in a small repository.
func TestRange_SaysWhatIsTenTimesTheUsual(t *testing.T) {
	t.Parallel()
	w := newWork(t)
	var stream strings.Builder
	made := 0
	release := func(tag string, commits int) {
		for range commits {
			made++
			fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter Ann <ann@example.com> %d +0000\ndata 1\nx", 1_700_000_000+60*made)
			fmt.Fprintf(&stream, "\nM 100644 inline a\ndata <<E\n%d\nE\n", made)
		}
		fmt.Fprintf(&stream, "reset refs/tags/%s\nfrom refs/heads/main\n\n", tag)
	}
	for i := range 6 {
		release(fmt.Sprintf("v1.0.%d", i), 1)
	}
	release("v1.0.6", 10)
	release("v1.1.0", 12)
	release("v1.1.1", 12)
	release("v1.1.2-rc.1", 12)
	gittest.Feed(t, w.dir, stream.String(), "fast-import", "--quiet")
	g := serve(t, w.dir)
	for tag, unusual := range map[string]bool{"v1.0.6": false, "v1.1.0": false, "v1.1.1": true, "v1.1.2-rc.1": false} {
		if r := g.ofTag(t, tag); strings.Contains(r.Note, "The range has 12 commits, over ten times as many as a patch release of this line usually has (1).") != unusual {
			t.Errorf("%s: %q", tag, r.Note)
		}
	}
}
