package publish

import (
	"context"
	"time"
)

// lag is how long GitHub's replicas may lag behind: until then, a 404 means nothing.
const lag = 10 * time.Minute

// doubtError is a 404 that may come from a lagging replica of GitHub's: it counts if the next look has it, too.
type doubtError struct{ cause error }

// Error is the cause's.
func (e *doubtError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *doubtError) Unwrap() error { return e.cause }

// doubt returns why a 404 does not count yet: GitHub still shows the repository, and this is the first 404 or a young one. It returns nil for what is
// gone.
func (w *work) doubt(ctx context.Context, why error) error {
	if w.analysis == nil || w.analysis.Doubted && w.Now().Sub(w.analysis.Times[w.analysis.State]) >= lag {
		return nil
	}
	visible, err := w.github.Visible(ctx)
	if visible {
		return &doubtError{why}
	}
	return err
}
