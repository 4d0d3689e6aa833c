package slots

import (
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Waiter is a subject whose newest head is measured and waits for a slot. A newer head replaces an older one.
type Waiter struct {
	ID       string            `firestore:"-" json:"-"` // of the subject
	Revision analysis.Revision `firestore:"-" json:"-"`

	Analysis string    `firestore:"analysis,omitzero" json:"analysis,omitzero"` // of the newest head
	Attempt  int       `firestore:"attempt,omitzero" json:"attempt,omitzero"`
	Class    Class     `firestore:"class,omitzero" json:"class,omitzero"`
	Place    int64     `firestore:"place,omitzero" json:"place,omitzero"`
	Since    time.Time `firestore:"since,omitzero" json:"since,omitzero"`
	// DueAt encodes the order of the waiters, not a time: see order. It is zero once the subject no longer waits.
	DueAt    time.Time `firestore:"due_at,omitzero" json:"due_at,omitzero"`
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Line records the last place given to a waiter of an installation.
type Line struct {
	ID       string            `firestore:"-" json:"-"` // of the installation
	Revision analysis.Revision `firestore:"-" json:"-"`

	Last     int64     `firestore:"last,omitzero" json:"last,omitzero"`
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Class is the priority of a waiter.
type Class string

// The classes, the most urgent first.
const (
	First      Class = "first" // somebody waits: deployments, commands, re-runs, releases
	Usual      Class = "usual" // pull requests
	Background Class = "background"
)

// Kept is how long a former waiter is stored, so that it gets its old place if it comes back.
const Kept = 24 * time.Hour

// Wait lets an attempt wait in the subject's place, at the end of the installation's line if it has none. Installations take turns: the
// first of each comes before the second of any (start-time fair queueing).
func (w *Waiter) Wait(now time.Time, id string, attempt int, class Class, s *Slots, line *Line) {
	again := w.Waiting() || w.Analysis == id && w.Attempt == attempt // an offer came to nothing
	if !again || w.Class != class {
		w.Since, w.Place = now, max(s.Served, line.Last)+1
		line.Last, line.ExpireAt = w.Place, now.Add(Kept)
	}
	w.Analysis, w.Attempt, w.Class = id, attempt, class
	w.DueAt, w.ExpireAt = w.order(), now.Add(analysis.WaiterKept)
}

// Waiting reports whether it waits.
func (w *Waiter) Waiting() bool { return !w.DueAt.IsZero() }

// End ends the waiting, if it is still that of the analysis.
func (w *Waiter) End(now time.Time, id string) {
	if w.Analysis == id {
		w.DueAt, w.ExpireAt = time.Time{}, now.Add(Kept)
	}
}

// order encodes class and place in a time, which is what the store sorts by.
func (w *Waiter) order() time.Time {
	century := func(n int) time.Time { return time.Date(2100+100*n, 1, 1, 0, 0, 0, 0, time.UTC) }
	since := w.Since.Sub(time.Unix(0, 0))
	switch w.Class {
	case First:
		return century(0).Add(since)
	case Background:
		return century(2).Add(since)
	}
	return century(1).Add(time.Duration(w.Place) * time.Millisecond)
}

// Everyone is a time after every order.
var Everyone = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
