package githubapp

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// Writes reports whether an account may push to the repository now: its permission is write, maintain or admin. The ID is compared,
// because a login may belong to somebody else by now; logins must be those of GitHub's payloads.
func (r *Repository) Writes(ctx context.Context, login string, id int64) (bool, error) {
	p, _, err := call(ctx, r.client, fmt.Sprintf("get the permission of %s in %s", login, r),
		func(ctx context.Context) (*github.RepositoryPermissionLevel, *github.Response, error) {
			return r.github.Repositories.GetPermissionLevel(ctx, r.owner, r.name, escape(login))
		})
	if errors.Is(err, ErrNotFound) { // no such account, or no collaborator
		return false, nil
	}
	if err != nil {
		return false, err
	}
	level := p.GetPermission() // "maintain" reads as write
	return p.GetUser().GetID() == id && (level == "write" || level == "admin"), nil
}
