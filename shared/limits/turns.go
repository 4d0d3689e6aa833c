package limits

import (
	"context"
	"time"
)

// A pull request takes about ten requests, so an hour's limit is enough for a tenth of it. What is measured at that pace, evenly, leaves the
// rest to what was measured before, and stays far from the secondary limit of 900 points a minute.
const (
	turnCost   = 10
	turnBurst  = 40             // at once, where few came before
	turnsBusy  = 8              // that an instance reserves at a time while many come
	turnsAgain = time.Minute    // many: it needs the next ones within that
	usualLimit = 5000           // an hour, of an installation ("Rate limits for GitHub Apps")
	lastTurn   = 24 * time.Hour // who comes later asks again then
)

// Turns is the order in which an installation's changes are measured while they come faster than they can be reviewed, by all instances
// together.
type Turns struct {
	Next time.Time `firestore:"next,omitzero" json:"next,omitzero"` // the first that nobody has
}

// reserve returns the first of n turns that are every apart.
func (t *Turns) reserve(now time.Time, every time.Duration, n int) (first time.Time) {
	burst := now.Add(-(turnBurst - 1) * every)
	switch wait := t.Next.Sub(now); {
	case t.Next.Before(burst), wait > 2*lastTurn: // a broken clock's
		t.Next = burst
	case wait > lastTurn:
		return now.Add(lastTurn)
	}
	first = t.Next
	t.Next = first.Add(time.Duration(n) * every)
	return first
}

// reservedTurns is what this instance has of the Turns.
type reservedTurns struct {
	next  time.Time
	every time.Duration
	left  int
	taken time.Time // last
}

// Turn returns when a change may be measured that would wait for its review; zero if it may be now. It costs a document read and a write, for
// several changes where many come.
func (m *Meter) Turn(ctx context.Context, now time.Time) (time.Time, error) {
	select {
	case m.turning <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, context.Cause(ctx)
	}
	defer func() { <-m.turning }()
	mine := &m.turns
	if stale := now.Add(-turnsAgain); mine.taken.Before(stale) {
		mine.left = 0 // others come first meanwhile
	}
	if mine.left == 0 {
		n := 1
		if now.Sub(mine.taken) < turnsAgain {
			n = turnsBusy
		}
		if err := m.reserveTurns(ctx, now, n); err != nil {
			return time.Time{}, err
		}
	}
	at := mine.next
	mine.next, mine.left, mine.taken = at.Add(mine.every), mine.left-1, now
	if at.After(now) {
		return at, nil
	}
	return time.Time{}, nil
}

func (m *Meter) reserveTurns(ctx context.Context, now time.Time, n int) error {
	var next reservedTurns
	reserve := func(l *Limits) {
		limit := l.Core.Limit
		if limit <= 0 {
			limit = usualLimit
		}
		every := time.Hour * turnCost / time.Duration(limit)
		next = reservedTurns{next: l.Turns.reserve(now, every, n), every: every, left: n, taken: m.turns.taken}
	}
	if m.store == nil {
		m.mu.Lock()
		reserve(&m.now)
		m.mu.Unlock()
	} else if err := m.change(ctx, now, reserve); err != nil {
		return err
	}
	m.turns = next
	return nil
}
