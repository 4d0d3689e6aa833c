// Package firestore keeps analyses, and the latest of each subject, in Firestore, one document each, in the collections "analyses" and
// "latest". A revision is a document's update time.
package firestore

import (
	"context"
	"fmt"
	"time"

	"cloud.google.com/go/firestore"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
	"github.com/devplus-app/devplus/shared/store/internal/optimistic"
)

// Store is Firestore as the functions use it. It is safe for concurrent use.
type Store struct{ client *firestore.Client }

// New makes a Store of a client, which stays the caller's to close.
func New(client *firestore.Client) *Store { return &Store{client} }

// Analysis reads one analysis; store.ErrNotFound. It costs one document read.
func (s *Store) Analysis(ctx context.Context, id string) (*analysis.Analysis, error) {
	if !document.ValidID(id) {
		return nil, fmt.Errorf("reading analysis %q: %w", id, store.ErrNotFound)
	}
	snapshot, err := s.analysis(id).Get(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading analysis %s: %w", id, translate(err))
	}
	return decodeAnalysis(snapshot)
}

// Latest reads the latest of one subject; store.ErrNotFound. It costs one document read.
func (s *Store) Latest(ctx context.Context, id string) (*analysis.Latest, error) {
	snapshot, err := s.latest(id).Get(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the latest of %s: %w", id, translate(err))
	}
	return decodeLatest(snapshot)
}

// Update applies fn to a copy of a and writes it if what is stored is still a's revision: one document write and no read
// when nothing interfered. Otherwise fn is applied again to what is stored now, so it must check what it expects; it must
// change nothing but its argument. The result is the version that was written. What fn returns comes back and nothing is
// written, as with *analysis.TransitionError, store.ErrTooLarge, store.ErrNotFound and, when others keep changing the
// analysis, store.ErrContended. A write whose answer was lost counts as interference: fn then sees its own change.
func (s *Store) Update(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	return optimistic.Update(ctx, replacer{s}, a, fn)
}

// Due lists at most limit analyses whose DueAt is not after now, earliest first. Documents that can't be read are left out
// and told by the error that comes with the others: one broken analysis must not keep the rest waiting.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]*analysis.Analysis, error) {
	if limit < 1 {
		return nil, nil
	}
	query := s.client.Collection("analyses").Where("due_at", "<=", now).OrderBy("due_at", firestore.Asc).Limit(limit)
	snapshots, err := query.Documents(ctx).GetAll()
	if err != nil {
		return nil, fmt.Errorf("listing the analyses that are due: %w", translate(err))
	}
	return decodeAll(snapshots)
}

func (s *Store) analysis(id string) *firestore.DocumentRef {
	return s.client.Collection("analyses").Doc(id)
}

func (s *Store) latest(id string) *firestore.DocumentRef {
	return s.client.Collection("latest").Doc(id)
}
