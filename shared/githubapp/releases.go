package githubapp

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"
)

// MaxReleaseBody is how many characters a release's text may have; GitHub refuses more with 422 ("body is too long (maximum
// is 125000 characters)").
const MaxReleaseBody = 125_000

// Release is the release with that ID, a draft or not; ErrNotFound when it was deleted.
func (i *Installation) Release(ctx context.Context, owner, name string, id int64) (*github.RepositoryRelease, error) {
	r, _, err := call(ctx, i.client, fmt.Sprintf("get release %d of %s/%s", id, owner, name),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return i.github.Repositories.GetRelease(ctx, owner, name, id)
		})
	return r, err
}

// ReleaseByTag is the published release with that tag; ErrNotFound when there is none, or only a draft.
func (i *Installation) ReleaseByTag(ctx context.Context, owner, name, tag string) (*github.RepositoryRelease, error) {
	r, _, err := call(ctx, i.client, fmt.Sprintf("get release %q of %s/%s", tag, owner, name),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, i.client, http.MethodGet, // go-github does not escape the tag
				fmt.Sprintf("repos/%s/%s/releases/tags/%s", owner, name, escape(tag)), nil)
		})
	return r, err
}

// Releases are the newest releases, at most limit; drafts among them only where the App may write contents.
func (i *Installation) Releases(ctx context.Context, owner, name string, limit int) ([]*github.RepositoryRelease, error) {
	return pages(ctx, i.client, fmt.Sprintf("list releases of %s/%s", owner, name), limit,
		func(ctx context.Context, o github.ListOptions) ([]*github.RepositoryRelease, *github.Response, error) {
			return i.github.Repositories.ListReleases(ctx, owner, name, &o)
		})
}

// CreateDraft makes a draft of a release with that tag. Nothing makes it unique: whoever repeats the call looks at Releases first.
// Without contents: write the error is ErrForbidden.
func (i *Installation) CreateDraft(ctx context.Context, owner, name, tag, body string) (*github.RepositoryRelease, error) {
	r, _, err := call(ctx, i.client, fmt.Sprintf("create a draft release %q of %s/%s", tag, owner, name),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return i.github.Repositories.CreateRelease(ctx, owner, name, &github.RepositoryRelease{
				TagName: &tag, Name: &tag, Body: &body, Draft: github.Bool(true),
			})
		})
	return r, err
}

// UpdateReleaseBody replaces a release's text. It needs contents: write, which DevPlus asks nobody for: without it the error
// is ErrForbidden.
func (i *Installation) UpdateReleaseBody(ctx context.Context, owner, name string, id int64, body string) (*github.RepositoryRelease, error) {
	r, _, err := call(ctx, i.client, fmt.Sprintf("update release %d of %s/%s", id, owner, name),
		func(ctx context.Context) (*github.RepositoryRelease, *github.Response, error) {
			return send[*github.RepositoryRelease](ctx, i.client, http.MethodPatch, // go-github leaves an empty body out
				fmt.Sprintf("repos/%s/%s/releases/%d", owner, name, id), map[string]string{"body": body})
		})
	return r, err
}
