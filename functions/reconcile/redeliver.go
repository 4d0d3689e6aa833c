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
	maxAsked = 50              // a call
)

// redeliver asks GitHub to deliver again what failed, and returns how many it asked for. Attempts at the same event share a
// GUID: one success is enough.
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
	asked := 0
	var faults []error
	for _, d := range failed(deliveries, now.Add(-settle)) {
		if asked == maxAsked {
			break
		}
		if err := app.Redeliver(ctx, d.GetID()); err != nil {
			faults = append(faults, err)
			continue
		}
		asked++
		telemetry.Action(ctx, "webhook delivery "+d.GetGUID(), "", "redelivered, was "+d.GetStatus())
	}
	return asked, errors.Join(faults...)
}

// failed picks, of each GUID that never arrived and was not asked for too often, the newest attempt; newest comes first in deliveries.
func failed(deliveries []*github.HookDelivery, before time.Time) []*github.HookDelivery {
	attempts := map[string]int{}
	arrived := map[string]bool{}
	var newest []*github.HookDelivery
	for _, d := range deliveries {
		guid := d.GetGUID()
		if attempts[guid]++; attempts[guid] == 1 {
			newest = append(newest, d)
		}
		if code := d.GetStatusCode(); code >= 200 && code < 300 {
			arrived[guid] = true
		}
	}
	var out []*github.HookDelivery
	for _, d := range newest {
		if !arrived[d.GetGUID()] && attempts[d.GetGUID()] <= maxAgain && d.GetDeliveredAt().Before(before) {
			out = append(out, d)
		}
	}
	return out
}
