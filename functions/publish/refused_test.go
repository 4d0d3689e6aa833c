package publish_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

const (
	refusal = `{"message":"Validation Failed","errors":[{"resource":"CheckRun","field":"annotations","code":"invalid"}]}`
	hidden  = `{"message":"Resource not accessible by integration"}`
)

func TestRefusal_TemporaryIsRetriedWithoutRepeating(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		status int
		header http.Header
		body   string
	}{
		"secondary limit":        {403, http.Header{"Retry-After": {"3600"}}, standin.SecondaryLimit},
		"secondary limit as 429": {429, http.Header{"Retry-After": {"3600"}}, standin.SecondaryLimit},
		"secondary, no time":     {403, nil, standin.SecondaryLimit},
		"primary limit": {403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"4102444800"}},
			`{"message":"API rate limit exceeded for installation ID 777."}`},
		"too many":       {429, http.Header{"Retry-After": {"3600"}}, `{"message":"Too many requests"}`},
		"internal error": {500, nil, `{"message":"Server Error"}`},
		"bad gateway":    {502, nil, `<html>`},
		"unavailable":    {503, http.Header{"Retry-After": {"30"}}, ``},
		"bad token":      {401, nil, `{"message":"Bad credentials"}`},
	} {
		for _, call := range []string{listRuns, updateRun, listComments, createComment} {
			t.Run(name+" at "+call, func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				r.complete(findings(2))
				r.gh.Fail(is(call), fault.status, fault.header, fault.body, 1)
				if fault.status == 403 || fault.status == 429 { // Pub/Sub would try in vain until its dead letter
					r.send(204)
					if a := r.stored(); !a.DueAt.After(r.now) || a.DueAt.After(r.now.Add(time.Hour+time.Minute)) {
						t.Errorf("due at %s, %s from now", a.DueAt, a.DueAt.Sub(r.now))
					}
				} else {
					r.send(503)
				}
				if a := r.stored(); a.State != analysis.Completed || a.Lease.Owner != "" {
					t.Errorf("%s, lease %+v", a.State, a.Lease)
				}
				r.restart() // when the limit is over
				r.send(204)
				r.wantOnce(2)
			})
		}
	}
}

func TestRefusal_LostConnectionDoesNotRepeat(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(*standin.Server, func(*http.Request) error){
		"before the write": (*standin.Server).BeforeWrite,
		"after the write":  (*standin.Server).AfterWrite,
	} {
		for _, call := range []string{updateRun, createComment} {
			t.Run(name+" at "+call, func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				r.complete(findings(2))
				cut(r.gh, func(req *http.Request) error {
					if is(call)(req) {
						return standin.ErrLost
					}
					return nil
				})
				r.send(503)
				cut(r.gh, nil)
				r.send(204)
				r.wantOnce(2)
			})
		}
	}
}

func TestAnnotations_RefusedMoveToTheText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.gh.Fail(annotated, 422, nil, refusal, -1)
	r.send(204)
	if diff := cmp.Diff([]string{listRuns, updateRun, updateRun, listComments, createComment}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	r.wantOnce(0)
	if text := r.shown().Text; !strings.Contains(text, "Fault 1") || !strings.Contains(text, "Fault 2") {
		t.Errorf("text %s", text)
	}
}

func TestRefusal_WithoutAnnotationsIsFinal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(clean)
	r.gh.Fail(is(updateRun), 422, nil, refusal, 1)
	r.send(503)
	if diff := cmp.Diff([]string{listRuns, updateRun}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestRefusal_PermanentIsShownAsAFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.gh.Fail(is(updateRun), 422, nil, refusal, 2) // with annotations and without
	r.send(503)
	if diff := cmp.Diff([]string{listRuns, updateRun, updateRun}, r.calls(0)); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	a := r.stored()
	if a.State != analysis.Failed || a.DueAt.IsZero() || a.Lease.Owner != "" || !strings.Contains(a.Failure, "Validation Failed") {
		t.Errorf("%s (%s), due at %v, lease %+v", a.State, a.Failure, a.DueAt, a.Lease)
	}
	r.send(204)
	if run := r.shown(); run.Status != "completed" || run.Title != "DevPlus failed" {
		t.Errorf("check run %s, %q", run.Status, run.Title)
	}
	if a := r.stored(); a.State != analysis.Failed || !a.DueAt.IsZero() {
		t.Errorf("%s, due at %v", a.State, a.DueAt)
	}
}

func TestRefusal_OfTheFailureIsTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.gh.Fail(is(updateRun), 422, nil, refusal, -1)
	r.send(503)
	r.send(204)
	if a := r.stored(); a.State != analysis.Failed || !a.DueAt.IsZero() || a.Lease.Owner != "" {
		t.Errorf("%s, due at %v, lease %+v", a.State, a.DueAt, a.Lease)
	}
	known := len(r.gh.Calls())
	r.send(204)
	if calls := r.calls(known); calls != nil {
		t.Errorf("calls %v", calls)
	}
}

// The check run shows all that the comment would say.
func TestRefusal_ForbiddenCommentFailsNothing(t *testing.T) {
	t.Parallel()
	for _, call := range []string{listComments, createComment} {
		r := newRig(t)
		r.complete(findings(2))
		r.gh.Fail(is(call), 403, nil, hidden, -1)
		r.send(204)
		if a := r.stored(); a.State != analysis.Published || !a.Notified || a.Lease.Owner != "" {
			t.Errorf("%s: %s (%s), lease %+v", call, a.State, a.Failure, a.Lease)
		}
		if found := logged.Containing(`"severity":"ERROR"`, "GitHub rejected the comment", r.id); len(found) == 0 {
			t.Errorf("%s: nobody hears of it", call)
		}
	}
}

func TestRefusal_AppGoneFailsAndIsLogged(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(*rig){
		"uninstalled": func(r *rig) { r.gh.Uninstall() },
		"suspended":   func(r *rig) { r.gh.Suspend(true) },
		"not there": func(r *rig) {
			r.gh.Fail(func(q *http.Request) bool { return strings.HasPrefix(q.URL.Path, "/repos/") }, 404, nil, `{"message":"Not Found"}`, -1)
		},
		"gone":              func(r *rig) { r.gh.Fail(is(listRuns), 410, nil, `{"message":"Gone"}`, -1) },
		"blocked":           func(r *rig) { r.gh.Fail(is(listRuns), 451, nil, `{"message":"Repository access blocked"}`, -1) },
		"may not read":      func(r *rig) { r.gh.Fail(is(listRuns), 403, nil, hidden, -1) },
		"may not write":     func(r *rig) { r.gh.Fail(is(updateRun), 403, nil, hidden, -1) },
		"gone in the midst": func(r *rig) { r.gh.AfterWrite(func(*http.Request) error { r.gh.Suspend(true); return nil }) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(findings(2))
			gone(r)
			r.send(204)
			a := r.stored()
			if a.State != analysis.Failed || !a.DueAt.IsZero() || a.Lease.Owner != "" || !strings.HasPrefix(a.Failure, "GitHub does not take the result (") {
				t.Errorf("%s (%s), due at %v, lease %+v", a.State, a.Failure, a.DueAt, a.Lease)
			}
			if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, r.id); len(found) != 1 {
				t.Errorf("lines of giving up: %q", found)
			}
			known := len(r.gh.Calls())
			r.send(204)
			if calls := r.calls(known); calls != nil {
				t.Errorf("calls after the end: %v", calls)
			}
		})
	}
}

// A replica of GitHub's may lag at any time, such as after an outage: one 404 must not leave a check run in progress.
func TestRefusal_One404IsNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		times int
		want  analysis.State
	}{"once": {1, analysis.Published}, "again and again": {-1, analysis.Failed}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.complete(findings(2))
			r.now = r.now.Add(time.Hour)
			r.gh.Fail(is(updateRun), 404, nil, `{"message":"Not Found"}`, c.times)
			r.send(204)
			if a := r.stored(); a.State != analysis.Completed || !a.DueAt.After(r.now) || a.Lease.Owner != "" {
				t.Fatalf("after the first: %s (%s), due at %v, lease %+v", a.State, a.Failure, a.DueAt, a.Lease)
			}
			r.now = r.now.Add(5 * time.Minute)
			r.send(204)
			if a := r.stored(); a.State != c.want {
				t.Errorf("then %s (%s)", a.State, a.Failure)
			}
		})
	}
}
