package slots

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// Store is where slots and waiters are.
type Store interface {
	Waiting(ctx context.Context, limit int) ([]*Waiter, error)
	HandOver(ctx context.Context, w *Waiter, fn func(*Slots, *Waiter, *analysis.Analysis) error) error
}

// Topics publishes events.
type Topics interface {
	PublishEvent(ctx context.Context, e event.Event) error
}

// page is how many waiters are read at a time.
const page = 10

var errFull = errors.New("no slot is free")

// Wake offers the free slots to the next waiters and publishes their events. One that crashes in between leaves an offer, which ends by
// itself, and an analysis that is due by then.
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

// offer offers a slot to one waiter, unless its analysis waits no longer.
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
			if end := now.Add(offered); end.Before(a.DueAt) {
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
	e, err := event.Kept(waits)
	if err != nil {
		return false, err
	}
	return true, t.PublishEvent(ctx, e)
}
