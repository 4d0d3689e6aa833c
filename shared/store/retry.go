package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Bounds on retrying: at most about two seconds of waiting in all. After that, a later retry by the caller has better chances.
const (
	attempts  = 10
	firstWait = 20 * time.Millisecond
	maxWait   = time.Second
)

// retry calls try until it returns anything but ErrStale, or ErrContended after too many times.
func retry(ctx context.Context, try func() error) error {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		err := try()
		if !errors.Is(err, ErrStale) {
			return err
		}
		if attempt == attempts {
			return fmt.Errorf("%w: %w", ErrContended, err)
		}
		if attempt == 1 {
			continue // retry at once: a single conflict needs no back-off
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(wait)):
		}
		wait = min(2*wait, maxWait)
	}
}
