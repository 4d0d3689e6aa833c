package embedded

import (
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Commit implements store.Database.
func (s *Store) Commit(ctx context.Context, writes []store.Write, unchanged []store.Snapshot) (revisions []analysis.Revision, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		for _, other := range unchanged {
			if _, err := current(tx, other.Key, other.Revision); err != nil {
				return err
			}
		}
		for _, w := range writes {
			if w.Fields == nil {
				if err := remove(tx, w); err != nil {
					return fmt.Errorf("deleting %s: %w", w.Key, err)
				}
				revisions = append(revisions, "")
				continue
			}
			before, err := current(tx, w.Key, w.Revision)
			if err != nil {
				return err
			}
			if err := reindex(tx, before, w); err != nil {
				return fmt.Errorf("indexing %s: %w", w.Key, err)
			}
			written, err := put(tx, w)
			if err != nil {
				return fmt.Errorf("writing %s: %w", w.Key, err)
			}
			revisions = append(revisions, written)
		}
		return nil
	})
	return revisions, err
}

func remove(tx *bbolt.Tx, w store.Write) error {
	if err := reindex(tx, get(tx, w.Key), store.Write{Key: w.Key}); err != nil {
		return err
	}
	return tx.Bucket([]byte(w.Collection)).Delete([]byte(w.ID))
}

// current returns a document if it still has that revision, else store.ErrStale.
func current(tx *bbolt.Tx, key store.Key, revision analysis.Revision) (store.Snapshot, error) {
	stored := get(tx, key)
	if stored.Revision != revision {
		return stored, fmt.Errorf("%s: %w", key, store.ErrStale)
	}
	return stored, nil
}
