// Package store keeps documents of declared types: in Firestore (package firestore), or in a file (package embedded).
//
// A new document takes four files: here, its type with tagged fields, its Declare with the Codec Plain, and the methods that
// callers use; in package storetest, a line in suites; in Terraform's firestore.tf and gcloud.md, the fields without an index
// and the TTL policy. Tests fail until all are there. storetest.Note is an example.
package store

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
)

// ErrNotFound means that there is no such document.
var ErrNotFound = errors.New("not in the store")

// ErrTooLarge means that a document exceeds its collection's bound. Nothing was written.
var ErrTooLarge = errors.New("too large for the store")

// ErrContended means too much contention for the document. Nothing was written; retry later.
var ErrContended = errors.New("too much contention")

// Store reads and writes the documents that the functions share. It is safe for concurrent use.
type Store struct{ db Database }

// New returns the Store over a database.
func New(db Database) *Store { return &Store{db} }

// Claim changes a subject's latest and an analysis together: fn gets both as stored, or with only their ID if absent. If fn
// returns nil, its changes are written, both or neither. See Transact for what fn may do and for the errors.
//
// It costs two document reads and two writes, or three reads and one write if fn leaves one of the two unchanged.
func (s *Store) Claim(ctx context.Context, latestID, analysisID string, fn func(*analysis.Latest, *analysis.Analysis) error) (*analysis.Latest, *analysis.Analysis, error) {
	return s.claim(ctx, Latests.Document(latestID), Analyses.Document(analysisID), fn)
}

// ClaimKnown is Claim with the result of Peek, and costs no reads if that is still current.
func (s *Store) ClaimKnown(ctx context.Context, l *analysis.Latest, a *analysis.Analysis, fn func(*analysis.Latest, *analysis.Analysis) error) (*analysis.Latest, *analysis.Analysis, error) {
	return s.claim(ctx, Latests.Known(l), Analyses.Known(a), fn)
}

func (s *Store) claim(
	ctx context.Context, l *Document[analysis.Latest], a *Document[analysis.Analysis], fn func(*analysis.Latest, *analysis.Analysis) error,
) (*analysis.Latest, *analysis.Analysis, error) {
	if err := Transact(ctx, s.db, func() error { return fn(l.Value, a.Value) }, l, a); err != nil {
		return nil, nil, err
	}
	return l.Value, a.Value, nil
}

// Peek returns a subject's latest and an analysis, each with only its ID if absent. It costs two document reads.
func (s *Store) Peek(ctx context.Context, latestID, analysisID string) (*analysis.Latest, *analysis.Analysis, error) {
	l, a := Latests.Document(latestID), Analyses.Document(analysisID)
	err := Transact(ctx, s.db, func() error { return nil }, l, a)
	return l.Value, a.Value, err
}
