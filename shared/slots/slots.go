// Package slots decides which analyses may have their flow run at Kestra, and which of the waiting ones comes next. DevPlus counts them
// itself, because Kestra's own limit on a flow loses a place with each killed execution (kestra-io/kestra#14356).
package slots

import (
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
)

// Slots lists the analyses that hold Kestra's slots. There is one document.
type Slots struct {
	ID       string            `firestore:"-" json:"-"`
	Revision analysis.Revision `firestore:"-" json:"-"`

	Taken []Slot `firestore:"taken,omitzero" json:"taken,omitzero"`
	// Limit is the number of slots that dispatch was last configured with. The function that frees a slot does not know it.
	Limit int `firestore:"limit,omitzero" json:"limit,omitzero"`
	// Served is the place of the last waiter that got a slot. A later arrival never comes before it.
	Served int64 `firestore:"served,omitzero" json:"served,omitzero"`
	// Owed means that a slot became free while others may have waited, and nobody has got it yet: the worker that freed it may have
	// crashed.
	Owed bool `firestore:"owed,omitzero" json:"owed,omitzero"`
	// Window is the model's context window in tokens, learned when it refused a longer input. It counts until WindowUntil.
	Window      int       `firestore:"window,omitzero" json:"window,omitzero"`
	WindowUntil time.Time `firestore:"window_until,omitzero" json:"window_until,omitzero"`
}

// windowBelieved limits how long a learned window counts, because a new model may take more.
const windowBelieved = 24 * time.Hour

// FoundWindow records that the model takes no more than window tokens.
func (s *Slots) FoundWindow(now time.Time, window int) {
	s.Window, s.WindowUntil = window, now.Add(windowBelieved)
}

// Slot is held by one attempt of an analysis.
type Slot struct {
	Analysis string    `firestore:"analysis" json:"analysis"`
	Attempt  int       `firestore:"attempt" json:"attempt"`
	Until    time.Time `firestore:"until" json:"until"`                       // it is free after that in any case
	Offered  bool      `firestore:"offered,omitzero" json:"offered,omitzero"` // to a waiter that has not taken it yet
	// Reserved is the part of the budgets that its flow may use. It ends with the slot.
	Reserved budget.Reservation `firestore:"reserved,omitzero" json:"reserved,omitzero"`
}

// The longest times that a slot is held.
const (
	held    = analysis.RunningDue // by a flow: it is killed then
	offered = 90 * time.Second    // to a waiter: its event may have been lost, and others wait
)

// Take takes a slot for an attempt, or keeps the one that it holds. It reports false if there is none.
func (s *Slots) Take(now time.Time, limit int, id string, attempt int) bool {
	s.Limit = limit
	return s.put(now, Slot{Analysis: id, Attempt: attempt, Until: now.Add(held)})
}

// Offer keeps a slot for a waiter until its event arrives.
func (s *Slots) Offer(now time.Time, w *Waiter) bool {
	if !s.put(now, Slot{Analysis: w.Analysis, Attempt: w.Attempt, Until: now.Add(offered), Offered: true}) {
		return false
	}
	if w.Class == Usual {
		s.Served = max(s.Served, w.Place)
	}
	return true
}

func (s *Slots) put(now time.Time, slot Slot) bool {
	full := len(s.Taken) >= s.Limit
	s.Taken = slices.DeleteFunc(s.Taken, func(t Slot) bool { return !t.Until.After(now) })
	s.Owed = s.Owed || full && len(s.Taken) < s.Limit
	if i := s.index(slot.Analysis, slot.Attempt); i >= 0 {
		if slot.Until.After(s.Taken[i].Until) {
			s.Taken[i].Until, s.Taken[i].Offered = slot.Until, slot.Offered
		}
		return true
	}
	if len(s.Taken) >= s.Limit {
		return false
	}
	s.Taken = append(s.Taken, slot)
	s.Owed = s.Owed && len(s.Taken) < s.Limit
	return true
}

// HasRoom reports whether the attempt would get a slot.
func (s *Slots) HasRoom(now time.Time, limit int, id string, attempt int) bool {
	copied := Slots{Taken: slices.Clone(s.Taken)}
	return copied.Take(now, limit, id, attempt)
}

// Holds reports whether an attempt of an analysis has a slot.
func (s *Slots) Holds(id string) bool {
	return slices.ContainsFunc(s.Taken, func(slot Slot) bool { return slot.Analysis == id })
}

// Free frees the slot of an attempt. It reports whether others may be waiting: they begin to wait only while all slots are taken.
func (s *Slots) Free(id string, attempt int) (awaited bool) {
	if i := s.index(id, attempt); i >= 0 {
		s.Owed = s.Owed || len(s.Taken) >= s.Limit
		s.Taken = slices.Delete(s.Taken, i, i+1)
	}
	return s.Owed
}

// Move hands the slot of an attempt, with its reservation, to the next attempt of the same analysis.
func (s *Slots) Move(now time.Time, id string, from, to int) {
	if i := s.index(id, from); i >= 0 {
		s.Taken[i].Attempt, s.Taken[i].Until, s.Taken[i].Offered = to, now.Add(held), false
	}
}

// Reserve records the reservation of an attempt that has a slot. Repeating it changes nothing.
func (s *Slots) Reserve(id string, attempt int, r budget.Reservation) {
	if i := s.index(id, attempt); i >= 0 && s.Taken[i].Reserved == (budget.Reservation{}) {
		s.Taken[i].Reserved = r
	}
}

// Reserved returns the reservation of an attempt; the zero value if it has no slot.
func (s *Slots) Reserved(id string, attempt int) (r budget.Reservation, has bool) {
	if i := s.index(id, attempt); i >= 0 {
		return s.Taken[i].Reserved, true
	}
	return r, false
}

// Reservations lists the reservations at a time, except that of one analysis.
func (s *Slots) Reservations(now time.Time, without string) (all []budget.Reservation) {
	for _, t := range s.Taken {
		if t.Analysis != without && t.Until.After(now) && t.Reserved != (budget.Reservation{}) {
			all = append(all, t.Reserved)
		}
	}
	return all
}

func (s *Slots) index(id string, attempt int) int {
	return slices.IndexFunc(s.Taken, func(t Slot) bool { return t.Analysis == id && t.Attempt == attempt })
}
