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

// split publishes one event per installation for an event about all of them, and one per repository for an event about an installation.
// Their delivery IDs are derived from the event's, so that a second run, after a crash or for a repeated message, causes no new analyses.
func (d *dispatcher) split(ctx context.Context, e event.Event) error {
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	if e.InstallationID == 0 {
		return d.splitByInstallation(ctx, app, e)
	}
	repositories, err := app.Installation(e.InstallationID).Repositories(ctx)
	if err != nil {
		return err
	}
	if e.Daily() {
		if err := d.goneBut(ctx, e.InstallationID, idsOf(repositories)); err != nil {
			return err
		}
	}
	published := 0
	for _, r := range repositories {
		if !e.Includes(r.GetID()) {
			continue
		}
		one := e
		one.Delivery = e.Delivery + "-" + strconv.FormatInt(r.GetID(), 10)
		one.Repository = analysis.Repository{
			ID: r.GetID(), Owner: r.GetOwner().GetLogin(), Name: r.GetName(), DefaultBranch: r.GetDefaultBranch(), Private: r.GetPrivate(),
		}
		for _, one.Intent = range e.Intents() {
			if wanted, err := d.needsEvent(ctx, one, r); err != nil {
				return err
			} else if !wanted {
				continue
			}
			if err := d.Topics.PublishEvent(ctx, one); err != nil {
				return fmt.Errorf("after %d of %d repositories: %w", published, len(repositories), err)
			}
			published++
		}
	}
	slog.InfoContext(ctx, "event split by repository",
		"installation", e.InstallationID, "repositories", len(repositories), "published", published)
	return nil
}

// needsEvent reports whether a repository needs an event. Archived, disabled and forked ones do not, because an analysis would skip them
// after calls to GitHub, nor do known ones if the event asks only for new ones.
func (d *dispatcher) needsEvent(ctx context.Context, one event.Event, r *github.Repository) (bool, error) {
	switch {
	case r.GetArchived() || r.GetDisabled():
		return false, nil
	case r.GetFork():
		return one.Intent == event.Sweep, nil
	case !one.OnlyNew():
		return true, nil
	}
	for _, k := range d.Kinds {
		if !k.Handles(one) {
			continue
		}
		identity := k.Descriptor().Identity(one.Repository.ID, one.Subject)
		switch _, err := d.Store.Latest(ctx, identity.LatestID()); {
		case errors.Is(err, store.ErrNotFound):
			return true, nil
		case err != nil:
			return false, err
		}
	}
	return false, nil
}

func (d *dispatcher) splitByInstallation(ctx context.Context, app *githubapp.App, e event.Event) error {
	installations, err := app.Installations(ctx)
	if err != nil {
		return err
	}
	if e.Daily() {
		has := make(map[int64]bool, len(installations))
		for _, i := range installations {
			has[i.GetID()] = true
		}
		if err := d.goneInstallations(ctx, has); err != nil {
			return err
		}
	}
	for _, i := range installations {
		if i.SuspendedAt != nil {
			continue
		}
		one := e
		one.InstallationID, one.Since = i.GetID(), i.GetCreatedAt().Time
		one.Delivery = e.Delivery + "-" + strconv.FormatInt(i.GetID(), 10)
		if err := d.Topics.PublishEvent(ctx, one); err != nil {
			return err
		}
	}
	return nil
}
