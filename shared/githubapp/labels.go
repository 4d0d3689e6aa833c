package githubapp

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// Label is a label of a repository.
type Label struct {
	Name        string `json:"name"`
	Color       string `json:"color"` // such as "d93f0b"
	Description string `json:"description"`
}

// AddLabel gives a pull request the label of that name, and returns all that it has then. GitHub creates a label that the repository lacks,
// gray and without a description.
func (r *Repository) AddLabel(ctx context.Context, number int, name string) ([]Label, error) {
	labels, _, err := call(ctx, r.client, fmt.Sprintf("label %s#%d", r, number),
		func(ctx context.Context) ([]Label, *github.Response, error) {
			return send[[]Label](ctx, r.client, http.MethodPost,
				fmt.Sprintf("repos/%s/issues/%d/labels", r, number), map[string][]string{"labels": {name}})
		})
	return labels, err
}

// RemoveLabel takes a label from a pull request, if it has it.
func (r *Repository) RemoveLabel(ctx context.Context, number int, name string) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("take a label from %s#%d", r, number),
		func(ctx context.Context) ([]Label, *github.Response, error) {
			return send[[]Label](ctx, r.client, http.MethodDelete, fmt.Sprintf("repos/%s/issues/%d/labels/%s", r, number, escape(name)), nil)
		})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// DescribeLabel sets the color and the description of a label that the repository has.
func (r *Repository) DescribeLabel(ctx context.Context, l Label) error {
	_, _, err := call(ctx, r.client, fmt.Sprintf("describe a label of %s", r),
		func(ctx context.Context) (Label, *github.Response, error) {
			return send[Label](ctx, r.client, http.MethodPatch, fmt.Sprintf("repos/%s/labels/%s", r, escape(l.Name)),
				map[string]string{"color": l.Color, "description": l.Description})
		})
	return err
}
