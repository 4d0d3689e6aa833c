package releasenotes

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// bench is a repository with the tags v1.0.0 and v1.1.0 on a stand-in for GitHub.
type bench struct {
	testing.TB
	githubtest.Server
	dir      string
	kind     Kind
	settings settings.Settings
}

func newBench(t testing.TB, contentsWrite bool) *bench {
	t.Helper()
	dir := t.TempDir()
	b := &bench{TB: t, dir: dir, settings: settings.Settings{ReleaseNotes: settings.Write}}
	b.git("init", "--quiet")
	for _, subject := range []string{"Start", "=v1.0.0", "feat: add x (#2)", "fix: mend y (#3)", "Bump z from 1 to 2 (#4)", "directly", "=v1.1.0", "fix: later (#5)"} {
		if tag, ok := strings.CutPrefix(subject, "="); ok {
			b.git("tag", "--annotate", "--message", tag, tag)
			continue
		}
		b.git("commit", "--quiet", "--allow-empty", "--message", subject)
	}
	b.Server = githubtest.Serve(t, standin.Options{Dir: dir, ContentsWrite: contentsWrite})
	return b
}

func (b *bench) git(args ...string) string {
	b.Helper()
	return gittest.RunAt(b, b.dir, time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), args...)
}

// released is the event of a release, as the webhook function would make it.
func (b *bench) released(action string, id int64) event.Event {
	b.Helper()
	payload, err := b.ReleasePayload(action, id, map[string]string{"tag_name": "v0"})
	return b.parse("release", payload, err)
}

func (b *bench) pushed(tag string) event.Event {
	b.Helper()
	payload, err := b.CreatePayload("tag", tag)
	return b.parse("create", payload, err)
}

func (b *bench) parse(name string, payload []byte, err error) event.Event {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	e, wanted, err := event.Parse(name, "d", payload, time.Now().Add(-time.Hour))
	if err != nil || !wanted || !b.kind.Handles(e) {
		b.Fatalf("event %s: %+v, wanted %t, %v", name, e, wanted, err)
	}
	return e
}

// resolved is a subject with what measures it.
type resolved struct {
	kind.Subject
	measure kind.Measurer
}

func (b *bench) resolve(e event.Event) resolved {
	b.Helper()
	s, measure, err := b.kind.Resolve(b.Context(), b.request(e))
	if err != nil {
		b.Fatal(err)
	}
	return resolved{s, measure}
}

func (b *bench) request(e event.Event) kind.Request {
	return kind.Request{GitHub: b.GitHub, Event: e, Settings: b.settings}
}

// analyze brings the analysis of an event to where its result is published; answer is the model's, "" for none.
func (b *bench) analyze(e event.Event, answer string) *analysis.Analysis {
	b.Helper()
	s := b.resolve(e)
	a := &analysis.Analysis{
		ID: b.kind.Descriptor().Identity(b.Repository.ID, s.Subject.Subject).ID(s.HeadSHA), Kind: Name, Repository: b.Repository, Subject: s.Subject.Subject,
		HeadSHA: s.HeadSHA, BaseSHA: s.BaseSHA, Attempt: 1, State: analysis.Completed, Result: json.RawMessage(answer),
	}
	if answer == "" {
		a.Degraded = analysis.NoModel
	} else if err := schema.Validate(a.Result); err != nil {
		b.Fatal(err)
	}
	m, err := s.measure(b.Context(), a, kind.Before{})
	if err != nil {
		b.Fatal(err)
	}
	a.Evidence, a.Coverage = m.Evidence, m.Coverage
	return a
}

// publish shows the check run and publishes, as functions/publish does.
func (b *bench) publish(a *analysis.Analysis) {
	b.Helper()
	p := kind.Publication{
		GitHub: b.GitHub, App: b.Options().AppID, Renderer: render.Renderer{Page: kind.List{&b.kind}.Page}, Analysis: a,
		Latest: &analysis.Latest{AnalysisID: a.ID}, Settings: b.settings, CheckLease: func(context.Context) error { return nil }, Now: time.Now,
	}
	run, err := checkrun.Show(b.Context(), b.GitHub, a, p.Renderer.CheckRun(a))
	if err != nil {
		b.Fatal(err)
	}
	a.Published.CheckRunID = run.GetID()
	if err := b.kind.Publish(b.Context(), p); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) release(id int64) standin.Release {
	b.Helper()
	for _, r := range b.Releases() {
		if r.ID == id {
			return r
		}
	}
	b.Fatalf("no release %d", id)
	return standin.Release{}
}

// run is what the newest check run says.
func (b *bench) run() string {
	runs := b.CheckRuns()
	run := runs[len(runs)-1]
	return strings.Join([]string{run.Title, run.Summary, run.Text}, "\n\n")
}

func TestResolve_AcceptsReleasesWithoutForeignText(t *testing.T) {
	t.Parallel()
	b := newBench(t, true)
	head, base := b.git("rev-parse", "v1.1.0^{commit}"), b.git("rev-parse", "v1.0.0^{commit}")
	b.git("tag", "v1.1.0-again", "v1.1.0")
	b.git("tag", "v1.1.0-twice", "v1.1.0-again")
	b.git("tag", "nightly")
	body := rewrite(t, "", notesOf("a 1"))
	add := func(r standin.Release) event.Event { return b.released("published", b.AddRelease(r)) }
	gone := b.AddRelease(standin.Release{Tag: "v1.1.0"})
	goneEvent := b.released("created", gone)
	replacedEvent := b.released("deleted", gone)
	b.DeleteRelease(gone)
	retagged := b.AddRelease(standin.Release{Tag: "v1.0.0"})
	retaggedEvent := b.released("created", retagged)
	if err := b.EditRelease(retagged, func(r *standin.Release) { r.Tag = "v1.1.0" }); err != nil {
		t.Fatal(err)
	}
	alone := b.AddRelease(standin.Release{Tag: "v1.1.0-again"})
	deletedEvent := b.released("deleted", alone)
	b.DeleteRelease(alone)
	lost := b.AddRelease(standin.Release{Tag: "v9.9.9"})
	for name, test := range map[string]struct {
		e          event.Event
		head, base string
		over, skip string
	}{
		"empty":                      {add(standin.Release{Tag: "v1.1.0"}), head, base, "", ""},
		"blank":                      {add(standin.Release{Tag: "v1.1.0", Body: " \r\n"}), head, base, "", ""},
		"DevPlus wrote it":           {add(standin.Release{Tag: "v1.1.0", Body: "Hello.\n" + body}), head, base, "", ""},
		"forged marks":               {add(standin.Release{Tag: "v1.1.0", Body: opening}), head, base, "", ""},
		"somebody wrote it":          {add(standin.Release{Tag: "v1.1.0", Body: "Mine."}), head, base, "", "somebody wrote"},
		"the first":                  {add(standin.Release{Tag: "v1.0.0"}), base, "", "", ""},
		"a tag of a tag":             {add(standin.Release{Tag: "v1.1.0-twice"}), head, base, "", ""},
		"a draft, no tag yet":        {add(standin.Release{Tag: "v1.2.0", Draft: true}), b.git("rev-parse", "main"), head, "", ""},
		"deleted meanwhile":          {goneEvent, "", "", "deleted", ""},
		"deleted":                    {deletedEvent, "", "", "deleted", ""},
		"deleted, and created again": {replacedEvent, head, base, "", "somebody wrote"},
		"retagged meanwhile":         {retaggedEvent, "", "", "another tag", ""},
		"its tag is gone":            {b.released("published", lost), "", "", "tag is gone", ""},
		"a tag alone":                {b.pushed("v1.1.0-again"), head, base, "", ""},
	} {
		s := b.resolve(test.e)
		if s.HeadSHA != test.head || s.BaseSHA != test.base || !strings.Contains(s.EndedReason, test.over) || (s.EndedReason == "") != (test.over == "") ||
			!strings.Contains(s.SkipReason, test.skip) || (s.SkipReason == "") != (test.skip == "") {
			t.Errorf("%s: head %.7s, base %.7s, over %q, skip %q", name, s.HeadSHA, s.BaseSHA, s.EndedReason, s.SkipReason)
		}
	}
	for _, e := range []event.Event{
		{Event: "create", Subject: analysis.Subject{Tag: "nightly"}}, {Event: "release", Action: "released", Subject: analysis.Subject{Tag: "v1.0.0"}},
		{Event: "pull_request", Subject: analysis.Subject{Number: 1}}, {Event: "deployment_protection_rule"},
	} {
		if b.kind.Handles(e) {
			t.Errorf("wants %+v", e)
		}
	}
	fresh := b.released("published", lost)
	fresh.ReceivedAt = time.Now()
	if _, _, err := b.kind.Resolve(t.Context(), b.request(fresh)); err == nil {
		t.Error("a tag that GitHub may only not show yet is given up")
	}
}

const answer = `{"highlights":["It has x. @octocat"],"upgrade_notes":["Run ` + "`x`" + `."],
	"sections":[{"title":"New","entries":[{"text":"There is an x now (#2)","prs":[2]},{"text":"Again","prs":[2,99]}]},{"title":"New","entries":[{"text":"Invented","prs":[98]}]}]}`

func TestPublish_WritesNotesIntoTheRelease(t *testing.T) {
	t.Parallel()
	b := newBench(t, true)
	id := b.AddRelease(standin.Release{Tag: "v1.1.0"})
	a := b.analyze(b.released("published", id), answer)
	b.publish(a)
	want := []string{
		"_In a model's words:_", "## Upgrade notes", "- Run `x`.", "## Highlights", "- It has x. `@octocat`", "## New",
		"- There is an x now ([#2](https://github.com/octo/project/pull/2) by [mona](https://github.com/mona))",
		"## Other changes", "- directly ([`" + b.git("rev-parse", "v1.1.0^{commit}")[:7] + "`](https://github.com/octo/project/commit/" + b.git("rev-parse", "v1.1.0^{commit}") + ") by [mona](https://github.com/mona))",
		"## Further changes", "- mend y ([#3](https://github.com/octo/project/pull/3) by [mona](https://github.com/mona))",
		"## Dependencies", "- `z` `1` → `2` ([#4](https://github.com/octo/project/pull/4))",
		"**Full changelog:** [`v1.0.0`...`v1.1.0`](https://github.com/octo/project/compare/v1.0.0...v1.1.0)",
	}
	if diff := cmp.Diff(want, inside(t, b.release(id).Body)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, want := range []string{"4 changes, next v1.1.0", "are in [the release](https://github.com/octo/project/releases/tag/v1.1.0)", "1 pull request that the model did not name", "2 claims of the model", "1 pull request that the model named again"} {
		if !strings.Contains(b.run(), want) {
			t.Errorf("the check run does not say %q:\n%s", want, b.run())
		}
	}
	updated := b.release(id).UpdatedAt
	b.publish(a)
	if b.release(id).UpdatedAt != updated {
		t.Error("notes that did not change were written again")
	}
	edited := strings.Replace(b.release(id).Body, "There is an x now", "X, at last", 1)
	if err := b.EditRelease(id, func(r *standin.Release) { r.Body = "Dear all,\n\n" + edited }); err != nil {
		t.Fatal(err)
	}
	b.publish(b.analyze(b.released("published", id), ""))
	body := b.release(id).Body
	if !strings.HasPrefix(body, "Dear all,\n\n<!--") || !strings.Contains(body, "X, at last") || strings.Contains(body, "- add x") || !strings.Contains(body, "## Fixes") {
		t.Errorf("a person's text, or the plain notes around it, are not there:\n%s", body)
	}
	if want := "4 changes, next v1.1.0, not reviewed: no model is set up\n"; !strings.HasPrefix(b.run(), want) || strings.Contains(b.run(), "re-run this check") {
		t.Errorf("the title is not what is known, or a retry without a model is advised:\n%s", b.run())
	}
}

func TestPublish_SaysInTheCheckRunWhyItDidNotWrite(t *testing.T) {
	t.Parallel()
	whole := rewrite(t, "", notesOf("a 1"))
	for name, test := range map[string]struct {
		readOnly bool
		body     string
		meddle   func(b *bench, id int64)
		says     string
	}{
		"no permission": {readOnly: true, says: "lacks the permission Contents: write"},
		"forged marks":  {body: whole + whole, says: "the marks in its body"},
		"somebody writes it meanwhile": {says: "somebody has written", meddle: func(b *bench, id int64) {
			b.must(b.EditRelease(id, func(r *standin.Release) { r.Body = "Mine." }))
		}},
		"deleted meanwhile": {says: "it was deleted", meddle: func(b *bench, id int64) { b.DeleteRelease(id) }},
		"retagged meanwhile": {says: "has the tag \"v1.0.0\" now", meddle: func(b *bench, id int64) {
			b.must(b.EditRelease(id, func(r *standin.Release) { r.Tag = "v1.0.0" }))
		}},
		"its tag moved meanwhile": {says: "its tag leads to", meddle: func(b *bench, _ int64) { b.git("tag", "--force", "v1.1.0", "main") }},
		"its tag is gone":         {says: "its tag is gone", meddle: func(b *bench, _ int64) { b.git("tag", "--delete", "v1.1.0") }},
		"GitHub refuses": {says: "GitHub refuses it", meddle: func(b *bench, _ int64) {
			b.Server.Fail(func(r *http.Request) bool {
				return r.Method == http.MethodPatch && strings.Contains(r.URL.Path, "/releases/")
			}, http.StatusUnprocessableEntity, nil, `{"message":"immutable"}`, 1)
		}},
		"no room": {body: strings.Repeat("x", render.MaxReleaseBody-150) + "\n<!-- devplus:release_notes -->\n<!-- devplus:release_notes end -->", says: "no room"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, !test.readOnly)
			id := b.AddRelease(standin.Release{Tag: "v1.1.0", Body: test.body})
			a := b.analyze(b.released("published", id), "")
			if test.meddle != nil {
				test.meddle(b, id)
			}
			before := b.Releases()
			b.publish(a)
			if diff := cmp.Diff(before, b.Releases()); diff != "" {
				t.Errorf("the release changed (-before +after):\n%s", diff)
			}
			if said := b.run(); !strings.Contains(said, "not written into the release: ") || !strings.Contains(said, test.says) || !strings.Contains(said, "pull/3") {
				t.Errorf("the check run does not say %q with the notes:\n%s", test.says, said)
			}
		})
	}
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func TestPublish_OnlyShowsNotesUnlessWritingIsConfigured(t *testing.T) {
	t.Parallel()
	b := newBench(t, true)
	b.settings.ReleaseNotes = settings.Show
	id := b.AddRelease(standin.Release{Tag: "v1.1.0"})
	b.publish(b.analyze(b.released("published", id), ""))
	if body := b.release(id).Body; body != "" {
		t.Errorf("written: %q", body)
	}
	if !strings.Contains(b.run(), "```markdown\n## Features\n\n- add x ([#2](https://github.com/octo/project/pull/2) by [mona](https://github.com/mona))\n") {
		t.Errorf("the check run has no notes to copy:\n%s", b.run())
	}
	b.settings.ReleaseNotes = settings.Write
	b.DeleteRelease(id)
	b.publish(b.analyze(b.pushed("v1.1.0"), ""))
	if len(b.Releases()) != 0 {
		t.Error("a release was made of a tag that was pushed")
	}
}

func TestPublish_CreatesOneDraftForAPushedTag(t *testing.T) {
	t.Parallel()
	b := newBench(t, true)
	b.settings.ReleaseNotes = settings.Draft
	for range 2 { // the second finds the draft
		b.publish(b.analyze(b.pushed("v1.1.0"), ""))
	}
	all := b.Releases()
	if len(all) != 1 || !all[0].Draft || all[0].Tag != "v1.1.0" || !strings.Contains(all[0].Body, "pull/3)") {
		t.Fatalf("releases %+v", all)
	}
	pushed, made, released := b.resolve(b.pushed("v1.1.0")), b.resolve(b.released("created", all[0].ID)), b.resolve(b.released("published", all[0].ID))
	if made.Ref != "" || made.HeadSHA != pushed.HeadSHA || released.Ref == "" {
		t.Errorf("the draft that DevPlus made asks for notes again: %+v", made.Subject)
	}
}
