package publish_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func TestPublish_NeedsFewCalls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(*rig)
		want    []string
	}{
		"nothing to act on": {func(r *rig) { r.complete(clean) }, []string{listRuns, updateRun}},
		"the first comment": {func(r *rig) { r.complete(findings(2)) }, []string{listRuns, updateRun, listComments, createComment}},
		"the next comment": {func(r *rig) { r.complete(findings(2)); r.send(204); r.again(findings(3)) },
			[]string{listRuns, updateRun, updateComment}},
		"it is over": {func(r *rig) { r.complete(findings(2)); r.send(204); r.again(clean) },
			[]string{listRuns, updateRun, updateComment}},
		"published already": {func(r *rig) { r.complete(findings(2)); r.send(204) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			test.prepare(r)
			known := len(r.gh.Calls())
			r.send(204)
			if diff := cmp.Diff(test.want, r.calls(known)); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			if tokens := len(r.gh.Calls()) - len(r.calls(0)); tokens != 1 {
				t.Errorf("%d tokens, want 1", tokens)
			}
		})
	}
}

func TestPublish_ShowsAndRecordsTheResult(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	before := r.stored()
	r.send(204)
	run := r.shown()
	if run.Status != "completed" || run.Conclusion != "neutral" || len(run.Annotations) != 2 || run.Name != "DevPlus" {
		t.Errorf("check run %+v", run)
	}
	comments := r.gh.Comments(r.number)
	if len(comments) != 1 || !strings.Contains(comments[0].Body, "Fault 1") || !strings.Contains(comments[0].Body, run.HTMLURL) {
		t.Fatalf("comments %+v", comments)
	}
	want := before.Clone()
	if err := want.Publish(r.now); err != nil {
		t.Fatal(err)
	}
	want.Published = analysis.PublishedItems{CheckRunID: run.ID, CheckRunURL: run.HTMLURL, CommentID: comments[0].ID}
	got := r.stored()
	want.Revision = got.Revision
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if got := r.pull().Comment.ID(); got != comments[0].ID {
		t.Errorf("the pull request's comment is %d, want %d", got, comments[0].ID)
	}
	if actions := logged.Containing(`"message":"action"`, r.id); len(actions) != 2 {
		t.Errorf("audit trail %q, want two actions", actions)
	}
}

func TestPublish_ShowsEveryOutcome(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		end        func(*rig, *analysis.Analysis) error
		title      string
		conclusion string
		comments   int
		state      analysis.State
	}{
		"degraded": {func(r *rig, a *analysis.Analysis) error { return a.Degrade(r.now, "the model did not answer in time") },
			"Risk 20 (low), not reviewed: the model did not answer in time", "neutral", 0, analysis.Published},
		"failed": {func(r *rig, a *analysis.Analysis) error { return a.Fail(r.now, "stuck") },
			"DevPlus failed", "neutral", 1, analysis.Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return test.end(r, a) })
			r.send(204)
			run := r.shown()
			if run.Title != test.title || run.Conclusion != test.conclusion || len(r.gh.Comments(r.number)) != test.comments {
				t.Errorf("%q, %s, %d comments", run.Title, run.Conclusion, len(r.gh.Comments(r.number)))
			}
			if a := r.stored(); a.State != test.state || !a.DueAt.IsZero() || a.Lease.Owner != "" || a.Published.CheckRunID != r.run {
				t.Errorf("%s, due at %v, lease %+v, posted %+v", a.State, a.DueAt, a.Lease, a.Published)
			}
			known := len(r.gh.Calls())
			r.send(204)
			if calls := r.calls(known); calls != nil {
				t.Errorf("notified again: %v", calls)
			}
		})
	}
}

func TestStale_FailureGetsNoComment(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.change(func(p *analysis.Latest, a *analysis.Analysis) error {
		p.HeadSHA, p.AnalysisID = newer, "another"
		return a.Fail(r.now, "stuck")
	})
	r.send(204)
	if run, comments := r.shown(), r.gh.Comments(r.number); run.Title != "DevPlus failed" || comments != nil {
		t.Errorf("%q, comments %+v", run.Title, comments)
	}
}

func TestAnnotations_AreSentOnceWithinTheLimit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(60))
	r.send(204)
	run := r.shown()
	if len(run.Annotations) != 50 {
		t.Errorf("%d annotations, want 50", len(run.Annotations))
	}
	if diff := cmp.Diff([]string{listRuns, updateRun, listComments, createComment}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if !strings.Contains(run.Text, "Fault ") {
		t.Error("the text leaves out what is not annotated")
	}
}

func TestCheckRun_CompletedIsOnlyRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	done := r.gh.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: head, ExternalID: r.id + ".1", Status: "completed", Conclusion: "neutral",
		Annotations: []standin.Annotation{{Path: "main.go", StartLine: 2, EndLine: 2, Level: "failure", Message: "shown"}}})
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { a.Published.CheckRunID = done; return nil })
	r.complete(findings(1))
	r.send(204)
	r.run = done
	if run := r.shown(); len(run.Annotations) != 1 || run.Annotations[0].Message != "shown" {
		t.Errorf("annotations %+v", run.Annotations)
	}
	if diff := cmp.Diff([]string{listRuns, listComments, createComment}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if a := r.stored(); a.State != analysis.Published || a.Published.CheckRunID != done || a.Published.CheckRunURL == "" {
		t.Errorf("%s, posted %+v", a.State, a.Published)
	}
}

func TestCheckRun_LostIDIsFoundByExternalID(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// Another App's and another attempt's, listed after ours.
	r.gh.AddCheckRun(standin.CheckRun{AppID: 1, Name: "DevPlus", HeadSHA: head, ExternalID: r.id + ".1"})
	r.gh.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: head, ExternalID: r.id + ".2"})
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { a.Published.CheckRunID = 0; return nil })
	r.complete(clean)
	r.send(204)
	if diff := cmp.Diff([]string{listRuns, updateRun}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if run := r.shown(); run.Status != "completed" || r.stored().Published.CheckRunID != r.run {
		t.Errorf("%s, posted %+v", run.Status, r.stored().Published)
	}
}

func TestCheckRun_MissingIsCreatedCompleted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Repeat(r.now, "no answer") })
	r.complete(findings(2))
	r.send(204)
	if diff := cmp.Diff([]string{listRuns, updateRun, createRun, listComments, createComment}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if a := r.stored(); r.shown().Conclusion != "cancelled" || a.Published.StaleCheckRunID != 0 {
		t.Errorf("the first attempt's check run is %+v, posted %+v", r.shown(), a.Published)
	}
	runs := r.gh.CheckRuns()
	if run := runs[len(runs)-1]; run.ExternalID != r.id+".2" || run.Status != "completed" || len(run.Annotations) != 2 {
		t.Errorf("check run %+v", run)
	}
}

func TestMessage_NothingToPublishIsDone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*rig, *analysis.Analysis) error{
		"dispatched": func(*rig, *analysis.Analysis) error { return nil },
		"superseded": func(r *rig, a *analysis.Analysis) error { return a.Supersede(r.now, newer) },
		"failed and notified": func(r *rig, a *analysis.Analysis) error {
			defer a.MarkNotified()
			return a.Fail(r.now, "stuck")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return change(r, a) })
			before := r.stored()
			r.send(204)
			if diff := cmp.Diff(before, r.stored()); diff != "" || r.calls(0) != nil {
				t.Errorf("calls %v, stored (-before +after):\n%s", r.calls(0), diff)
			}
		})
	}
}

func TestStale_AttemptIsIgnored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(1))
	if code := r.deliver(fmt.Sprintf(`{"analysis_id":%q,"attempt":2}`, r.id)); code != 204 || r.calls(0) != nil {
		t.Errorf("status %d, calls %v", code, r.calls(0))
	}
}

func TestMessage_UnusableIsDroppedAndLogged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, data := range []string{
		`{"analysis_id":"pull_request-1-unheard-of","attempt":1}`, `{"analysis_id":"../unheard-of","attempt":1}`,
		`{"analysis_id":"unheard-of"}`, `unheard-of`, ``,
	} {
		before := len(logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, "reading a message"))
		if code := r.deliver(data); code != 204 {
			t.Errorf("%s: status %d", data, code)
		}
		if after := len(logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, "reading a message")); after <= before {
			t.Errorf("%s: not logged", data)
		}
	}
}

func TestPublish_OutageIsRetried(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"Analysis", "Update", "Latest", "ChangeLatest", "GitHub"} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(findings(2))
			r.away[part] = errAway
			r.send(503)
			if a := r.stored(); a.State != analysis.Completed {
				t.Errorf("state %s", a.State)
			}
			delete(r.away, part)
			r.send(204)
			r.wantOnce(2)
		})
	}
}

// wantOnce checks that GitHub shows the result, and nothing of it twice.
func (r *rig) wantOnce(annotations int) {
	r.t.Helper()
	if run := r.shown(); run.Status != "completed" || len(run.Annotations) != annotations {
		r.t.Errorf("check run %s with %d annotations, want %d", run.Status, len(run.Annotations), annotations)
	}
	if n := len(r.gh.CheckRuns()); n != 1 {
		r.t.Errorf("%d check runs", n)
	}
	if n := len(r.gh.Comments(r.number)); n != 1 {
		r.t.Errorf("%d comments", n)
	}
	if a := r.stored(); a.State != analysis.Published || !a.DueAt.IsZero() || a.Lease.Owner != "" {
		r.t.Errorf("%s, due at %v, lease %+v", a.State, a.DueAt, a.Lease)
	}
}

func TestSupersede_OldHeadIsNotPublished(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.change(func(p *analysis.Latest, _ *analysis.Analysis) error {
		p.HeadSHA, p.AnalysisID = newer, "another"
		return nil
	})
	r.send(204)
	run := r.shown()
	if run.Conclusion != "cancelled" || len(run.Annotations) != 0 || strings.Contains(run.Summary+run.Text, "Fault") || r.gh.Comments(r.number) != nil {
		t.Errorf("check run %+v, comments %+v", run, r.gh.Comments(r.number))
	}
	if a := r.stored(); a.State != analysis.Superseded || a.SupersededBy != newer || !a.DueAt.IsZero() || a.Lease.Owner != "" {
		t.Errorf("%s by %s, due at %v, lease %+v", a.State, a.SupersededBy, a.DueAt, a.Lease)
	}
}

func TestSupersede_StaysDueUntilTheCheckRunIsCanceled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.change(func(p *analysis.Latest, _ *analysis.Analysis) error { p.AnalysisID = "another"; return nil })
	r.gh.Fail(is(updateRun), 502, nil, "", 1)
	r.send(503)
	if a := r.stored(); a.State != analysis.Superseded || a.DueAt.IsZero() || a.Lease.Owner != "" {
		t.Errorf("%s, due at %v, lease %+v", a.State, a.DueAt, a.Lease)
	}
}

func TestLease_AllowsOneWorker(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Acquire(r.now, "another") })
	before := r.stored()
	r.send(503)
	if diff := cmp.Diff(before, r.stored()); diff != "" || r.calls(0) != nil {
		t.Errorf("calls %v, stored (-before +after):\n%s", r.calls(0), diff)
	}
	r.now = r.now.Add(analysis.LeaseDuration)
	r.send(204)
	r.wantOnce(2)
}

func TestLease_LostStopsTheWork(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lose  func(*rig)
		code  int
		state analysis.State
		owner string
		calls []string
	}{
		"taken over": {func(r *rig) {
			r.change(func(_ *analysis.Latest, a *analysis.Analysis) error {
				a.Lease = analysis.Lease{Owner: "another", Until: r.now.Add(time.Hour)}
				return nil
			})
		}, 204, analysis.Completed, "another", []string{listRuns, updateRun, listComments, createComment}}, // nobody takes over a lease that is renewed
		"superseded": {func(r *rig) {
			r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Supersede(r.now, newer) })
		}, 204, analysis.Superseded, "", []string{listRuns, updateRun, listComments, createComment}},
		"a newer head": {func(r *rig) {
			r.change(func(p *analysis.Latest, a *analysis.Analysis) error {
				p.HeadSHA, p.AnalysisID = newer, "another"
				return a.Supersede(r.now, newer)
			})
		}, 204, analysis.Superseded, "", []string{listRuns, updateRun, listComments}},
		"too slow": {func(r *rig) { r.now = r.now.Add(analysis.LeaseDuration) }, 503, analysis.Completed, "", []string{listRuns, updateRun, listComments}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(findings(2))
			var once sync.Once
			r.gh.AfterWrite(func(*http.Request) error { once.Do(func() { test.lose(r) }); return nil })
			r.send(test.code)
			r.gh.AfterWrite(nil)
			if diff := cmp.Diff(test.calls, r.calls(0)); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			a := r.stored()
			if a.State != test.state || a.Lease.Owner != test.owner {
				t.Errorf("%s, lease %+v", a.State, a.Lease)
			}
			if test.code == 503 {
				r.send(204)
				r.wantOnce(2)
			}
		})
	}
}
