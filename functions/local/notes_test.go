package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// taggedRepository has the tags v1.0.0 and v1.1.0, and between them two pull requests; word stands in a title.
func taggedRepository(t *testing.T, word string) (dir, head string) {
	t.Helper()
	dir = gittest.History(t,
		gittest.Commit{Title: "Start", Tags: []string{"v1.0.0"}},
		gittest.Commit{Title: "feat: add limits " + word + " (#2)"},
		gittest.Commit{Title: "fix: count from one (#3)", Tags: []string{"v1.1.0"}})
	return dir, gittest.Head(t, dir)
}

// worded names one of the two, and one that there is not.
const worded = `{"highlights":[],"upgrade_notes":[],"sections":[{"title":"New","entries":[
	{"text":"There are limits","prs":[2],"breaking":false},{"text":"There is more","prs":[2,7],"breaking":false}]}]}`

// wholeNotes says what is wrong with the body of a release that worded was written into.
func wholeNotes(body string) string {
	for _, once := range []string{"devplus:release_notes begin", "devplus:release_notes end", "- There are limits ([#2](", "- count from one ([#3](", "/pull/2)", "/pull/3)"} {
		if n := strings.Count(body, once); n != 1 {
			return fmt.Sprintf("%q is there %d times:\n%s", once, n, body)
		}
	}
	if strings.Contains(body, "/pull/7)") {
		return "what the model invented is there:\n" + body
	}
	return ""
}

func TestReleaseNotes_CutAnywhereMakesOneDraft(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		dir, _ := taggedRepository(t, "")
		r := newRigOn(t, cutAt, standin.Options{Dir: dir, ContentsWrite: true})
		r.pushTag()
		return r
	}
	cutAnywhere(t, play, (*rig).oneDraft)
}

// pushTag has the notes of a pushed tag written.
func (r *rig) pushTag() {
	r.t.Helper()
	payload, err := r.gh.CreatePayload("tag", "v1.1.0")
	r.deliver("create", payload, err)
	r.settle(worded)
}

// oneDraft requires one draft of the notes, and one check run.
func (r *rig) oneDraft() {
	r.t.Helper()
	head, err := r.gh.Head()
	r.must(err)
	releases := r.gh.Releases()
	if len(releases) != 1 || !releases[0].Draft || releases[0].Tag != "v1.1.0" {
		r.t.Fatalf("releases %+v, check runs %+v", releases, r.gh.CheckRuns())
	}
	if fault := wholeNotes(releases[0].Body); fault != "" {
		r.t.Error(fault)
	}
	runs := r.gh.CheckRuns()
	last := runs[len(runs)-1]
	if len(runs) != 1 || last.Name != "DevPlus: release notes" || last.HeadSHA != head || last.Status != "completed" || last.Conclusion != "neutral" {
		r.t.Errorf("check runs: %+v", runs)
	}
	if !strings.Contains(last.Summary, "The notes are in [the release](") {
		r.t.Errorf("the check run says %q", last.Summary)
	}
}

// released publishes v1.1.0, and follows its analysis of a kind to the end.
func (w *world) released(t *testing.T, kind analysis.Kind) *analysis.View {
	t.Helper()
	id := w.gh.AddRelease(standin.Release{Tag: "v1.1.0"})
	payload, err := w.gh.ReleasePayload("published", id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.deliver(t.Context(), w.gh, []byte(testSecret), "release", payload); err != nil {
		t.Fatal(err)
	}
	head, err := w.gh.Commit("v1.1.0")
	if err != nil {
		t.Fatal(err)
	}
	view, err := w.await(t.Context(), kindtest.ID(w.gh.Options().RepositoryID, analysis.Subject{Kind: kind, Tag: "v1.1.0"}, head), newProgress(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	return view
}

func TestReleaseNotes_OfAModelReachTheRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world, p *parts) {
		dir, _ := taggedRepository(t, w.key)
		w.gh, p.app = gitHubOf(t, standin.Options{Dir: dir, ContentsWrite: true})
		p.Settings.ReleaseNotes, p.only = settings.Write, "release_notes"
	}, kestratest.Reply{Content: strings.Replace(worded, "There are limits", "There are limits KEY", 1)})
	view := w.released(t, "release_notes")
	if view.State != analysis.Published || view.Degraded || view.Usage.Model != kestratest.ModelName {
		t.Errorf("state %s, degraded %q, usage %+v", view.State, view.DegradedReason, view.Usage)
	}
	body := strings.Replace(w.gh.Releases()[0].Body, " `"+w.key+"`", "", 1)
	if fault := wholeNotes(body); fault != "" {
		t.Error(fault)
	}
	requests := w.stack.Model.Requests(t, w.key)
	said, err := json.Marshal(requests)
	if err != nil || len(requests) != 1 || !strings.Contains(string(said), "#3 [Fixes] count from one") {
		t.Errorf("the model was asked %d times: %s, %v", len(requests), said, err)
	}
}

func TestReleaseNotes_AreShownOfACheckout(t *testing.T) {
	t.Parallel()
	dir, _ := taggedRepository(t, "")
	for _, span := range []string{"", "v1.1.0", "v1.0.0..v1.1.0"} {
		code, out, said := call(t, nil, "-repo", dir, "-kind", "release_notes", "-range", span, "-format", "json")
		var got struct {
			State   analysis.State
			Release shownRelease
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("exit %d, %v: %s", code, err, said)
		}
		r := got.Release
		if got.State != analysis.Published || r.Tag != "v1.1.0" || r.PreviousTag != "v1.0.0" || r.NextVersion != "v1.1.0" ||
			!strings.Contains(r.Body, "- add limits (#2 by") || !strings.Contains(r.Body, "- count from one (#3 by") {
			t.Errorf("%q: state %s, release %+v", span, got.State, r)
		}
	}
	code, out, said := call(t, nil, "-repo", dir, "-kind", "release_notes", "-format", "markdown")
	if code != 0 || !strings.Contains(out, "# Release v1.1.0\n\n<!-- devplus:release_notes begin") {
		t.Errorf("exit %d: %s\n%s", code, said, out)
	}
}
