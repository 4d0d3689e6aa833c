// Package embedded keeps analyses, and the latest of each subject, in one bbolt file: the same fields and the same behaviour as Firestore,
// for a laptop and for tests. A revision is a counter.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

const openTimeout = time.Second // how long another process may hold the file

// Store is a bbolt file. It is safe for concurrent use, by one process at a time.
type Store struct{ db *bbolt.DB }

// Open opens the file at path, or makes it. A file that another process has open is an error after a second.
func Open(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: openTimeout})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%s is already in use by another process", path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, bucket := range [][]byte{analyses, latest, due} {
			if _, err := tx.CreateBucketIfNotExists(bucket); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("preparing %s: %w", path, err)
	}
	return &Store{db}, nil
}

// Close closes the file once what is under way has ended.
func (s *Store) Close() error { return s.db.Close() }

// Analysis reads one analysis; store.ErrNotFound.
func (s *Store) Analysis(ctx context.Context, id string) (a *analysis.Analysis, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		a, err = getAnalysis(tx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading analysis %q: %w", id, err)
	}
	return a, nil
}

// Latest reads the latest of one subject; store.ErrNotFound.
func (s *Store) Latest(ctx context.Context, id string) (p *analysis.Latest, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		p, err = getLatest(tx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the latest of %s: %w", id, err)
	}
	return p, nil
}

// Update applies fn to a copy of a and writes it if what is stored is still a's revision. Otherwise fn is applied again to
// what is stored now, so it must check what it expects; it must change nothing but its argument. The result is the version
// that was written. What fn returns comes back and nothing is written, as with *analysis.TransitionError,
// store.ErrTooLarge, store.ErrNotFound and, when others keep changing the analysis, store.ErrContended.
func (s *Store) Update(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	return optimistic.Update(ctx, replacer{s}, a, fn)
}

// view and update keep the context's promise, which bbolt does not know: nothing is begun or committed once it is over.
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
