package store

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Latests holds the latest of each subject by analysis.LatestID.
var Latests = Declare(Declaration[analysis.Latest]{
	Name:     "latest",
	Of:       OfRepositoryIn,
	Expires:  ByRetention,
	MaxBytes: 96 << 10,
	Codec:    Plain[analysis.Latest](),
})

// Latest returns the latest of a subject, or ErrNotFound.
func (s *Store) Latest(ctx context.Context, id string) (*analysis.Latest, error) {
	return Latests.Get(ctx, s.db, id)
}

// ChangeLatest changes a latest that was read before: see Collection.Update.
func (s *Store) ChangeLatest(ctx context.Context, known *analysis.Latest, fn func(*analysis.Latest) error) (*analysis.Latest, error) {
	return Latests.Update(ctx, s.db, known, fn)
}

// UpdateLatest changes the latest of a subject: see Collection.Change.
func (s *Store) UpdateLatest(ctx context.Context, id string, fn func(*analysis.Latest) error) (*analysis.Latest, error) {
	return Latests.Change(ctx, s.db, id, fn)
}
