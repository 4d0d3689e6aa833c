package store

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/slots"
)

// Budgets holds the spending of each period: see budget.Keys.
var Budgets = Declare(Declaration[budget.Period]{
	Name:     "budgets",
	Of:       OfTheRepository, // an installation's month belongs to no repository
	Expires:  For(analysis.Retention),
	MaxBytes: 4 << 10,
	Codec:    Plain[budget.Period](),
})

// Held has Kestra's slots and the spending of the budgets that count for one review.
type Held struct {
	Slots      *slots.Slots
	Day, Month *budget.Period
}

// heldDocuments are the documents of a Held in a transaction.
type heldDocuments struct {
	slots      *Document[slots.Slots]
	day, month *Document[budget.Period]
}

func documentsOf(k budget.Keys) heldDocuments {
	return heldDocuments{KestraSlots.Document(slotsID), Budgets.Document(k.Day), Budgets.Document(k.Month)}
}

// knownDocuments returns the documents with values that were read before.
func (h *Held) knownDocuments() heldDocuments {
	return heldDocuments{KestraSlots.Known(h.Slots), Budgets.Known(h.Day), Budgets.Known(h.Month)}
}

func (d heldDocuments) value() *Held { return &Held{d.slots.Value, d.day.Value, d.month.Value} }

func (d heldDocuments) all() []Changeable { return []Changeable{d.slots, d.day, d.month} }

// Held reads Kestra's slots and the spending together.
func (s *Store) Held(ctx context.Context, k budget.Keys) (*Held, error) {
	return s.ChangeHeld(ctx, k, func(*Held) error { return nil })
}

// ChangeHeld changes Kestra's slots and the spending: see Transact.
func (s *Store) ChangeHeld(ctx context.Context, k budget.Keys, fn func(*Held) error) (*Held, error) {
	d := documentsOf(k)
	if err := Transact(ctx, s.db, func() error { return fn(d.value()) }, d.all()...); err != nil {
		return nil, err
	}
	return d.value(), nil
}

// Settle is Update, but also changes Kestra's slots and the spending. It costs one read and one write if nobody interfered.
func (s *Store) Settle(ctx context.Context, a *analysis.Analysis, k budget.Keys, fn func(*analysis.Analysis, *Held) error) (*analysis.Analysis, error) {
	changed, d := Analyses.Known(a), documentsOf(k)
	if err := Transact(ctx, s.db, func() error { return fn(changed.Value, d.value()) }, append(d.all(), changed)...); err != nil {
		return nil, err
	}
	return changed.Value, nil
}

// Begin changes an analysis and Kestra's slots, and stores the flow's context, if given, with them. The spending must still be that in held.
// fn first gets a and held as they were read and, if one of them has changed since, again as stored. A context that is too large is left
// out.
func (s *Store) Begin(ctx context.Context, a *analysis.Analysis, held *Held, kept *KeptContext, fn func(*analysis.Analysis, *Held) error) (*analysis.Analysis, error) {
	changed, d := Analyses.Known(a), held.knownDocuments()
	documents := append(d.all(), changed)
	change := func() error { return fn(changed.Value, d.value()) }
	if kept != nil {
		input := KeptContexts.Known(&KeptContext{ID: a.ID})
		documents = append(documents, input)
		change = func() error {
			err := fn(changed.Value, d.value())
			if changed.Value.State == analysis.Queued || changed.Value.State == analysis.Dispatched {
				input.Value.Round, input.Value.Packed, input.Value.ExpireAt = kept.Round, kept.Packed, kept.ExpireAt
			}
			return err
		}
	}
	err := Transact(ctx, s.db, change, documents...)
	if errors.Is(err, ErrTooLarge) && kept != nil {
		return s.Begin(ctx, a, held, nil, fn)
	}
	if err != nil {
		return nil, err
	}
	return changed.Value, nil
}

// Budget returns the spending of a period, which is empty at first.
func (s *Store) Budget(ctx context.Context, id string) (*budget.Period, error) {
	p, err := Budgets.Get(ctx, s.db, id)
	if errors.Is(err, ErrNotFound) {
		return &budget.Period{ID: id}, nil
	}
	return p, err
}
