package githubapp

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// Reaction is an emoji reaction to a comment.
type Reaction string

// The reactions in use.
const (
	Eyes     Reaction = "eyes"
	ThumbsUp Reaction = "+1"
	Confused Reaction = "confused"
)

// React adds the App's reaction to a comment on an issue or a pull request. Repeating the call changes nothing.
func (r *Repository) React(ctx context.Context, commentID int64, with Reaction) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("react to comment %d of %s", commentID, r),
		func(ctx context.Context) (struct{}, *github.Response, error) {
			return send[struct{}](ctx, r.client, http.MethodPost,
				fmt.Sprintf("repos/%s/issues/comments/%d/reactions", r, commentID), map[string]Reaction{"content": with})
		})
	return err
}
