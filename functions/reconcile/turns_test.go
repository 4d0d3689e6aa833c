package reconcile_test

import (
	"fmt"
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

// awaitSlot has the measured pull request n wait for a slot.
func (r *rig) awaitSlot(n int) {
	r.t.Helper()
	id := r.add(n, func(a *analysis.Analysis) error { return a.Wait(r.now) })
	err := r.db.Enqueue(r.t.Context(), fmt.Sprint("waiter-", n), 777, func(s *slots.Slots, line *slots.Line, w *slots.Waiter) error {
		w.Wait(r.now, id, 1, slots.Usual, s, line)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
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

// As many are called forward as flows end until the next look and nobody waits for, the next ones first, and none of those that wait for
// GitHub. Otherwise slots stay free while thousands wait for their turn.
func TestTurns_AreCalledForwardForSlotsThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	for waiting, want := range map[int]int{0: 4, 3: 3, 5: 1, 6: 0, 7: 0} {
		r := newRig(t)
		running := func(a *analysis.Analysis) error { a.DueAt = r.now.Add(time.Hour); return nil }
		var taken []slots.Slot
		for n := range 2 {
			taken = append(taken, slots.Slot{Analysis: r.add(20+n, r.dispatch(), running), Attempt: 1, Until: r.now.Add(time.Hour)})
		}
		_, err := r.db.ChangeSlots(t.Context(), func(s *slots.Slots) error { s.Limit, s.Taken = 2, taken; return nil })
		if err != nil {
			t.Fatal(err)
		}
		for n := range waiting {
			r.awaitSlot(40 + n)
		}
		r.park(1, r.now.Add(30*time.Minute))
		for n := 5; n >= 2; n-- {
			r.turn(n, r.now.Add(time.Duration(n)*time.Hour))
		}
		_, report := r.call()
		if report.Parked != want || len(r.events) != want {
			t.Fatalf("%d wait: %+v", waiting, report)
		}
		for i, e := range r.events {
			if e.Subject.Number != 2+i {
				t.Errorf("%d wait: #%d comes as number %d", waiting, e.Subject.Number, i)
			}
		}
	}
}
