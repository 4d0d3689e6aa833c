package slots

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// Store stores slots and waiters.
type Store interface {
	Waiting(ctx context.Context, limit int) ([]*Waiter, error)
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	HandOver(ctx context.Context, w *Waiter, fn func(*Slots, *Waiter, *analysis.Analysis) error) error
}

// Topics publishes events.
type Topics interface {
	PublishEvent(ctx context.Context, e event.Event) error
}

// page is the number of waiters read at a time.
const page = 10

var errFull = errors.New("no slot is free")

// Wake offers the free slots to the next waiters and publishes their events. A crash in between leaves an offer, which expires, and an
// analysis that is due soon; see Remind.
func Wake(ctx context.Context, s Store, t Topics, now time.Time) (woken int, _ error) {
	for {
		list, err := s.Waiting(ctx, page)
		if err != nil {
			return woken, err
		}
		for _, w := range list {
			offered, err := offer(ctx, s, t, w, now)
			if errors.Is(err, errFull) {
				return woken, nil
			}
			if err != nil {
				return woken, fmt.Errorf("waking %s: %w", w.Analysis, err)
			}
			if offered {
				woken++
			}
		}
		if len(list) < page {
			return woken, nil
		}
	}
}

// offer offers a slot to one waiter, unless its analysis no longer waits.
func offer(ctx context.Context, s Store, t Topics, w *Waiter, now time.Time) (given bool, _ error) {
	var waits *analysis.Analysis
	err := s.HandOver(ctx, w, func(slots *Slots, stored *Waiter, a *analysis.Analysis) error {
		if given = false; stored.Analysis != w.Analysis || !stored.Waiting() {
			return nil // somebody else was faster
		}
		if a.Waiting() && a.Attempt == stored.Attempt {
			if given = slots.Offer(now, stored); !given {
				return errFull
			}
			if end := now.Add(analysis.ReconcileEvery); end.Before(a.DueAt) {
				a.DueAt = end
			}
		}
		waits = a
		stored.End(now, w.Analysis)
		return nil
	})
	if err != nil || !given {
		return false, err
	}
	return true, announce(ctx, t, waits)
}

func announce(ctx context.Context, t Topics, a *analysis.Analysis) error {
	e, err := event.Kept(a)
	if err != nil {
		return err
	}
	return t.PublishEvent(ctx, e)
}

// Remind publishes again the events of waiters that were offered a slot and have not taken it: the worker that offered it may have
// crashed before it published them.
func Remind(ctx context.Context, s Store, t Topics, held *Slots) error {
	var faults []error
	for _, slot := range held.Taken {
		if !slot.Offered {
			continue
		}
		a, err := s.Analysis(ctx, slot.Analysis)
		if err == nil && a.Attempt == slot.Attempt && a.Waiting() {
			err = announce(ctx, t, a)
		}
		if err != nil { // such as that of a deleted analysis: the others still get theirs
			faults = append(faults, fmt.Errorf("reminding %s of its slot: %w", slot.Analysis, err))
		}
	}
	return errors.Join(faults...)
}
