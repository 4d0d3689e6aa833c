// Package optimistic changes documents without locking them: what was read is written on the condition that nobody else
// wrote since, and where somebody did, it is read and tried again.
package optimistic

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/devplus-app/devplus/shared/store"
)

// ErrStale says that what is stored is no longer what a change was made from.
var ErrStale = errors.New("changed by somebody else")

// Bounds on repeating: about two seconds of waiting in all. A caller that comes back later has better chances then.
const (
	attempts  = 10
	firstWait = 20 * time.Millisecond
	maxWait   = time.Second
)

// Retry calls try until it returns anything but ErrStale; store.ErrContended when that does not happen soon.
func Retry(ctx context.Context, try func() error) error {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		err := try()
		if !errors.Is(err, ErrStale) {
			return err
		}
		if attempt == attempts {
			return fmt.Errorf("%w: %w", store.ErrContended, err)
		}
		if attempt == 1 {
			continue // one other was quicker; only a crowd has to spread
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(wait)):
		}
		wait = min(2*wait, maxWait)
	}
}
