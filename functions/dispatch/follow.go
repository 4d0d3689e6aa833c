package dispatch

import (
	"context"
	"encoding/json"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// follow moves the open analyses of a repository to its new name, owner and installation. After a transfer it requests a sweep of the
// repository, because events during the transfer are lost.
func (d *dispatcher) follow(ctx context.Context, e event.Event) error {
	here := func(a *analysis.Analysis) bool { return a.Repository.ID == e.Repository.ID }
	err := d.eachOpen(ctx, here, func(ctx context.Context, a *analysis.Analysis) error {
		_, err := d.Store.Update(ctx, a, func(a *analysis.Analysis) error {
			a.Repository, a.InstallationID = e.Repository, e.InstallationID
			begun, err := event.Decode(a.Event)
			if err != nil {
				return nil // reconcile gives up analyses without an event
			}
			begun.Repository, begun.InstallationID = e.Repository, e.InstallationID
			a.Event, err = json.Marshal(begun)
			return err
		})
		return err
	})
	if err != nil || !e.Moved() {
		return err
	}
	e.Intent = event.Sweep
	return d.Topics.PublishEvent(ctx, e)
}

// stopRemoved ends the open analyses of repositories that the installation lost. It asks GitHub for the remaining ones, because the event
// has no room for the names.
func (d *dispatcher) stopRemoved(ctx context.Context, e event.Event) error {
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	repositories, err := app.Installation(e.InstallationID).Repositories(ctx)
	if err != nil {
		return err
	}
	has := idsOf(repositories)
	lost := func(a *analysis.Analysis) bool { return a.InstallationID == e.InstallationID && !has[a.Repository.ID] }
	err = d.eachOpen(ctx, lost, func(ctx context.Context, a *analysis.Analysis) error { return d.lose(ctx, a, e.String()) })
	if err != nil {
		return err
	}
	return d.goneBut(ctx, e.InstallationID, has)
}

// openPage is the number of open analyses read at a time, beyond those that were passed over.
const openPage = 500

// eachOpen calls do once for each wanted open analysis.
func (d *dispatcher) eachOpen(
	ctx context.Context, wanted func(*analysis.Analysis) bool, do func(context.Context, *analysis.Analysis) error,
) error {
	done := map[string]bool{}
	for passed := 0; ; { // open analyses that were passed over or stay open; they begin every list
		asked := passed + openPage
		open, err := d.Store.Due(ctx, d.Now().Add(analysis.Retention), asked)
		if err != nil {
			return err
		}
		passed = 0
		for _, a := range open {
			if done[a.ID] || !wanted(a) {
				passed++
				continue
			}
			done[a.ID] = true
			if err := do(telemetry.WithAnalysis(ctx, a.ID, a.Repository.FullName(), a.Deliveries), a); err != nil {
				return err
			}
		}
		if len(open) < asked {
			return nil
		}
	}
}
