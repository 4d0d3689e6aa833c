package githubapp

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// Role is what an account may do in a repository.
type Role string

// The roles.
const (
	Reader        Role = "reader"        // or nothing
	Writer        Role = "writer"        // may push
	Administrator Role = "administrator" // may do everything, and delete the repository
)

// RoleOf returns what an account may do in the repository now. The ID is compared, because a login may belong to somebody else by now;
// logins must be those of GitHub's payloads.
func (r *Repository) RoleOf(ctx context.Context, login string, id int64) (Role, error) {
	p, _, err := call(ctx, r.client, fmt.Sprintf("get the permission of %s in %s", login, r),
		func(ctx context.Context) (*github.RepositoryPermissionLevel, *github.Response, error) {
			return r.github.Repositories.GetPermissionLevel(ctx, r.owner, r.name, escape(login))
		})
	switch {
	case errors.Is(err, ErrNotFound): // no such account, or no collaborator
		return Reader, nil
	case err != nil:
		return "", err
	case p.GetUser().GetID() != id:
		return Reader, nil
	}
	switch p.GetPermission() { // "maintain" reads as write
	case "admin":
		return Administrator, nil
	case "write":
		return Writer, nil
	}
	return Reader, nil
}
