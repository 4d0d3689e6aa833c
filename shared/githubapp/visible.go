package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// IsMissing reports whether GitHub answered 404. A lagging replica does so too: see Visible.
func IsMissing(err error) bool {
	var answer *answerError
	return errors.As(err, &answer) && answer.status == http.StatusNotFound
}

// Visible reports whether GitHub shows the App the repository. It is the second opinion on a 404 for something in it.
func (r *Repository) Visible(ctx context.Context) (bool, error) {
	_, _, err := call(ctx, r.client, fmt.Sprintf("get %s", r), func(ctx context.Context) (struct{}, *github.Response, error) {
		return send[struct{}](ctx, r.client, http.MethodGet, fmt.Sprintf("repos/%s", r), nil)
	})
	if Permanent(err) {
		return false, nil
	}
	return err == nil, err
}
