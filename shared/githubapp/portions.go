package githubapp

import (
	"context"
	"errors"
	"strings"
)

// Portions requests total items in queries of at most page items each. ask sends a query for size items after the first from, and reports
// whether GitHub has more. Where GitHub finds a query too big, this and the later ones are for fewer; if that happens to a single item, it
// returns the error.
func (r *Repository) Portions(ctx context.Context, total, page int, ask func(from, size int) (more bool, err error)) error {
	page = min(page, total)
	for from := 0; from < total; {
		size := min(page, total-from)
		more, err := ask(from, size)
		switch smaller := r.smaller(ctx, size, err); {
		case err != nil && smaller > 0:
			page = smaller
		case err != nil || !more:
			return err
		default:
			from += size
		}
	}
	return nil
}

// smaller returns the size to try after a query for size items failed; 0 if a smaller one would fail too. A time-out that GitHub does not
// name may be an outage: it counts only if it repeats, for which the repository is Settling, and few tries follow.
func (r *Repository) smaller(ctx context.Context, size int, err error) int {
	switch {
	case size <= 1 || ctx.Err() != nil:
		return 0
	case errors.Is(err, ErrTooBig), timedOut(err):
		return size / 2
	case r.settling && tooMuch(ctx, err):
		return max(size/8, 1)
	}
	return 0
}

// timedOut reports whether GitHub says that a query took more than 10 s, in the words of GraphQL's errors and of "Rate limits and query limits
// for the GraphQL API".
func timedOut(err error) bool {
	var answer *answerError
	return errors.As(err, &answer) &&
		(strings.Contains(answer.message, "the result of a timeout") || strings.Contains(answer.message, "respond to your request in time"))
}

// inBatches calls ask with all values or, where that is too big for GitHub, with several parts of them, in order.
func inBatches[T any](ctx context.Context, r *Repository, values []T, ask func(some []T) error) error {
	return r.Portions(ctx, len(values), len(values), func(from, size int) (bool, error) { return true, ask(values[from : from+size]) })
}

// lacksAny reports whether the data beside an error may lack anything. Beside GitHub's permanent errors it lacks only what does not exist, or
// what the App may not see.
func lacksAny(err error) bool { return err != nil && !Permanent(err) }

// pageInfo is where a page of a connection begins and ends.
type pageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       string
}
