package store

import (
	"context"

	"github.com/devplus-app/devplus/shared/repoconfig"
)

// Configurations holds the last valid version of each file with settings, by repoconfig.RepositoryID or OrganizationID.
var Configurations = Declare(Declaration[repoconfig.Known]{
	Name:     "configurations",
	Of:       OfTheRepository,
	Expires:  ByRetention,
	MaxBytes: repoconfig.MaxBytes + 8<<10,
	Codec:    Plain[repoconfig.Known](),
})

// Configuration returns the last valid version of a file, or ErrNotFound.
func (s *Store) Configuration(ctx context.Context, id string) (*repoconfig.Known, error) {
	return Configurations.Get(ctx, s.db, id)
}

// ChangeConfiguration changes the last valid version of a file: see Collection.Change.
func (s *Store) ChangeConfiguration(ctx context.Context, id string, fn func(*repoconfig.Known) error) (*repoconfig.Known, error) {
	return Configurations.Change(ctx, s.db, id, fn)
}
