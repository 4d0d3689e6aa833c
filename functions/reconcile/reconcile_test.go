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
		nextDue time.Duration // from now; 0: it stays as it is
	}{
		"queued":     {func(r *rig) []step { return nil }, true, false, analysis.ReconcileEvery},
		"dispatched": {func(r *rig) []step { return []step{r.dispatch()} }, true, false, 0},
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
			if test.nextDue > 0 {
				before.DueAt = r.now.Add(test.nextDue)
			}
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

func TestStuck_FailsAfterThreeTries(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]func(*rig) []step{
		"queued":     func(*rig) []step { return nil },
		"dispatched": func(r *rig) []step { return []step{r.dispatch()} },
		"completed":  func(r *rig) []step { return []step{r.degrade()} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id := r.add(12, steps(r)...)
			state := r.stored(id).State
			for try := 1; try <= analysis.MaxTries; try++ {
				if _, report := r.call(); report.Republished != 1 || report.GivenUp != 0 {
					t.Fatalf("try %d: %+v", try, report)
				}
				if a := r.stored(id); a.State != state || a.Tries != try {
					t.Fatalf("try %d: %s with %d tries", try, a.State, a.Tries)
				}
				r.now = r.now.Add(analysis.ReconcileEvery)
			}
			r.events, r.results = nil, nil
			code, report := r.call()
			if diff := cmp.Diff(reconcile.Report{Due: 1, GivenUp: 1, Errors: []string{}}, report); diff != "" || code != http.StatusOK {
				t.Errorf("status %d, report (-want +got):\n%s", code, diff)
			}
			a := r.stored(id)
			if want := "stuck in state " + string(state) + "; tried 3 times to get it on"; a.State != analysis.Failed || a.Failure != want {
				t.Errorf("%s: %q, want failed: %q", a.State, a.Failure, want)
			}
			told := []event.Result{{AnalysisID: id, Attempt: 1}}
			if diff := cmp.Diff(told, r.results); diff != "" || r.events != nil {
				t.Errorf("events %v, results (-want +got):\n%s", r.events, diff)
			}
			if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, id, "state "+string(state)); len(found) == 0 {
				t.Error("giving up is not logged")
			}

			calls := 0
			for ; !r.stored(id).DueAt.IsZero(); calls++ {
				if r.now = r.now.Add(analysis.CompletedDue); calls > 10 {
					t.Fatal("it never ends")
				}
				r.call()
			}
			if a := r.stored(id); calls != analysis.MaxTries+1 || len(r.results) != analysis.MaxTries+1 || a.State != analysis.Failed {
				t.Errorf("%d calls, %d results, %s", calls, len(r.results), a.State)
			}
		})
	}
}

func TestStuck_SupersededStaysSuperseded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.add(12, r.supersede())
	for range analysis.MaxTries {
		r.call()
		r.now = r.now.Add(analysis.ReconcileEvery)
	}
	_, report := r.call()
	if a := r.stored(id); a.State != analysis.Superseded || !a.DueAt.IsZero() || report.GivenUp != 1 || len(r.events) != analysis.MaxTries {
		t.Errorf("%s due at %v, %+v, %d events", a.State, a.DueAt, report, len(r.events))
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
	id := r.add(12, func(a *analysis.Analysis) error { a.Tries = analysis.MaxTries; return nil })
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
		r.now = r.now.Add(analysis.ReconcileEvery)
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

func TestReconcile_HandlesAHundredACall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 103 {
		r.add(n + 1)
	}
	if _, report := r.call(); report.Due != 100 || report.Republished != 100 {
		t.Errorf("first: %+v", report)
	}
	if _, report := r.call(); report.Due != 3 || report.Republished != 3 {
		t.Errorf("second: %+v", report)
	}
	seen := map[string]int{}
	for _, e := range r.events {
		seen[e.AnalysisID]++
	}
	if len(seen) != 103 {
		t.Errorf("%d analyses, want 103", len(seen))
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
	const want = `{"due":0,"republished":0,"given_up":0,"redelivered":0,"errors":[]}` + "\n"
	if w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}
