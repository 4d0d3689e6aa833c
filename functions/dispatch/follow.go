package dispatch

import (
	"context"
	"encoding/json"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// follow lets the open analyses of a repository go on under its new name, owner and installation. After a transfer it has the repository
// swept, because events of the time between are lost.
func (d *dispatcher) follow(ctx context.Context, e event.Event) error {
	here := func(a *analysis.Analysis) bool { return a.Repository.ID == e.Repository.ID }
	err := d.eachOpen(ctx, here, func(ctx context.Context, a *analysis.Analysis) error {
		_, err := d.Store.Update(ctx, a, func(a *analysis.Analysis) error {
			a.Repository, a.InstallationID = e.Repository, e.InstallationID
			begun, err := event.Decode(a.Event)
			if err != nil {
				return nil // reconcile gives up what has no event
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

// stopRemoved ends the open analyses of repositories that the installation lost. The event has no room for their names, so that GitHub is
// asked which ones it still has.
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

// openPage is how many more open analyses are read at a time.
const openPage = 500

// eachOpen calls do once for each open analysis that is wanted.
func (d *dispatcher) eachOpen(
	ctx context.Context, wanted func(*analysis.Analysis) bool, do func(context.Context, *analysis.Analysis) error,
) error {
	done := map[string]bool{}
	for passed := 0; ; { // open analyses that were passed over or stay open: each list begins with them
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
