package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/packed"
)

// Acceptance counts the outcomes of the findings in one repository.
type Acceptance struct {
	ID       string            `firestore:"-" json:"-"` // of the repository
	Revision analysis.Revision `firestore:"-" json:"-"`

	Counts   []byte    `firestore:"counts,omitzero" json:"counts,omitzero"` // a ledger.Acceptance as gzipped JSON
	ExpireAt time.Time `firestore:"expire_at,omitzero" json:"expire_at,omitzero"`
}

// Acceptances holds the Acceptance of each repository by its ID.
var Acceptances = Declare(Declaration[Acceptance]{Name: "acceptance", Of: OfRepository, Expires: ByRetention, MaxBytes: 32 << 10, Codec: Plain[Acceptance]()})

// Acceptance returns the outcomes of the findings in a repository, which are empty at first. It costs one document
// read.
func (s *Store) Acceptance(ctx context.Context, repositoryID int64) (a ledger.Acceptance, err error) {
	stored, err := Acceptances.Get(ctx, s.db, strconv.FormatInt(repositoryID, 10))
	if errors.Is(err, ErrNotFound) {
		return a, nil
	}
	if err == nil {
		err = packed.Unpack(stored.Counts, &a)
	}
	return a, err
}

// CountFindings counts the findings of a merged pull request, once.
func (s *Store) CountFindings(ctx context.Context, repositoryID int64, number int, l *ledger.Ledger, expireAt time.Time) error {
	_, err := Acceptances.Change(ctx, s.db, strconv.FormatInt(repositoryID, 10), func(stored *Acceptance) error {
		var a ledger.Acceptance
		err := packed.Unpack(stored.Counts, &a)
		if err != nil {
			return err
		}
		a.Add(number, l)
		stored.Counts, err = packed.Pack(a)
		if expireAt.After(stored.ExpireAt) {
			stored.ExpireAt = expireAt
		}
		return err
	})
	return err
}
