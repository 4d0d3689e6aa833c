package source

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Gap names something that could not be read, and why, for people.
type Gap struct{ What, Why string }

// String is "what: why".
func (g Gap) String() string { return g.What + ": " + g.Why }

// Gaps returns what could not be read so far.
func (r *reading) Gaps() []Gap { return r.gaps }

// AddGap records a gap.
func (r *reading) AddGap(what, why string) { r.gaps = append(r.gaps, Gap{what, why}) }

// Tolerate records a gap in place of an error. It returns temporary errors, such as a rate limit or a first time-out, and an error that
// means that the repository is gone.
func (r *reading) Tolerate(ctx context.Context, what string, err error) error {
	var limited *githubapp.RateLimitError
	switch {
	case githubapp.IsAway(err) && !r.gh.Settles(): // the same input must give the same result
		return err
	case err == nil, ctx.Err() != nil, errors.As(err, &limited), errors.Is(err, githubapp.ErrGone) && !errors.Is(err, githubapp.ErrNotFound):
		return err
	case errors.Is(err, githubapp.ErrBudget):
		r.AddGap(what, "reading it would take more requests than one analysis may send")
	default:
		r.AddGap(what, "GitHub did not give it")
	}
	return nil
}
