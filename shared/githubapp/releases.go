package githubapp

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// Release returns the release with that ID, drafts included, or ErrNotFound if it was deleted.
func (r *Repository) Release(ctx context.Context, id int64) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("get release %d of %s", id, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.GetRelease(ctx, r.owner, r.name, id)
		})
	return release, err
}

// ReleaseByTag returns the published release with that tag, or ErrNotFound if there is none or only a draft.
func (r *Repository) ReleaseByTag(ctx context.Context, tag string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("get release %q of %s", tag, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, r.client, http.MethodGet, // go-github does not escape the tag
				fmt.Sprintf("repos/%s/releases/tags/%s", r, escape(tag)), nil)
		})
	return release, err
}

// Releases returns the newest releases, at most limit. Drafts are among them only if the App may write contents.
func (r *Repository) Releases(ctx context.Context, limit int) ([]*github.RepositoryRelease, error) {
	return pages(ctx, r.client, fmt.Sprintf("list releases of %s", r), limit,
		func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.ListReleases(ctx, r.owner, r.name, &o)
		})
}

// CreateDraft creates a draft of a release with that tag. GitHub does not make it unique: before repeating the call, look at
// Releases. Without contents: write it returns ErrForbidden.
func (r *Repository) CreateDraft(ctx context.Context, tag, body string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("create a draft release %q of %s", tag, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return r.github.Repositories.CreateRelease(ctx, r.owner, r.name, &github.RepositoryRelease{
				TagName: &tag, Name: &tag, Body: &body, Draft: github.Bool(true),
			})
		})
	return release, err
}

// UpdateReleaseBody replaces a release's text. Without contents: write, which is optional for DevPlus, it returns ErrForbidden.
func (r *Repository) UpdateReleaseBody(ctx context.Context, id int64, body string) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("update release %d of %s", id, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, r.client, http.MethodPatch, // go-github omits an empty body
				fmt.Sprintf("repos/%s/releases/%d", r, id), map[string]string{"body": body})
		})
	return release, err
}

// Draft is what a draft of a release shows.
type Draft struct{ Tag, Name, Body string }

// UpdateDraft changes a draft of a release. Without contents: write it returns ErrForbidden.
func (r *Repository) UpdateDraft(ctx context.Context, id int64, d Draft) (*github.RepositoryRelease, error) {
	release, _, err := call(ctx, r.client, fmt.Sprintf("update draft release %d of %s", id, r),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, r.client, http.MethodPatch,
				fmt.Sprintf("repos/%s/releases/%d", r, id), map[string]string{"tag_name": d.Tag, "name": d.Name, "body": d.Body})
		})
	return release, err
}
