package reconcile

import (
	"context"
	"errors"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// GitHub does not deliver a webhook again by itself; an App may ask for it ("Redelivering webhooks").
const (
	lookBack = 6 * time.Hour
	settle   = 2 * time.Minute // a delivery this young may still be under way
	maxAgain = 3               // of one delivery
	maxAsked = 50              // deliveries a call, whether or not GitHub takes the request
)

// redeliver requests the redelivery of failed webhooks and returns how many it requested. Attempts of one event share a GUID:
// one success is enough.
func (r *Reconciler) redeliver(ctx context.Context) (int, error) {
	app, err := r.GitHub(ctx)
	if err != nil {
		return 0, err
	}
	now := r.Now()
	deliveries, truncated, err := app.Deliveries(ctx, now.Add(-lookBack))
	if err != nil {
		return 0, err
	}
	if truncated {
		telemetry.Count(ctx, telemetry.MetricReconcile, "deliveries_truncated", true)
	}
	again := failed(deliveries, now.Add(-settle))
	asked := 0
	var faults []error
	for _, d := range again[:min(len(again), maxAsked)] {
		if err := app.Redeliver(ctx, d.GetID()); err != nil {
			faults = append(faults, err)
			continue
		}
		asked++
		telemetry.Action(ctx, "webhook delivery "+d.GetGUID(), "", "redelivered, was "+d.GetStatus())
	}
	return asked, errors.Join(faults...)
}

// failed returns the newest attempt of each GUID that never arrived and was not redelivered too often. The newest comes first in
// deliveries. It skips a GUID whose first attempt is no longer listed, because its attempts can't be counted.
func failed(deliveries []*github.HookDelivery, before time.Time) []*github.HookDelivery {
	type attempts struct {
		newest         *github.HookDelivery
		count          int
		first, arrived bool // the first attempt is listed; one of them arrived
	}
	byGUID := map[string]*attempts{}
	var all []*attempts
	for _, d := range deliveries {
		a := byGUID[d.GetGUID()]
		if a == nil {
			a = &attempts{newest: d}
			byGUID[d.GetGUID()] = a
			all = append(all, a)
		}
		a.count++
		a.first = a.first || !d.GetRedelivery()
		a.arrived = a.arrived || d.GetStatusCode() >= 200 && d.GetStatusCode() < 300
	}
	var out []*github.HookDelivery
	for _, a := range all {
		if a.first && !a.arrived && a.count <= maxAgain && a.newest.GetDeliveredAt().Before(before) {
			out = append(out, a.newest)
		}
	}
	return out
}
