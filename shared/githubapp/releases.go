package githubapp

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// Release is the release with that ID, a draft or not; ErrNotFound when it was deleted.
func (r *Repository) Release(ctx context.Context, id int64) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("get release %d of %s", id, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.GetRelease(ctx, r.owner, r.name, id)
		})
	return release, err
}

// ReleaseByTag is the published release with that tag; ErrNotFound when there is none, or only a draft.
func (r *Repository) ReleaseByTag(ctx context.Context, tag string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("get release %q of %s", tag, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, r.client, http.MethodGet, // go-github does not escape the tag
				fmt.Sprintf("repos/%s/releases/tags/%s", r, escape(tag)), nil)
		})
	return release, err
}

// Releases are the newest releases, at most limit; drafts among them only where the App may write contents.
func (r *Repository) Releases(ctx context.Context, limit int) ([]*github.RepositoryRelease, error) {
	return pages(ctx, r.client, fmt.Sprintf("list releases of %s", r), limit,
		func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.ListReleases(ctx, r.owner, r.name, &o)
		})
}

// CreateDraft makes a draft of a release with that tag. Nothing makes it unique: whoever repeats the call looks at Releases first.
// Without contents: write the error is ErrForbidden.
func (r *Repository) CreateDraft(ctx context.Context, tag, body string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("create a draft release %q of %s", tag, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.CreateRelease(ctx, r.owner, r.name, &github.RepositoryRelease{
				TagName: &tag, Name: &tag, Body: &body, Draft: github.Bool(true),
			})
		})
	return release, err
}

// UpdateReleaseBody replaces a release's text. It needs contents: write, which DevPlus asks nobody for: without it the error
// is ErrForbidden.
func (r *Repository) UpdateReleaseBody(ctx context.Context, id int64, body string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("update release %d of %s", id, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, r.client, http.MethodPatch, // go-github leaves an empty body out
				fmt.Sprintf("repos/%s/releases/%d", r, id), map[string]string{"body": body})
		})
	return release, err
}
