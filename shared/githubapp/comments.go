package githubapp

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"
)

// Comment is a comment on a pull request's conversation, with the fields that DevPlus reads. go-github v60 lacks App.
type Comment struct {
	ID        int64     `json:"id"`
	Body      string    `json:"body"`
	HTMLURL   string    `json:"html_url"`
	UpdatedAt time.Time `json:"updated_at"`
	User      struct {
		Login string `json:"login"`
		Type  string `json:"type"` // User, Bot or Organization
	} `json:"user"`
	App *struct {
		ID int64 `json:"id"`
	} `json:"performed_via_github_app"` // nil if a person wrote it
}

// MadeBy reports whether the App with that ID wrote the comment. Its text proves nothing: anyone can copy it.
func (c *Comment) MadeBy(appID int64) bool { return c.App != nil && c.App.ID == appID }

// Comments returns the comments of the pull request's conversation, oldest first ("List issue comments").
func (r *Repository) Comments(ctx context.Context, number int) ([]*Comment, error) {
	return pages(ctx, r.client, fmt.Sprintf("list comments of %s#%d", r, number), math.MaxInt,
		func(ctx context.Context, o github.ListOptions) ([]*Comment, *github.Response, error) {
			return send[[]*Comment](ctx, r.client, http.MethodGet,
				fmt.Sprintf("repos/%s/issues/%d/comments?per_page=%d&page=%d", r, number, o.PerPage, o.Page), nil)
		})
}

// CreateComment adds a comment. GitHub does not make it unique: before repeating the call, look at Comments.
func (r *Repository) CreateComment(ctx context.Context, number int, body string) (*Comment, error) {
	c, _, err := call(ctx, r.client, fmt.Sprintf("comment on %s#%d", r, number),
		func(ctx context.Context) (*Comment, *github.Response, error) {
			return send[*Comment](ctx, r.client, http.MethodPost,
				fmt.Sprintf("repos/%s/issues/%d/comments", r, number), map[string]string{"body": body})
		})
	return c, err
}

// UpdateComment replaces a comment's text. It returns ErrNotFound if the comment was deleted.
func (r *Repository) UpdateComment(ctx context.Context, id int64, body string) (*Comment, error) {
	c, _, err := call(ctx, r.client, fmt.Sprintf("update comment %d of %s", id, r),
		func(ctx context.Context) (*Comment, *github.Response, error) {
			return send[*Comment](ctx, r.client, http.MethodPatch,
				fmt.Sprintf("repos/%s/issues/comments/%d", r, id), map[string]string{"body": body})
		})
	return c, err
}

// send sends a request for which go-github has no suitable type.
func send[T any](ctx context.Context, c client, method, path string, body any) (T, *github.Response, error) {
	var v T
	req, err := c.github.NewRequest(method, path, body)
	if err != nil {
		return v, nil, err
	}
	resp, err := c.github.Do(ctx, req, &v)
	return v, resp, err
}
