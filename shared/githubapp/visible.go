package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"
)

// IsMissing reports whether GitHub answered 404. A lagging replica does so, too: see Repository.Doubt.
func IsMissing(err error) bool {
	var answer *answerError
	return errors.As(err, &answer) && answer.status == http.StatusNotFound
}

// ReplicaLag is how long GitHub's replicas may lag behind its webhooks: until then, a 404 means nothing.
const ReplicaLag = 10 * time.Minute

// DoubtError is a 404 that may come from a lagging replica: it counts if the next look has it, too.
type DoubtError struct{ cause error }

// Error is the cause's.
func (e *DoubtError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *DoubtError) Unwrap() error { return e.cause }

// Doubt asks for a second opinion on a 404 for something in the repository. It returns a *DoubtError if GitHub still shows the App the
// repository, nil if that is gone as well, and otherwise why GitHub did not say.
func (r *Repository) Doubt(ctx context.Context, missing error) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("get %s", r), func(ctx context.Context) (struct{}, *github.Response, error) {
		return send[struct{}](ctx, r.client, http.MethodGet, fmt.Sprintf("repos/%s", r), nil)
	})
	switch {
	case err == nil:
		return &DoubtError{missing}
	case Permanent(err):
		return nil
	}
	return err
}
