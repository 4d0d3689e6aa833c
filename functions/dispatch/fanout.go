package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/store"
)

// Events takes the events that an event for many repositories is split into: dispatch's only call to itself.
type Events interface {
	PublishEvent(ctx context.Context, e event.Event) error
}

// split publishes one event for each installation of an event for all of them, and one for each repository of an event for an
// installation. Their deliveries are derived from the event's, so that a second run, after a crash or for a repeated message, asks for
// nothing new.
func (d *Dispatcher) split(ctx context.Context, e event.Event) error {
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	if e.InstallationID == 0 {
		return d.toInstallations(ctx, app, e)
	}
	repositories, err := app.Installation(e.InstallationID).Repositories(ctx)
	if err != nil {
		return err
	}
	published := 0
	for _, r := range repositories {
		if wanted, err := d.wanted(ctx, e, r); err != nil {
			return err
		} else if !wanted {
			continue
		}
		one := e
		one.Intent = event.Analyze
		one.Delivery = e.Delivery + "-" + strconv.FormatInt(r.GetID(), 10)
		one.Repository = analysis.Repository{
			ID: r.GetID(), Owner: r.GetOwner().GetLogin(), Name: r.GetName(), DefaultBranch: r.GetDefaultBranch(), Private: r.GetPrivate(),
		}
		if err := d.Events.PublishEvent(ctx, one); err != nil {
			return fmt.Errorf("after %d of %d repositories: %w", published, len(repositories), err)
		}
		published++
	}
	slog.InfoContext(ctx, "event split by repository", "installation", e.InstallationID, "repositories", len(repositories), "published", published)
	return nil
}

// wanted leaves out what an analysis would leave out, without asking GitHub once more for each. Of an installation that got repositories,
// those are left out that are known.
func (d *Dispatcher) wanted(ctx context.Context, e event.Event, r *github.Repository) (bool, error) {
	if r.GetArchived() || r.GetDisabled() || r.GetFork() {
		return false, nil
	}
	if !e.OnlyNew() {
		return true, nil
	}
	_, err := d.Store.Latest(ctx, analysis.LatestID(r.GetID(), e.Subject))
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}

func (d *Dispatcher) toInstallations(ctx context.Context, app *githubapp.App, e event.Event) error {
	installations, err := app.Installations(ctx)
	if err != nil {
		return err
	}
	for _, i := range installations {
		if i.SuspendedAt != nil {
			continue
		}
		one := e
		one.InstallationID = i.GetID()
		one.Delivery = e.Delivery + "-" + strconv.FormatInt(i.GetID(), 10)
		if err := d.Events.PublishEvent(ctx, one); err != nil {
			return err
		}
	}
	return nil
}
