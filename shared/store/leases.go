package store

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Lease guards work that only one instance may do at a time.
type Lease struct {
	ID       string            `firestore:"-" json:"-"`
	Revision analysis.Revision `firestore:"-" json:"-"`

	Owner string    `firestore:"owner,omitzero" json:"owner,omitzero"`
	Until time.Time `firestore:"until,omitzero" json:"until,omitzero"`
}

// Leases holds each Lease by its purpose.
var Leases = Declare(Declaration[Lease]{
	Name:     "leases",
	Of:       Nobodys,
	Expires:  ForGood,
	MaxBytes: 4 << 10,
	Codec:    Plain[Lease](),
})

// Acquire takes a lease for owner, or returns analysis.ErrLeased if another one holds it.
func (s *Store) Acquire(ctx context.Context, what, owner string, now, until time.Time) error {
	_, err := Leases.Change(ctx, s.db, what, func(l *Lease) error {
		held := analysis.Lease{Owner: l.Owner, Until: l.Until}
		if err := held.Acquire(now, owner, until); err != nil {
			return err
		}
		l.Owner, l.Until = held.Owner, held.Until
		return nil
	})
	return err
}

// Release ends a lease, if owner still holds it.
func (s *Store) Release(ctx context.Context, what, owner string) error {
	_, err := Leases.Change(ctx, s.db, what, func(l *Lease) error {
		if l.Owner == owner {
			l.Owner, l.Until = "", time.Time{}
		}
		return nil
	})
	return err
}
