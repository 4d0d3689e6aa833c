package store

import (
	"context"
	"errors"
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

// Parked returns an event that waits, or waited; an empty one if none did. It costs one document read.
func (s *Store) Parked(ctx context.Context, id string) (*event.Parked, error) {
	p, err := ParkedEvents.Get(ctx, s.db, id)
	if errors.Is(err, ErrNotFound) {
		return &event.Parked{ID: id}, nil
	}
	return p, err
}

// DueParked lists at most limit events whose DueAt is not after now, earliest first: see Collection.Due.
func (s *Store) DueParked(ctx context.Context, now time.Time, limit int) ([]*event.Parked, error) {
	return ParkedEvents.Due(ctx, s.db, now, limit)
}
