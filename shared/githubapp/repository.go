package githubapp

import (
	"context"
	"maps"
)

// Repository acts within one repository of an installation. It is safe for concurrent use.
type Repository struct {
	client
	appID       int64
	id          int64
	owner, name string
	settling    bool
}

// In returns the repository with that ID and name, which may be an old name: GitHub redirects. It sends no request.
func (i *Installation) In(id int64, owner, name string) *Repository {
	return &Repository{client: i.client, appID: i.appID, id: id, owner: owner, name: name}
}

// Renamed returns the same repository under its current name, so that no request is redirected.
func (r *Repository) Renamed(owner, name string) *Repository {
	renamed := *r
	renamed.owner, renamed.name = owner, name
	return &renamed
}

// Settling returns the repository for a retry after GitHub was unreachable: a query that GitHub still does not answer, while it
// answers others, counts as too large.
func (r *Repository) Settling() *Repository {
	settling := *r
	settling.settling = true
	return &settling
}

// Settles reports whether the repository is Settling.
func (r *Repository) Settles() bool { return r.settling }

// ID returns GitHub's ID of the repository.
func (r *Repository) ID() int64 { return r.id }

// String returns "owner/name".
func (r *Repository) String() string { return r.owner + "/" + r.name }

// graphQL sends a query that takes the repository's $owner and $name.
func (r *Repository) graphQL(ctx context.Context, doing, query string, variables map[string]any, into any) error {
	all := map[string]any{"owner": r.owner, "name": r.name}
	maps.Copy(all, variables)
	return r.client.graphQL(ctx, doing, query, all, into)
}
