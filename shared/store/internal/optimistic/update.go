// Package optimistic changes a document that was read before: it writes on the condition that nobody else did, and where
// somebody did, reads and tries again.
package optimistic

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/internal/document"
)

// ErrStale says that the stored revision is no longer the one that a change was made from.
var ErrStale = errors.New("changed by somebody else")

// Bounds on repeating: together about two seconds of waiting, then the caller's own retry is the better one.
const (
	attempts  = 10
	firstWait = 10 * time.Millisecond
	maxWait   = 500 * time.Millisecond
)

// Analyses is where analyses are kept.
type Analyses interface {
	// Analysis reads one; store.ErrNotFound.
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	// Replace writes one if its stored revision is still the given one, else ErrStale.
	Replace(ctx context.Context, id string, revision analysis.Revision, next *document.Analysis) (analysis.Revision, error)
}

// Update applies fn to a copy of a and replaces what is stored: one write when nothing interfered. Otherwise the stored
// version takes a's place, a few times; then store.ErrContended.
func Update(ctx context.Context, in Analyses, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		next, err := document.UpdateAnalysis(a, fn)
		if err != nil {
			return nil, err
		}
		revision, err := in.Replace(ctx, a.ID, a.Revision, next)
		if err == nil {
			return next.Decode(a.ID, revision)
		}
		if !errors.Is(err, ErrStale) {
			return nil, err
		}
		if attempt == attempts {
			return nil, fmt.Errorf("updating analysis %s: %w: %w", a.ID, store.ErrContended, err)
		}
		if attempt > 1 { // the first time one other was quicker; after that it is a crowd
			if err := sleep(ctx, rand.N(wait)); err != nil {
				return nil, fmt.Errorf("updating analysis %s: %w", a.ID, err)
			}
			wait = min(2*wait, maxWait)
		}
		if a, err = in.Analysis(ctx, a.ID); err != nil {
			return nil, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
