package store

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Redelivery is the state of requesting redeliveries from GitHub. There is one for the App.
type Redelivery struct {
	ID       string            `firestore:"-" json:"-"`
	Revision analysis.Revision `firestore:"-" json:"-"`

	Failed  Reading           `firestore:"failed,omitzero" json:"failed,omitzero"`   // of the failed deliveries
	Arrived Reading           `firestore:"arrived,omitzero" json:"arrived,omitzero"` // of those that arrived, while any are pending
	Pending []PendingDelivery `firestore:"pending,omitzero" json:"pending,omitzero"` // oldest first
	// AwaySince is when GitHub was first found unreachable; zero once it answers and all waiting events have been published.
	AwaySince time.Time `firestore:"away_since,omitzero" json:"away_since,omitzero"`
}

// Reading is how far a list of deliveries, newest first, was read.
type Reading struct {
	Mark   time.Time `firestore:"mark,omitzero" json:"mark,omitzero"`     // older deliveries are known
	Next   time.Time `firestore:"next,omitzero" json:"next,omitzero"`     // the mark once the list is read back to this one
	Cursor string    `firestore:"cursor,omitzero" json:"cursor,omitzero"` // where to continue the list; "": at its beginning
	Newest time.Time `firestore:"newest,omitzero" json:"newest,omitzero"` // time of the newest conclusive delivery
}

// PendingDelivery is a webhook delivery that failed and has not arrived since.
type PendingDelivery struct {
	GUID       string    `firestore:"guid,omitzero" json:"guid,omitzero"`
	DeliveryID int64     `firestore:"delivery_id,omitzero" json:"delivery_id,omitzero"` // of the newest attempt
	Event      string    `firestore:"event,omitzero" json:"event,omitzero"`             // GitHub's event and action
	FirstAt    time.Time `firestore:"first_at,omitzero" json:"first_at,omitzero"`       // of the first failure
	LastAt     time.Time `firestore:"last_at,omitzero" json:"last_at,omitzero"`         // of the newest failure
	RequestAt  time.Time `firestore:"request_at,omitzero" json:"request_at,omitzero"`   // not before
	Requests   int       `firestore:"requests,omitzero" json:"requests,omitzero"`       // since the webhook last began to answer again
}

// Redeliveries holds the one Redelivery.
var Redeliveries = Declare(Declaration[Redelivery]{
	Name:     "redeliveries",
	Of:       Nobodys,
	Expires:  ForGood,
	MaxBytes: 768 << 10,
	Codec:    Plain[Redelivery](),
})

const redeliveryID = "webhook"

// Redelivery returns the state of redelivery, which is empty at first. It costs one document read.
func (s *Store) Redelivery(ctx context.Context) (*Redelivery, error) {
	r, err := Redeliveries.Get(ctx, s.db, redeliveryID)
	if errors.Is(err, ErrNotFound) {
		return &Redelivery{ID: redeliveryID}, nil
	}
	return r, err
}

// Clone returns a copy that shares nothing with r.
func (r *Redelivery) Clone() *Redelivery { return Redeliveries.Codec.Clone(r) }

// SaveRedelivery replaces before by after, or returns analysis.ErrOvertaken if somebody else has changed it since. If both are equal
// it costs nothing.
func (s *Store) SaveRedelivery(ctx context.Context, before, after *Redelivery) error {
	if reflect.DeepEqual(before.Clone(), after.Clone()) {
		return nil
	}
	_, err := Redeliveries.Change(ctx, s.db, redeliveryID, func(stored *Redelivery) error {
		if stored.Revision != before.Revision {
			return analysis.ErrOvertaken
		}
		*stored = *after
		return nil
	})
	return err
}
