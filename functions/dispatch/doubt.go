package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// doubt returns a *githubapp.DoubtError for the first 404 of something in a repository that GitHub still shows, and nil for what is gone.
func (d *dispatcher) doubt(ctx context.Context, e event.Event, why error) error {
	if !githubapp.IsMissing(why) || e.Doubted || e.Repository.ID == 0 {
		return nil
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	return app.Installation(e.InstallationID).In(e.Repository.ID, e.Repository.Owner, e.Repository.Name).Doubt(ctx, why)
}
