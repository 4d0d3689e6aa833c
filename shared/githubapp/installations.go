package githubapp

import (
	"context"
	"math"

	"github.com/google/go-github/v60/github"
)

// Installations returns all installations of the App.
func (a *App) Installations(ctx context.Context) ([]*github.Installation, error) {
	return pages(ctx, a.client, "list installations", math.MaxInt,
		func(ctx context.Context, o github.ListOptions) ([]*github.Installation, *github.Response, error) {
			return a.client.github.Apps.ListInstallations(ctx, &o)
		})
}

// Repositories returns all repositories that the installation can access.
func (i *Installation) Repositories(ctx context.Context) ([]*github.Repository, error) {
	return pages(ctx, i.client, "list the installation's repositories", math.MaxInt,
		func(ctx context.Context, o github.ListOptions) ([]*github.Repository, *github.Response, error) {
			list, resp, err := i.github.Apps.ListRepos(ctx, &o)
			if err != nil {
				return nil, resp, err
			}
			return list.Repositories, resp, nil
		})
}
