package limits

import (
	"context"
	"time"
)

// A pull request takes about ten requests in all, so an hourly limit is enough for a tenth as many pull requests. Measuring evenly at that
// pace leaves requests for analyses under way, and stays far from the secondary limit of 900 points a minute.
const (
	turnCost   = 10
	turnBurst  = 40             // at once, after a quiet time
	turnsBusy  = 8              // that an instance reserves at a time under load
	turnsAgain = time.Minute    // load is high if the last turn is more recent
	usualLimit = 5000           // an hour, of an installation ("Rate limits for GitHub Apps")
	lastTurn   = 24 * time.Hour // a later change asks again then
)

// Turns spreads the measuring of an installation's changes over time while they arrive faster than reviews finish. All instances share it.
type Turns struct {
	Next time.Time `firestore:"next,omitzero" json:"next,omitzero"` // the first free turn
}

// reserve returns the first of n turns that are every apart.
func (t *Turns) reserve(now time.Time, every time.Duration, n int) (first time.Time) {
	burst := now.Add(-(turnBurst - 1) * every)
	switch wait := t.Next.Sub(now); {
	case t.Next.Before(burst), wait > 2*lastTurn: // from a wrong clock
		t.Next = burst
	case wait > lastTurn:
		return now.Add(lastTurn)
	}
	first = t.Next
	t.Next = first.Add(time.Duration(n) * every)
	return first
}

// reservedTurns are the Turns that this instance has reserved.
type reservedTurns struct {
	nextTurn  time.Time
	interval  time.Duration
	left      int
	lastTaken time.Time
}

// Turn returns when to measure a change whose review would have to wait; zero means now. It costs a document read and a write, shared by
// several changes under load.
func (m *Meter) Turn(ctx context.Context, now time.Time) (time.Time, error) {
	select {
	case m.turnLock <- struct{}{}:
	case <-ctx.Done():
		return time.Time{}, context.Cause(ctx)
	}
	defer func() { <-m.turnLock }()
	mine := &m.turns
	if stale := now.Add(-turnsAgain); mine.lastTaken.Before(stale) {
		mine.left = 0 // other instances have taken turns since
	}
	if mine.left == 0 {
		n := 1
		if now.Sub(mine.lastTaken) < turnsAgain {
			n = turnsBusy
		}
		if err := m.reserveTurns(ctx, now, n); err != nil {
			return time.Time{}, err
		}
	}
	at := mine.nextTurn
	mine.nextTurn, mine.left, mine.lastTaken = at.Add(mine.interval), mine.left-1, now
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
		next = reservedTurns{nextTurn: l.Turns.reserve(now, every, n), interval: every, left: n, lastTaken: m.turns.lastTaken}
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
