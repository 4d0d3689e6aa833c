package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// step is what there is to do for an analysis.
type step int

const (
	nothing  step = iota
	announce      // it has a result: say so again
	again         // its last attempt was superseded: tell GitHub, and claim the next
	tell          // it was superseded, and GitHub may not know
	skip          // it is not wanted: say so
	run           // measure and start
	decide        // its workflow is late: ask Kestra
)

// claim is what claiming found.
type claim struct {
	next     step
	reason   string             // for skip
	analysis *analysis.Analysis // leased to this work where there is something to do
	previous string             // the subject's analysis before
}

// claim takes the analysis, if it is to be worked on, in one transaction with the latest of its subject.
func (w *work) claim(ctx context.Context) (claim, error) {
	kept, err := json.Marshal(w.event)
	if err != nil {
		return claim{}, fmt.Errorf("encoding the event: %w", err)
	}
	var c claim
	_, a, err := w.Store.Claim(ctx, w.latestID(), w.id, func(l *analysis.Latest, a *analysis.Analysis) error {
		c = claim{} // the transaction may run again
		w.fresh, w.unknown = false, false
		if err := w.current(l); err != nil {
			return err
		}
		c.previous = l.AnalysisID
		w.record(l, w.id)
		return w.route(&c, a, kept)
	})
	c.analysis = a
	return c, err
}

// current refuses a subject that GitHub has shown in a newer state before: another work, or a lagging replica of GitHub's.
func (w *work) current(l *analysis.Latest) error {
	if shown := w.subject.UpdatedAt; !shown.IsZero() && shown.Before(l.UpdatedAt) {
		return fmt.Errorf("GitHub shows the state of %s, but has shown that of %s", shown, l.UpdatedAt)
	}
	return nil
}

// record notes the subject as GitHub shows it.
func (w *work) record(l *analysis.Latest, id string) {
	if w.subject.HeadSHA != "" {
		l.HeadSHA, l.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	}
	if !w.subject.UpdatedAt.IsZero() {
		l.UpdatedAt = w.subject.UpdatedAt
	}
	l.AnalysisID = id
	l.ExpireAt = w.Now().Add(analysis.Retention)
}

// route decides what an event means for its analysis, and takes the lease where there is something to do.
func (w *work) route(c *claim, a *analysis.Analysis, kept json.RawMessage) error {
	now := w.Now()
	open := a.State != analysis.None && !a.State.Ended()
	retargeted := a.State != analysis.None && a.Subject.Ref != w.subject.Ref
	repeated := !retargeted && slices.Contains(a.Deliveries, w.event.Delivery)
	var round event.Event // that began the round under way
	if open {
		var err error
		if round, err = event.Decode(a.Event); err != nil {
			return err
		}
	}
	c.reason = w.skipReason(round)

	switch {
	case open && c.reason != "" && a.State != analysis.Queued:
		c.next = tell
		return a.Supersede(now, c.reason)
	case open && retargeted:
		c.next = again
		return a.Supersede(now, "a new base")
	case open:
		return w.resume(c, a)
	}
	reopens := a.State == analysis.None || !repeated && w.reopens(a, c.reason, retargeted)
	switch untold := a.State == analysis.Superseded && !a.DueAt.IsZero(); {
	case untold && reopens:
		c.next = again
		return nil
	case untold:
		c.next = tell
		return nil
	case !reopens:
		c.next = nothing
		return nil
	}
	w.fresh = true
	w.describe(a, c.previous)
	if err := a.Queue(now, w.event.Delivery, kept); err != nil {
		return err
	}
	if w.subject.Within > 0 {
		a.Limit(now.Add(w.subject.Within))
	}
	if c.next = run; c.reason != "" {
		c.next = skip
	}
	return a.Acquire(now, w.owner)
}

// resume takes up a round that is under way: after a crash, by a repeated delivery, or because it is late.
func (w *work) resume(c *claim, a *analysis.Analysis) error {
	a.Remember(w.event.Delivery)
	now := w.Now()
	switch {
	case a.State == analysis.Completed:
		c.next = announce
		return nil
	case a.State == analysis.Dispatched && !now.Before(a.DueAt):
		c.next = decide
	case a.State == analysis.Dispatched && a.ExecutionID != "":
		c.next = nothing
		return nil
	case c.reason != "":
		c.next = skip
	default:
		c.next, w.unknown = run, a.State == analysis.Dispatched
	}
	return a.Acquire(now, w.owner)
}

// reopens reports whether a new delivery begins a new round of an analysis that has ended.
func (w *work) reopens(a *analysis.Analysis, reason string, retargeted bool) bool {
	switch {
	case reason != "":
		return false // it is skipped, superseded or published already, and not wanted now
	case w.asks(w.event), retargeted:
		return true
	case w.event.HeadSHA != "" && w.event.HeadSHA != w.subject.HeadSHA:
		return false // it is about an older head, and only comes late
	}
	return a.Degraded != "" || a.State != analysis.Published
}

// describe fills in what the analysis is of.
func (w *work) describe(a *analysis.Analysis, previous string) {
	a.Kind = w.kind.Name()
	a.Repository = w.event.Repository
	a.InstallationID = w.event.InstallationID
	a.Subject = w.subject.Subject
	a.HeadSHA, a.BaseSHA = w.subject.HeadSHA, w.subject.BaseSHA
	a.URL = w.subject.URL
	if previous != a.ID {
		a.Previous = previous
	}
}
