package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/slots"
)

// KestraSlots holds the one slots.Slots.
var KestraSlots = Declare(Declaration[slots.Slots]{
	Name:     "slots",
	Of:       Nobodys,
	Expires:  ForGood,
	MaxBytes: 256 << 10,
	Codec:    Plain[slots.Slots](),
})

// Waiters holds each subject that waits for a slot, by the subject's ID.
var Waiters = Declare(Declaration[slots.Waiter]{
	Name:     "waiting",
	Of:       OfRepositoryIn,
	Expires:  For(analysis.WaiterKept),
	MaxBytes: 4 << 10,
	Codec:    Plain[slots.Waiter](),
})

// Lines holds each installation that waited for a slot lately, by its ID.
var Lines = Declare(Declaration[slots.Line]{
	Name:     "lines",
	Of:       Nobodys,
	Expires:  For(slots.Kept),
	MaxBytes: 4 << 10,
	Codec:    Plain[slots.Line](),
})

const slotsID = "kestra"

// Slots returns Kestra's slots. It costs one document read.
func (s *Store) Slots(ctx context.Context) (*slots.Slots, error) {
	held, err := KestraSlots.Get(ctx, s.db, slotsID)
	if errors.Is(err, ErrNotFound) {
		return &slots.Slots{ID: slotsID}, nil
	}
	return held, err
}

// ChangeSlots changes Kestra's slots: see Collection.Change.
func (s *Store) ChangeSlots(ctx context.Context, fn func(*slots.Slots) error) (*slots.Slots, error) {
	return KestraSlots.Change(ctx, s.db, slotsID, fn)
}

// UpdateWithSlots changes an analysis and Kestra's slots together, both or neither. fn first gets a as it was read and, if it has changed
// since, again as stored. It costs at most one read and two writes if nobody interfered.
func (s *Store) UpdateWithSlots(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis, *slots.Slots) error) (*analysis.Analysis, error) {
	changed, shared := Analyses.Known(a), KestraSlots.Document(slotsID)
	if err := Transact(ctx, s.db, func() error { return fn(changed.Value, shared.Value) }, changed, shared); err != nil {
		return nil, err
	}
	return changed.Value, nil
}

// Enqueue changes a waiter and its installation's line, on the condition that Kestra's slots stay unchanged.
func (s *Store) Enqueue(ctx context.Context, waiterID string, installation int64, fn func(*slots.Slots, *slots.Line, *slots.Waiter) error) error {
	held, line, w := KestraSlots.Document(slotsID), Lines.Document(strconv.FormatInt(installation, 10)), Waiters.Document(waiterID)
	return Transact(ctx, s.db, func() error { return fn(held.Value, line.Value, w.Value) }, held, line, w)
}

// Waiter returns a subject's waiter, or ErrNotFound.
func (s *Store) Waiter(ctx context.Context, id string) (*slots.Waiter, error) {
	return Waiters.Get(ctx, s.db, id)
}

// Waiting lists at most limit waiters, in the order in which they get slots.
func (s *Store) Waiting(ctx context.Context, limit int) ([]*slots.Waiter, error) {
	return Waiters.Due(ctx, s.db, slots.Everyone, limit)
}

// HandOver changes Kestra's slots, a waiter and its analysis together. The analysis has no State if it is not stored.
func (s *Store) HandOver(ctx context.Context, waiter *slots.Waiter, fn func(*slots.Slots, *slots.Waiter, *analysis.Analysis) error) error {
	held, w, a := KestraSlots.Document(slotsID), Waiters.Known(waiter), Analyses.Document(waiter.Analysis)
	return Transact(ctx, s.db, func() error { return fn(held.Value, w.Value, a.Value) }, held, w, a)
}
