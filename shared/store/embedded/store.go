// Package embedded keeps documents in one bbolt file: the same fields and the same behavior as Firestore, for a laptop and
// for tests. A revision is a counter.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/devplus-app/devplus/shared/store"
)

const openTimeout = time.Second // how long another process may hold the file

// Store is a bbolt file. One process at a time can open it, and use it concurrently.
type Store struct {
	*store.Store
	db *bbolt.DB
}

// Open opens the file at path, or creates it. If another process has it open, Open fails after a second.
func Open(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: openTimeout})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is already in use by another process", path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, c := range store.Collections() {
			for _, bucket := range [][]byte{[]byte(c.CollectionName()), dueBucket(c.CollectionName())} {
				if _, err := tx.CreateBucketIfNotExists(bucket); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("preparing %s: %w", path, err)
	}
	s := &Store{db: db}
	s.Store = store.New(s)
	return s, nil
}

// Close closes the file after pending calls have ended.
func (s *Store) Close() error { return s.db.Close() }

// Read implements store.Database.
func (s *Store) Read(ctx context.Context, keys []store.Key) (read []store.Snapshot, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		for _, key := range keys {
			read = append(read, get(tx, key))
		}
		return nil
	})
	return read, err
}

// List implements store.Database.
func (s *Store) List(ctx context.Context, collection, from, before string, limit int) (ids []string, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		cursor := tx.Bucket([]byte(collection)).Cursor()
		for key, _ := cursor.Seek([]byte(from)); key != nil && len(ids) < limit; key, _ = cursor.Next() {
			if before != "" && string(key) >= before {
				return nil
			}
			ids = append(ids, string(key))
		}
		return nil
	})
	return ids, err
}

// view and update add contexts to bbolt: no transaction begins or commits after the context is done.
func (s *Store) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(fn)
}

func (s *Store) update(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return ctx.Err()
	})
}
