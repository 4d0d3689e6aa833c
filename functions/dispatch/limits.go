package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/event"
)

// withinLimits handles an event within the installation's rate limits, which it shares with other instances. Background work stops while
// less than half of a limit is left: the rest is for people.
func (d *dispatcher) withinLimits(ctx context.Context, e event.Event) error {
	if e.InstallationID == 0 || e.Intent == event.StopAll {
		return d.handle(ctx, e)
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	installation := app.Installation(e.InstallationID)
	if err := installation.Meter().Learn(ctx); err != nil {
		return err
	}
	defer func() { installation.Meter().Share(ctx, d.Now()) }()
	if e.Background() {
		if err := installation.Scarce(d.Now()); err != nil {
			return err
		}
	}
	return d.handle(ctx, e)
}
