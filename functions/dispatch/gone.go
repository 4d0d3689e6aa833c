package dispatch

import (
	"context"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/event"
)

// goneWith records the repositories that an event permanently takes from the App, so that they are forgotten later. One that comes back
// before that is kept.
func (d *dispatcher) goneWith(ctx context.Context, e event.Event) error {
	switch {
	case !e.Removes():
		return nil
	case e.Repository.ID != 0:
		return d.Store.Gone(ctx, e.InstallationID, e.Repository.ID, d.Now())
	}
	return d.goneBut(ctx, e.InstallationID, nil)
}

// goneBut records that an installation has only those repositories.
func (d *dispatcher) goneBut(ctx context.Context, installationID int64, has map[int64]bool) error {
	return d.Store.Swept(ctx, installationID, func(_, repository int64) error {
		if has[repository] {
			return nil
		}
		return d.Store.Gone(ctx, installationID, repository, d.Now())
	})
}

// goneInstallations records that only those installations exist. It detects a deletion whose webhook was lost.
func (d *dispatcher) goneInstallations(ctx context.Context, has map[int64]bool) error {
	return d.Store.Swept(ctx, 0, func(installation, repository int64) error {
		if has[installation] {
			return nil
		}
		return d.Store.Gone(ctx, installation, repository, d.Now())
	})
}

func idsOf(repositories []*github.Repository) map[int64]bool {
	ids := make(map[int64]bool, len(repositories))
	for _, r := range repositories {
		ids[r.GetID()] = true
	}
	return ids
}
