package store

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/event"
)

// ParkedEvents holds each event that waits for GitHub by event.Event.ParkedID.
var ParkedEvents = Declare(Declaration[event.Parked]{
	Name:     "parked",
	Of:       OfRepositoryIn,
	Expires:  For(event.ParkedKept),
	MaxBytes: 2*event.MaxBytes + 4<<10,
	Codec:    Plain[event.Parked](),
})

// ChangeParked changes a parked event: see Collection.Change.
func (s *Store) ChangeParked(ctx context.Context, id string, fn func(*event.Parked) error) (*event.Parked, error) {
	return ParkedEvents.Change(ctx, s.db, id, fn)
}

// DueParked lists at most limit events whose DueAt is not after now, earliest first: see Collection.Due.
func (s *Store) DueParked(ctx context.Context, now time.Time, limit int) ([]*event.Parked, error) {
	return ParkedEvents.Due(ctx, s.db, now, limit)
}
