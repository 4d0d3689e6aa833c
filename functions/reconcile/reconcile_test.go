package reconcile_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

func TestStuck_GetsItsMessageAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		steps   func(*rig) []step
		event   bool
		result  bool
		nextDue time.Duration // from now
	}{
		"queued":     {func(r *rig) []step { return nil }, true, false, analysis.ReconcileEvery},
		"dispatched": {func(r *rig) []step { return []step{r.dispatch()} }, true, false, analysis.ReconcileEvery},
		"completed":  {func(r *rig) []step { return []step{r.dispatch(), r.degrade()} }, false, true, analysis.ReconcileEvery},
		"failed":     {func(r *rig) []step { return []step{r.fail()} }, false, true, analysis.ReconcileEvery},
		"superseded": {func(r *rig) []step { return []step{r.supersede()} }, true, false, analysis.ReconcileEvery},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.add(12, test.steps(r)...)
			before := r.stored(id)
			code, report := r.call()
			if diff := cmp.Diff(reconcile.Report{Due: 1, Republished: 1, Errors: []string{}}, report); diff != "" || code != http.StatusOK {
				t.Errorf("status %d, report (-want +got):\n%s", code, diff)
			}
			var events []event.Event
			if test.event {
				e := r.kept(12)
				e.AnalysisID = id
				if before.State == analysis.Dispatched {
					e.LateAttempt = 1
				}
				events = append(events, e)
			}
			var results []event.Result
			if test.result {
				results = append(results, event.Result{AnalysisID: id, Attempt: 1})
			}
			if diff := cmp.Diff(events, r.events); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(results, r.results); diff != "" {
				t.Errorf("results (-want +got):\n%s", diff)
			}
			after := r.stored(id)
			before.Tries, before.Revision = 1, after.Revision
			before.DueAt = r.now.Add(test.nextDue)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStuck_LeavesOthersAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	recent := r.now.Add(-time.Minute)
	r.add(1, func(a *analysis.Analysis) error { return a.Dispatch(recent) })
	r.add(2, func(a *analysis.Analysis) error { return a.Degrade(recent, "x") })
	r.add(3, func(a *analysis.Analysis) error { return a.Skip(recent, "draft") })
	r.add(4, r.degrade(), func(a *analysis.Analysis) error { return a.Publish(recent) })
	r.add(5, r.fail(), func(a *analysis.Analysis) error { a.MarkNotified(); return nil })
	r.add(6, r.supersede(), func(a *analysis.Analysis) error { a.MarkNotified(); return nil })
	code, report := r.call()
	if diff := cmp.Diff(reconcile.Report{Errors: []string{}}, report); diff != "" || code != http.StatusOK {
		t.Errorf("status %d, report (-want +got):\n%s", code, diff)
	}
	if r.events != nil || r.results != nil {
		t.Errorf("published %v, %v", r.events, r.results)
	}
}

// GitHub, or Kestra, may be away for days: what was accepted is looked at until it ends, ever less often, and loudly after three days.
func TestStuck_NeverFailsByCounting(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]func(*rig) []step{
		"queued":     func(*rig) []step { return nil },
		"completed":  func(r *rig) []step { return []step{r.degrade()} },
		"superseded": func(r *rig) []step { return []step{r.supersede()} },
		"failed":     func(r *rig) []step { return []step{r.fail()} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.add(12, steps(r)...)
			state, begin := r.stored(id).State, r.now
			var waits []time.Duration
			for r.now.Sub(begin) < 80*time.Hour {
				if _, report := r.call(); report.Republished != 1 || report.GivenUp != 0 {
					t.Fatalf("after %s: %+v", r.now.Sub(begin), report)
				}
				a := r.stored(id)
				if a.State != state || a.Notified || !a.DueAt.After(r.now) {
					t.Fatalf("after %s: %s, notified %t, due at %s", r.now.Sub(begin), a.State, a.Notified, a.DueAt)
				}
				waits = append(waits, a.DueAt.Sub(r.now))
				r.now = a.DueAt
			}
			want := []time.Duration{5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 30 * time.Minute}
			if diff := cmp.Diff(want, waits[:len(want)]); diff != "" || waits[len(waits)-1] != 6*time.Hour {
				t.Errorf("first waits (-want +got):\n%s\nlast %s", diff, waits[len(waits)-1])
			}
			if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, id, "state "+string(state)); len(found) == 0 {
				t.Error("nobody hears of it after three days")
			}
		})
	}
}

// The same late flows must not be published by every call while dispatch is busy. The message says that the flow is late.
func TestStuck_DispatchedIsDueLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, r.dispatch())
	for try := 1; try <= 10; try++ {
		if _, report := r.call(); report.Republished != 1 {
			t.Fatalf("try %d: %+v", try, report)
		}
		if _, report := r.call(); report.Due != 0 {
			t.Fatalf("try %d, once more: %+v", try, report)
		}
		a := r.stored(id)
		if e := r.events[len(r.events)-1]; a.State != analysis.Dispatched || a.Tries != try || e.LateAttempt != a.Attempt {
			t.Fatalf("try %d: %s, %d tries, the event says attempt %d is late", try, a.State, a.Tries, e.LateAttempt)
		}
		r.now = a.DueAt
	}
}

func TestStuck_UnmeasuredDeploymentFailsInTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, func(a *analysis.Analysis) error { a.Limit(r.now.Add(-time.Minute)); return nil })
	if _, report := r.call(); report.GivenUp != 1 || r.stored(id).State != analysis.Failed || len(r.results) != 1 {
		t.Errorf("%+v, %s, results %v", report, r.stored(id).State, r.results)
	}
}

func TestStuck_SupersededStaysDueUntilGitHubIsNotified(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, r.supersede())
	for range 10 {
		r.call()
		r.now = r.stored(id).DueAt
	}
	if a := r.stored(id); a.State != analysis.Superseded || a.Notified || len(r.events) != 10 {
		t.Errorf("%s, notified %t, %d events", a.State, a.Notified, len(r.events))
	}
}

func TestStuck_PubSubOutageCostsNoTry(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := []string{r.add(1), r.add(2, r.dispatch()), r.add(3, r.degrade()), r.add(4, r.supersede())}
	r.topicAway = errAway
	for range 2 * analysis.MaxTries {
		code, report := r.call()
		if code != http.StatusInternalServerError || report.Due != len(ids) || report.Republished+report.GivenUp != 0 || len(report.Errors) != len(ids) {
			t.Fatalf("status %d, %+v", code, report)
		}
		r.now = r.now.Add(analysis.ReconcileEvery)
	}
	r.topicAway = nil
	if code, report := r.call(); code != http.StatusOK || report.Republished != len(ids) {
		t.Errorf("status %d, %+v", code, report)
	}
	for _, id := range ids {
		if a := r.stored(id); a.State == analysis.Failed || a.Tries != 1 {
			t.Errorf("%s: %s with %d tries", id, a.State, a.Tries)
		}
	}
}

func TestStuck_FailureIsPublishedLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, func(a *analysis.Analysis) error {
		a.Tries, a.Event = analysis.MaxTries, json.RawMessage(`"no event"`)
		return nil
	})
	r.topicAway = errAway
	if code, report := r.call(); code != http.StatusInternalServerError || len(report.Errors) != 1 {
		t.Fatalf("status %d, %+v", code, report)
	}
	a := r.stored(id)
	if a.State != analysis.Failed || a.DueAt.IsZero() {
		t.Fatalf("%s, due at %v", a.State, a.DueAt)
	}
	r.topicAway, r.now = nil, a.DueAt
	r.call()
	if diff := cmp.Diff([]event.Result{{AnalysisID: id, Attempt: 1}}, r.results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

func TestStuck_UnreadableEventFailsTheAnalysis(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, func(a *analysis.Analysis) error { a.Event = json.RawMessage(`"no event"`); return nil })
	for range analysis.MaxTries {
		code, report := r.call()
		if code != http.StatusInternalServerError || len(report.Errors) != 1 || !strings.Contains(report.Errors[0], id) {
			t.Fatalf("status %d, %+v", code, report)
		}
		r.now = r.stored(id).DueAt
	}
	if code, report := r.call(); code != http.StatusOK || report.GivenUp != 1 || len(r.results) != 1 || r.stored(id).State != analysis.Failed {
		t.Errorf("status %d, %+v, results %v", code, report, r.results)
	}
}

func TestStuck_OneBrokenAnalysisStopsNoOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, second := r.add(1), r.add(2)
	r.broken = errAway // what can't be read is told beside what can
	r.stuck = first
	code, report := r.call()
	if code != http.StatusInternalServerError || report.Due != 2 || report.Republished != 1 || len(report.Errors) != 2 {
		t.Errorf("status %d, %+v", code, report)
	}
	if len(r.events) != 1 || r.events[0].AnalysisID != second {
		t.Errorf("events %+v", r.events)
	}
}

func TestStuck_MovedOnIsNotPublished(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	late, waiting, told := r.add(1), r.add(2, r.dispatch()), r.add(3, r.fail())
	r.stale = []*analysis.Analysis{r.stored(late), r.stored(waiting), r.stored(told)}
	r.change(late, r.degrade())
	r.change(waiting, func(a *analysis.Analysis) error { a.DueAt = r.now.Add(time.Minute); return nil })
	r.change(told, func(a *analysis.Analysis) error { a.MarkNotified(); return nil })
	code, report := r.call()
	if diff := cmp.Diff(reconcile.Report{Due: 3, Errors: []string{}}, report); diff != "" || code != http.StatusOK {
		t.Errorf("status %d, report (-want +got):\n%s", code, diff)
	}
	if r.events != nil || r.results != nil {
		t.Errorf("published %v, %v", r.events, r.results)
	}
}

// After an outage everything is due at once: nobody may wait because a hundred others are looked at again and again.
func TestReconcile_HandlesAllThatIsDue(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 203 {
		r.add(n + 1)
		r.add(n+1000, r.dispatch())
	}
	if _, report := r.call(); report.Due != 406 || report.Republished != 406 {
		t.Errorf("%+v", report)
	}
	seen := map[string]int{}
	for _, e := range r.events {
		seen[e.AnalysisID]++
	}
	if len(seen) != 406 || len(r.events) != 406 {
		t.Errorf("%d events about %d analyses, want 406", len(r.events), len(seen))
	}
}

func TestReconcile_AcceptsOnlyPOST(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.add(12)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost || r.events != nil {
		t.Errorf("%d, Allow %q, events %v", w.Code, w.Header().Get("Allow"), r.events)
	}
}

func TestReconcile_ReportsInJSON(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	const want = `{"due":0,"republished":0,"given_up":0,"parked":0,"woken":0,"redelivered":0,"forgotten":0,"slots":0,"parked_seconds":0,"waiting_seconds":0,"errors":[]}` + "\n"
	if w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}

// Two at work at once would publish everything twice; one that crashed must not keep the next ones out.
func TestReconcile_OneAtATime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.db.Acquire(t.Context(), "reconcile", "another", r.now, r.now.Add(analysis.FunctionTimeout)); err != nil {
		t.Fatal(err)
	}
	id := r.add(1)
	if report := r.Run(t.Context()); report.Due != 0 || len(report.Errors) != 0 || len(r.events) != 0 {
		t.Errorf("beside another: %+v", report)
	}
	r.now = r.now.Add(analysis.FunctionTimeout)
	for range 2 { // the lease is given back
		r.events = nil
		if report := r.Run(t.Context()); report.Due != 1 || len(r.events) != 1 {
			t.Errorf("%s after the other's time: %+v", id, report)
		}
		r.now = r.now.Add(analysis.QueuedDue)
	}
}
