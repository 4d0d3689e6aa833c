package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/devplus-app/devplus/shared/limits"
)

// RateLimits holds each installation's rate limits, by its ID.
var RateLimits = Declare(Declaration[limits.Limits]{
	Name:     "limits",
	Of:       Nobodys,
	Expires:  For(limits.Kept),
	MaxBytes: 4 << 10,
	Codec:    Plain[limits.Limits](),
})

// Limits returns an installation's limits, which are empty at first. It costs one document read.
func (s *Store) Limits(ctx context.Context, installation int64) (limits.Limits, error) {
	known, err := RateLimits.Get(ctx, s.db, strconv.FormatInt(installation, 10))
	if errors.Is(err, ErrNotFound) {
		return limits.Limits{}, nil
	}
	if err != nil {
		return limits.Limits{}, err
	}
	return *known, nil
}

// ChangeLimits changes an installation's limits: see Collection.Change.
func (s *Store) ChangeLimits(ctx context.Context, installation int64, change func(*limits.Limits) error) error {
	_, err := RateLimits.Change(ctx, s.db, strconv.FormatInt(installation, 10), change)
	return err
}
