package reconcile_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/event"
)

// park keeps the event of pull request n.
func (r *rig) park(n int, until time.Time) event.Event {
	r.t.Helper()
	e := r.kept(n)
	_, err := r.db.ChangeParked(r.t.Context(), e.ParkedID(), func(p *event.Parked) error {
		return p.Park(e, "GitHub answered 502", until, time.Time{}, r.now)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	e.Parked = true
	return e
}

func (r *rig) parked(e event.Event) *event.Parked {
	r.t.Helper()
	p, err := r.db.ChangeParked(r.t.Context(), e.ParkedID(), func(*event.Parked) error { return nil })
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

// GitHub is away for days at the most: an event waits until it is back, and somebody hears of it after three days.
func TestParked_IsPublishedUntilItEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	e := r.park(12, time.Time{})
	if _, report := r.call(); report.Parked != 0 || r.events != nil {
		t.Fatalf("published at once: %+v", report)
	}
	begin := r.now
	for n := 1; r.now.Sub(begin) < 80*time.Hour; n++ {
		r.now = r.parked(e).DueAt
		code, report := r.call()
		if code != http.StatusOK || report.Parked != 1 || len(r.events) != n || !cmp.Equal(e, r.events[n-1]) {
			t.Fatalf("after %s: status %d, %+v, events %+v", r.now.Sub(begin), code, report, r.events)
		}
	}
	if wait := r.parked(e).DueAt.Sub(r.now); wait != 6*time.Hour {
		t.Errorf("after three days it waits for %s", wait)
	}
	if found := logged.Containing(`"severity":"ERROR"`, "an event waits for GitHub", "GitHub answered 502"); len(found) == 0 {
		t.Error("nobody hears of it after three days")
	}
	published := len(r.events)
	_, err := r.db.ChangeParked(t.Context(), e.ParkedID(), func(p *event.Parked) error { p.End(e.Delivery, r.now); return nil })
	r.now = r.now.Add(24 * time.Hour)
	if _, report := r.call(); err != nil || report.Parked != 0 || len(r.events) != published {
		t.Errorf("after its end: %+v, %v", report, err)
	}
}

func TestParked_PubSubOutageLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	e := r.park(12, time.Time{})
	r.topicAway, r.now = errors.New("away"), r.parked(e).DueAt
	if code, report := r.call(); code != http.StatusInternalServerError || report.Parked != 0 || len(report.Errors) != 1 {
		t.Errorf("status %d, %+v", code, report)
	}
	r.topicAway, r.now = nil, r.parked(e).DueAt
	if _, report := r.call(); report.Parked != 1 || len(r.events) != 1 {
		t.Errorf("%+v", report)
	}
}

// After a rollback the newer version's event must not be lost, nor stop the others or fail each call of the scheduler.
func TestParked_OfAnUnknownSchemaWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	e := r.park(12, time.Time{})
	readable := r.parked(e).Event
	set := func(stored []byte) {
		_, err := r.db.ChangeParked(t.Context(), e.ParkedID(), func(p *event.Parked) error { p.Event = stored; return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	set([]byte(`{"schema":99,"what":"nobody knows"}`))
	other := r.park(13, time.Time{})
	r.now = r.parked(e).DueAt
	code, report := r.call()
	if code != http.StatusOK || len(r.events) != 1 || !cmp.Equal(other, r.events[0]) {
		t.Fatalf("status %d, %+v, events (-want +got):\n%s", code, report, cmp.Diff([]event.Event{other}, r.events))
	}
	if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, "an event waits for a version that can read it"); len(found) != 1 {
		t.Errorf("%d lines say so", len(found))
	}
	if wait := r.parked(e).DueAt.Sub(r.now); wait != 6*time.Hour {
		t.Errorf("it waits for %s", wait)
	}
	set(readable)
	r.now = r.parked(e).DueAt
	if r.call(); !slices.ContainsFunc(r.events, func(published event.Event) bool { return cmp.Equal(e, published) }) {
		t.Errorf("a version that can read it published %+v", r.events)
	}
}

// Events that wait for GitHub are retried less and less often. Once GitHub is back, they must not wait for their next retry; only what
// GitHub itself has named a time for does.
func TestParked_IsPublishedOnceGitHubIsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	waits, limited := r.park(12, time.Time{}), r.park(13, r.now.Add(time.Hour))
	away := true
	r.gh.Fail(func(*http.Request) bool { return away }, http.StatusBadGateway, nil, `{}`, -1)
	for range 7 {
		r.now = r.now.Add(5 * time.Minute)
		r.call()
	}
	before := len(r.events)
	if wait := r.parked(waits).DueAt.Sub(r.now); before == 0 || wait <= 5*time.Minute {
		t.Fatalf("published %d times, it waits for %s", before, wait)
	}
	away = false
	r.now = r.now.Add(5 * time.Minute)
	if _, report := r.call(); report.Parked != 1 || len(r.events) != before+2 || !r.events[before+1].Daily() || r.parked(limited).Tries != 0 {
		t.Errorf("%+v, %d published before, then %+v", report, before, r.events)
	}
	r.now = r.now.Add(5 * time.Minute)
	if _, report := r.call(); report.Parked != 0 {
		t.Errorf("published again: %+v", report)
	}
}

// A call that ends early, or crashes, must leave GitHub's return to the next one: the events would wait for a time that grew with the outage.
func TestParked_ReturnOfGitHubIsKeptUntilAllIsPublished(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 3 {
		r.park(n+1, time.Time{})
	}
	away := true
	r.gh.Fail(func(*http.Request) bool { return away }, http.StatusBadGateway, nil, `{}`, -1)
	for range 7 {
		r.now = r.now.Add(5 * time.Minute)
		r.call()
	}
	away, r.slow = false, 250*time.Second
	for call, want := range []int{2, 3, 0} { // two once more: dispatch has not taken them up
		r.now = r.now.Add(5 * time.Minute)
		if _, report := r.call(); report.Parked != want {
			t.Errorf("call %d after the return published %d, want %d", call+1, report.Parked, want)
		}
		r.slow = 0
	}
}

// The scheduler cuts off what takes longer: what is left stays due for the next call.
func TestReconcile_StopsAfter400Seconds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for n := range 3 {
		r.park(n+1, time.Time{})
	}
	r.now = r.now.Add(6 * time.Minute)
	r.slow = 250 * time.Second
	if _, report := r.call(); report.Parked != 2 || len(report.Errors) > 0 {
		t.Errorf("with 250 s for each: %+v", report)
	}
	r.slow = 0
	if _, report := r.call(); report.Parked != 1 {
		t.Errorf("the next call: %+v", report)
	}
}
