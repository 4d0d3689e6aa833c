package store

import (
	"context"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Sweep is when an installation's repository was last searched for pull requests that were missed.
type Sweep struct {
	ID       string            `firestore:"-" json:"-"`
	Revision analysis.Revision `firestore:"-" json:"-"`

	CameAt   time.Time `firestore:"came_at,omitzero" json:"came_at,omitzero"`   // when the App got access, if that is known
	Delivery string    `firestore:"delivery,omitzero" json:"delivery,omitzero"` // of the last sweep
	SweptAt  time.Time `firestore:"swept_at,omitzero" json:"swept_at,omitzero"`
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Sweeps holds the Sweep of each repository of an installation.
var Sweeps = Declare(Declaration[Sweep]{Name: "sweeps", Of: OfRepositoryIn, MaxBytes: 4 << 10, Codec: Plain[Sweep]()})

// ChangeSweep changes the Sweep of a repository: see Collection.Change.
func (s *Store) ChangeSweep(ctx context.Context, installationID, repositoryID int64, fn func(*Sweep) error) (*Sweep, error) {
	return Sweeps.Change(ctx, s.db, fmt.Sprintf("%d-%d", installationID, repositoryID), fn)
}
