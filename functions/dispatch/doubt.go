package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// doubtError is a 404 that may come from a lagging replica of GitHub's: it counts if the next look has it, too.
type doubtError struct{ cause error }

// Error is the cause's.
func (e *doubtError) Error() string { return e.cause.Error() }

// Unwrap returns the cause.
func (e *doubtError) Unwrap() error { return e.cause }

// doubt returns a *doubtError for the first 404 of something in a repository that GitHub still shows, and nil for what is gone.
func (d *dispatcher) doubt(ctx context.Context, e event.Event, why error) error {
	if !githubapp.IsMissing(why) || e.Doubted || e.Repository.ID == 0 {
		return nil
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	visible, err := app.Installation(e.InstallationID).In(e.Repository.ID, e.Repository.Owner, e.Repository.Name).Visible(ctx)
	if visible {
		return &doubtError{why}
	}
	return err
}
