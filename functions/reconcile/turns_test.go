package reconcile_test

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/slots"
)

// turn has the event of pull request n wait for its turn.
func (r *rig) turn(n int, at time.Time) event.Event {
	r.t.Helper()
	e := r.kept(n)
	e.Turn = true
	_, err := r.db.ChangeParked(r.t.Context(), e.ParkedID(), func(p *event.Parked) error {
		return p.Park(e, "a burst", at, time.Time{}, r.now)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

// A turn may be hours away, which is no outage of GitHub's: nobody must be alerted.
func TestTurns_AreNoAbsenceOfGitHubs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.turn(12, r.now.Add(5*time.Hour))
	r.now = r.now.Add(5 * time.Hour)
	if _, report := r.call(); report.Parked != 1 || report.ParkedSeconds != 0 || len(r.events) != 1 || !r.events[0].Turn {
		t.Errorf("%+v, events %+v", report, r.events)
	}
}

// As many are called forward as end until the next look, the next ones first, and none of those that wait for GitHub.
func TestTurns_AreCalledForwardForFreeSlotsAlone(t *testing.T) {
	t.Parallel()
	for free, want := range map[int]int{0: 0, 1: 3, 2: 4} {
		r := newRig(t)
		running := func(a *analysis.Analysis) error { a.DueAt = r.now.Add(time.Hour); return nil }
		var taken []slots.Slot
		for n := range 2 - free {
			taken = append(taken, slots.Slot{Analysis: r.add(20+n, r.dispatch(), running), Attempt: 1, Until: r.now.Add(time.Hour)})
		}
		_, err := r.db.ChangeSlots(t.Context(), func(s *slots.Slots) error { s.Limit, s.Taken = 2, taken; return nil })
		if err != nil {
			t.Fatal(err)
		}
		r.park(1, r.now.Add(30*time.Minute))
		for n := 5; n >= 2; n-- {
			r.turn(n, r.now.Add(time.Duration(n)*time.Hour))
		}
		_, report := r.call()
		if report.Parked != want || len(r.events) != want {
			t.Fatalf("%d free: %+v", free, report)
		}
		for i, e := range r.events {
			if e.Subject.Number != 2+i {
				t.Errorf("%d free: #%d comes as number %d", free, e.Subject.Number, i)
			}
		}
		r.call()
		if all := map[int]int{0: 0, 1: 4, 2: 4}[free]; len(r.events) != all {
			t.Errorf("%d free: %d are published in the end, want %d", free, len(r.events), all)
		}
	}
}
