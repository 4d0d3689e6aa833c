package reconcile

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// maxRedeliverTime bounds GitHub's part of a call, so that most of maxTime is left for due documents.
const maxRedeliverTime = 100 * time.Second

// outage is the shortest absence of GitHub after which webhooks may be missing: a single failed call is none.
const outage = 2 * analysis.ReconcileEvery

// redeliver requests the redelivery of failed webhooks, because GitHub does not redeliver on its own ("Redelivering webhooks"). It
// returns the number of requested deliveries, and whether GitHub has come back after an outage, until settleReturn. One call takes at
// most 90 requests. It stores its decisions after the requests: if that fails, they are repeated, and dispatch ignores the second
// delivery of a GUID.
func (r *Reconciler) redeliver(ctx context.Context) (requested int, back bool, _ error) {
	app, err := r.GitHub(ctx)
	if err != nil {
		return 0, false, err
	}
	before, err := r.Store.Redelivery(ctx)
	if err != nil {
		return 0, false, err
	}
	state := before.Clone()
	d := newDeliveries(state, r.Now())
	github, cancel := context.WithTimeout(ctx, maxRedeliverTime)
	defer cancel()
	if err := d.readLists(github, app); err != nil {
		if !githubapp.IsAway(err) || !before.AwaySince.IsZero() {
			return 0, false, err
		}
		away := before.Clone()
		away.AwaySince = r.Now()
		return 0, false, errors.Join(err, r.Store.SaveRedelivery(ctx, before, away))
	}
	back = !state.AwaySince.IsZero() // until settleReturn, so that the next call sees it after a crash
	for _, p := range d.expire() {
		telemetry.GaveUp(ctx, "a webhook was never delivered", fmt.Errorf("%s, delivery %s, first failed at %v, requested %d times", p.Event, p.GUID, p.FirstAt, p.Requests))
	}
	requested, faults := d.request(github, app)
	return requested, back, errors.Join(faults, r.Store.SaveRedelivery(ctx, before, state))
}

// settleReturn records that everything that waited for GitHub's return has been published. After an outage it asks for the pull requests that
// GitHub never reported.
func (r *Reconciler) settleReturn(ctx context.Context) error {
	before, err := r.Store.Redelivery(ctx)
	if err != nil {
		return err
	}
	if now := r.Now(); now.Sub(before.AwaySince) >= outage {
		if err := r.Topics.PublishEvent(ctx, event.Recovered(now)); err != nil {
			return err
		}
	}
	returned := before.Clone()
	returned.AwaySince = time.Time{}
	return r.Store.SaveRedelivery(ctx, before, returned)
}

// readLists brings the state up to date with GitHub's lists. While nothing is pending, one request is enough.
func (d *deliveries) readLists(ctx context.Context, app *githubapp.App) error {
	failed, next, err := app.Deliveries(ctx, githubapp.Failed, d.failedSince(), d.state.Failed.Cursor)
	if err != nil {
		return err
	}
	d.advance(&d.state.Failed, failed, next)
	d.addFailed(failed)
	if len(d.state.Pending) == 0 {
		d.state.Arrived = store.Reading{Newest: d.state.Arrived.Newest}
		return nil
	}
	arrived, next, err := app.Deliveries(ctx, githubapp.Arrived, d.arrivedSince(), d.state.Arrived.Cursor)
	if err != nil {
		return err
	}
	d.advance(&d.state.Arrived, arrived, next)
	d.removeArrived(arrived)
	d.resume()
	return nil
}

// request requests the deliveries that are due, until GitHub's rate limit is reached or time is up.
func (d *deliveries) request(ctx context.Context, app *githubapp.App) (requested int, _ error) {
	var faults []error
	for _, p := range d.due() {
		err := app.Redeliver(ctx, p.DeliveryID)
		if err != nil && ctx.Err() != nil || errors.As(err, new(*githubapp.RateLimitError)) {
			return requested, errors.Join(append(faults, err)...)
		}
		d.requested(p)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		requested++
		telemetry.Action(ctx, "webhook delivery "+p.GUID, "", "redelivered: "+p.Event)
	}
	return requested, errors.Join(faults...)
}
