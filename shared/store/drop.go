package store

import (
	"context"
	"errors"
	"fmt"
)

// maxEarlier bounds the heads of one subject that are looked at.
const maxEarlier = 90

// Over returns the keys of an analysis and of those before it, as far as GitHub shows how each ended. "" is none.
func (s *Store) Over(ctx context.Context, id string) (keys []Key, _ error) {
	for range maxEarlier {
		if id == "" {
			break
		}
		a, err := s.Analysis(ctx, id)
		if errors.Is(err, ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		if a.State.Ended() && a.DueAt.IsZero() {
			keys = append(keys, Analyses.Key(id))
		}
		id = a.Previous
	}
	return keys, nil
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
