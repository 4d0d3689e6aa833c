package dispatch

import (
	"context"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// withinLimits handles an event of an installation with what other instances know of its rate limits, and lets them know what was learned.
// Background work stops while less than half of a limit is left: the rest is for people.
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
	defer share(ctx, installation, d.Now())
	if e.Background() {
		if err := installation.Scarce(d.Now()); err != nil {
			return err
		}
	}
	return d.handle(ctx, e)
}

// share lets others know what was learned of the limits. Without it they learn it themselves, by a request each.
func share(ctx context.Context, i *githubapp.Installation, now time.Time) {
	if err := i.Meter().Share(context.WithoutCancel(ctx), now); err != nil {
		slog.WarnContext(ctx, "could not share what is left of GitHub's limit", "error", err)
	}
}
