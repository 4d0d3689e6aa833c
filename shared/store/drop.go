package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
)

// maxEarlier bounds the heads of one subject that are read.
const maxEarlier = 90

// LetGo makes an analysis and the earlier ones of its subject transient: each is stripped when it ends. An
// empty id does nothing.
func (s *Store) LetGo(ctx context.Context, id string) error {
	for range maxEarlier {
		if id == "" {
			break
		}
		a, err := s.Analysis(ctx, id)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
		id = a.Previous
		if len(a.History) == 0 { // it is stripped
			continue
		}
		_, err = s.Update(ctx, a, func(a *analysis.Analysis) error { a.Transient = true; return nil })
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// Discard deletes an analysis, or returns ErrStale if somebody has changed it since it was read.
func (s *Store) Discard(ctx context.Context, a *analysis.Analysis) error {
	key := Analyses.Key(a.ID)
	if _, err := s.db.Commit(ctx, []Write{{Key: key}}, []Snapshot{{Key: key, Revision: a.Revision}}); err != nil {
		return fmt.Errorf("deleting %v: %w", key, err)
	}
	return nil
}

// Drop deletes documents, all or none.
func (s *Store) Drop(ctx context.Context, keys ...Key) error {
	if len(keys) == 0 {
		return nil
	}
	drops := make([]Write, len(keys))
	for i, key := range keys {
		drops[i].Key = key
	}
	if _, err := s.db.Commit(ctx, drops, nil); err != nil {
		return fmt.Errorf("deleting %v: %w", keys, err)
	}
	return nil
}
