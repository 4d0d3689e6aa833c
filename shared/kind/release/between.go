package release

import (
	"context"
	"fmt"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Between returns the range from a tag, a branch or a commit to a commit; without a base, from the newest release that the commit contains.
// The error wraps ErrNoTag if nothing has the base's name.
func Between(ctx context.Context, gh *githubapp.Repository, base, head string) (Range, error) {
	if base == "" {
		r, err := OfCommit(ctx, gh, head)
		if r.HeadTag == "" {
			r.HeadTag = Unreleased
		}
		return r, err
	}
	from, err := gh.Revision(ctx, base)
	if err != nil {
		return Range{}, err
	}
	if from == nil {
		return Range{}, fmt.Errorf("%q of %s: %w", base, gh, ErrNoTag)
	}
	r := Range{Head: head, HeadTag: Unreleased, Base: from.SHA, BaseTag: from.Name, BaseAt: from.At}
	forward, err := gh.Contains(ctx, head, from.SHA)
	if err == nil && !forward {
		r.Note = fmt.Sprintf("%.7s is not part of the history of %.7s; it is compared from their common ancestor.", from.SHA, head)
	}
	return r, err
}
