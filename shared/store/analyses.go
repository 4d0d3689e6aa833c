package store

import (
	"context"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

// Analyses holds each analysis by its ID. Its packed fields are bounded by analysis.MaxDocumentBytes.
var Analyses = Declare(Declaration[analysis.Analysis]{
	Name:     "analyses",
	Of:       OfRepositoryIn,
	Expires:  ByRetention,
	MaxBytes: analysis.MaxDocumentBytes + 64<<10,
	Codec: Codec[analysis.Analysis]{
		Key:    func(a *analysis.Analysis) (string, analysis.Revision) { return a.ID, a.Revision },
		Clone:  (*analysis.Analysis).Clone,
		Encode: encodeAnalysis,
		Decode: func(id string, revision analysis.Revision, read func(any) error) (*analysis.Analysis, error) {
			var d document.Analysis
			if err := read(&d); err != nil {
				return nil, err
			}
			return d.Decode(id, revision)
		},
	},
	// Every write follows the state machine, so that no caller can bypass it.
	Guard: func(a *analysis.Analysis) func(*analysis.Analysis) error {
		from := a.State
		return func(next *analysis.Analysis) error { return checkTransition(from, next.State) }
	},
	// The write that ends an analysis also strips it if the settings keep nothing.
	Settle: (*analysis.Analysis).Rest,
	// A flow's context contains people's texts, so it is deleted once no flow needs it.
	Drops: func(a *analysis.Analysis) func(*analysis.Analysis) []Key {
		mayHaveContext, round := a.Waiting() || a.Held() || a.State == analysis.Dispatched, a.FirstAttempt
		return func(next *analysis.Analysis) []Key {
			goesOn := next.FirstAttempt == round && (next.State == analysis.Queued || next.State == analysis.Dispatched)
			if !mayHaveContext || goesOn {
				return nil
			}
			return []Key{{contexts, next.ID}}
		}
	},
})

func encodeAnalysis(a *analysis.Analysis) (any, error) {
	d, packed, err := document.FromAnalysis(a)
	if err != nil {
		return nil, err
	}
	if packed > analysis.MaxDocumentBytes {
		return nil, tooLarge(packed, analysis.MaxDocumentBytes)
	}
	return d, nil
}

// checkTransition accepts the transitions of the state machine and writes within a state. No stored analysis is without a state.
func checkTransition(from, to analysis.State) error {
	if to != analysis.None && (to == from || from.CanBecome(to)) {
		return nil
	}
	return &analysis.TransitionError{From: from, To: to}
}

// Analysis returns an analysis, or ErrNotFound.
func (s *Store) Analysis(ctx context.Context, id string) (*analysis.Analysis, error) {
	return Analyses.Get(ctx, s.db, id)
}

// Revision returns the revision of an analysis, which every write changes; "" if there is none. It decodes nothing.
func (s *Store) Revision(ctx context.Context, id string) (analysis.Revision, error) {
	key := Analyses.Key(id)
	read, err := s.db.Read(ctx, []Key{key})
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", key, err)
	}
	return read[0].Revision, nil
}

// Update writes a copy of a that fn has changed: see Collection.Update.
func (s *Store) Update(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	return Analyses.Update(ctx, s.db, a, fn)
}

// Due lists at most limit analyses whose DueAt is not after now, earliest first: see Collection.Due.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]*analysis.Analysis, error) {
	return Analyses.Due(ctx, s.db, now, limit)
}
