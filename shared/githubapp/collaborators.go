package githubapp

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-github/v60/github"
)

// Role is an account's level of access to a repository.
type Role string

// The roles.
const (
	Reader        Role = "reader"        // or no access
	Writer        Role = "writer"        // may push
	Administrator Role = "administrator" // may do everything, and delete the repository
)

// RoleOf returns an account's current role in the repository. It compares the ID, because the login may belong to somebody else by
// now. The login must come from a payload of GitHub's.
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
