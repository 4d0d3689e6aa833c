package dispatch

import (
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/effective"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// A waiting deployment must get its answer in time even if its message is lost: its promise is stored before any call to GitHub.
func TestPromise_IsDueWhenTheDeploymentMustHaveItsAnswer(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	set := settings.Settings{Gate: settings.Gate{Timeout: 20 * time.Minute}}
	p := wiring.Parts{Store: db.Store, Settings: set, Now: func() time.Time { return now }}.Complete()
	d := &dispatcher{Parts: p, settings: &effective.Reader{Store: p.Store, Defaults: p.Settings, Now: p.Now}}
	gate := event.Event{
		Schema: event.Schema, Delivery: "one", Event: "deployment_protection_rule", Action: "requested", Intent: event.Again, InstallationID: 7,
		ReceivedAt: now.Add(-5 * time.Minute), Repository: analysis.Repository{ID: 3, Owner: "o", Name: "r"},
		Subject: analysis.Subject{Environment: "production", RunID: 5},
	}
	pull := gate
	pull.Event, pull.Action, pull.Subject = "pull_request", "opened", analysis.Subject{Kind: pullrequest.Name, Number: 3}
	answer := gate.ReceivedAt.Add(20*time.Minute - analysis.LastLook)
	for _, c := range []struct {
		e             event.Event
		due, deadline time.Time // zero: no promise
	}{{gate, answer.Add(-analysis.ReconcileEvery), answer}, {pull, time.Time{}, time.Time{}}} {
		promised, err := d.promise(t.Context(), c.e)
		if err != nil || promised == c.due.IsZero() {
			t.Errorf("%s: promised %t, %v", c.e.Event, promised, err)
		}
		stored, err := d.Store.ChangeParked(t.Context(), c.e.ParkedID(), func(*event.Parked) error { return nil })
		if err != nil || !stored.DueAt.Equal(c.due) || !stored.Deadline.Equal(c.deadline) {
			t.Errorf("%s: due at %s, deadline %s, want %s and %s, %v", c.e.Event, stored.DueAt, stored.Deadline, c.due, c.deadline, err)
		}
	}
}
