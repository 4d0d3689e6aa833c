package store

import (
	"context"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// NextRelease has the unreleased changes of a repository, and where GitHub shows them.
type NextRelease struct {
	ID         string            `firestore:"-" json:"-"` // the repository's
	Revision   analysis.Revision `firestore:"-" json:"-"`
	Head       string            `firestore:"head,omitzero" json:"head,omitzero"`                 // commit that is shown
	CoveredAt  time.Time         `firestore:"covered_at,omitzero" json:"covered_at,omitzero"`     // earlier pushes are covered
	RunAt      time.Time         `firestore:"run_at,omitzero" json:"run_at,omitzero"`             // when the last run began
	RunUntil   time.Time         `firestore:"run_until,omitzero" json:"run_until,omitzero"`       // end of its lease; zero: it has ended
	Waiting    string            `firestore:"waiting,omitzero" json:"waiting,omitzero"`           // delivery that runs next
	WaitingAt  time.Time         `firestore:"waiting_at,omitzero" json:"waiting_at,omitzero"`     // since when
	ReleaseID  int64             `firestore:"release_id,omitzero" json:"release_id,omitzero"`     // of the draft
	Tag        string            `firestore:"tag,omitzero" json:"tag,omitzero"`                   // of the draft, as DevPlus wrote it
	CheckRunID int64             `firestore:"check_run_id,omitzero" json:"check_run_id,omitzero"` // on Head
	State      []byte            `firestore:"state,omitzero" json:"state,omitzero"`               // packed: commits and pull requests
	Changes    []byte            `firestore:"changes,omitzero" json:"changes,omitzero"`           // packed: their measurements
	ExpireAt   time.Time         `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// NextReleases holds the NextRelease of each repository, by its ID.
var NextReleases = Declare(Declaration[NextRelease]{
	Name:     "next_releases",
	Of:       OfRepository,
	Expires:  ByRetention,
	MaxBytes: analysis.MaxDocumentBytes,
	Codec:    Plain[NextRelease](),
})

// NextRelease returns the NextRelease of a repository, or ErrNotFound.
func (s *Store) NextRelease(ctx context.Context, repositoryID int64) (*NextRelease, error) {
	return NextReleases.Get(ctx, s.db, strconv.FormatInt(repositoryID, 10))
}

// ChangeNextRelease changes the NextRelease of a repository: see Collection.Change.
func (s *Store) ChangeNextRelease(ctx context.Context, repositoryID int64, fn func(*NextRelease) error) (*NextRelease, error) {
	return NextReleases.Change(ctx, s.db, strconv.FormatInt(repositoryID, 10), fn)
}
