package embedded

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// Claim changes the latest of a subject and an analysis in one transaction: fn gets both as they are stored, or with nothing but
// their identity when absent, and what it changed is written when it returns nil: both or neither. It must change nothing
// but its arguments and must not use the store, which waits for it. The result is what is stored afterwards. What fn
// returns comes back and nothing is written, as with *analysis.TransitionError and store.ErrTooLarge.
func (s *Store) Claim(ctx context.Context, id, analysisID string, fn func(*analysis.Latest, *analysis.Analysis) error) (p *analysis.Latest, a *analysis.Analysis, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		if p, err = latestOrNew(tx, id); err != nil {
			return err
		}
		if a, err = getAnalysis(tx, analysisID); errors.Is(err, store.ErrNotFound) {
			a, err = &analysis.Analysis{ID: analysisID}, nil
		}
		if err != nil {
			return err
		}
		nextLatest, nextAnalysis, err := document.Claim(p, a, fn)
		if err != nil {
			return err
		}
		if nextLatest != nil {
			revision, err := put(tx, latest, id, nextLatest)
			if err != nil {
				return err
			}
			p = nextLatest.Decode(id, revision)
		}
		if nextAnalysis != nil {
			revision, err := putAnalysis(tx, analysisID, nextAnalysis)
			if err != nil {
				return err
			}
			a, err = nextAnalysis.Decode(analysisID, revision)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("claiming analysis %q: %w", analysisID, err)
	}
	return p, a, nil
}

// UpdateLatest changes the latest of a subject in a transaction: fn gets it as it is stored, or with nothing but its identity when
// absent, and what it changed is written when it returns nil. Otherwise as Claim.
func (s *Store) UpdateLatest(ctx context.Context, id string, fn func(*analysis.Latest) error) (p *analysis.Latest, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		if p, err = latestOrNew(tx, id); err != nil {
			return err
		}
		next, err := document.UpdateLatest(p, fn)
		if err != nil || next == nil {
			return err
		}
		revision, err := put(tx, latest, id, next)
		p = next.Decode(id, revision)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("updating the latest of %s: %w", id, err)
	}
	return p, nil
}

// replacer is the Store as optimistic.Update needs it.
type replacer struct{ *Store }

// Replace writes next if the stored revision is still the given one, else optimistic.ErrStale.
func (s replacer) Replace(ctx context.Context, id string, revision analysis.Revision, next *document.Analysis) (analysis.Revision, error) {
	var written analysis.Revision
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		stored, err := get[document.Analysis](tx, analyses, id)
		if err != nil {
			return err
		}
		if stored.revision() != revision {
			return optimistic.ErrStale
		}
		written, err = putAnalysis(tx, id, next)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("writing analysis %q: %w", id, err)
	}
	return written, nil
}
