package reconcile

import (
	"slices"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/store"
)

const (
	lookBack = 72 * time.Hour  // GitHub keeps and redelivers deliveries that long ("Redelivering webhooks")
	settle   = 2 * time.Minute // a delivery this young may be listed late, or still be under way
	minPause = 5 * time.Minute // between two requests for one delivery, doubled each time
	maxPause = 3 * time.Hour

	maxPending   = 2000 // stored deliveries; GitHub's list keeps the others
	maxRequested = 50   // deliveries a call, whether or not GitHub takes the request
)

// deliveries decides which webhook deliveries to request again. It is pure: its memory is in state.
type deliveries struct {
	state          *store.Redelivery
	now            time.Time
	answeredBefore bool            // at the end of the previous call
	added          map[string]bool // GUIDs that became pending in this call
}

func newDeliveries(state *store.Redelivery, now time.Time) *deliveries {
	d := &deliveries{state: state, now: now, added: map[string]bool{}}
	d.answeredBefore = d.webhookAnswers()
	return d
}

// webhookAnswers reports whether the webhook answers, as far as is known: the newest conclusive delivery arrived. Failed redeliveries are not
// conclusive: otherwise a single payload that breaks the webhook would look like an outage again and again.
func (d *deliveries) webhookAnswers() bool {
	return !d.state.Failed.Newest.After(d.state.Arrived.Newest)
}

// failedSince returns the time back to which to read the failed deliveries.
func (d *deliveries) failedSince() time.Time { return later(d.state.Failed.Mark, d.now.Add(-lookBack)) }

// arrivedSince returns the time back to which to read the deliveries that arrived: the first failure that became pending in this call.
func (d *deliveries) arrivedSince() time.Time {
	mark := &d.state.Arrived.Mark
	for _, p := range d.state.Pending {
		if mark.IsZero() || d.added[p.GUID] && p.FirstAt.Before(*mark) {
			*mark = p.FirstAt
		}
	}
	return *mark
}

// advance records that a list was read from its cursor, newest first, to next. Deliveries younger than settle are read again.
func (d *deliveries) advance(r *store.Reading, read []*github.HookDelivery, next string) {
	if r.Cursor == "" && len(read) > 0 {
		r.Next = later(r.Mark, d.now.Add(-settle))
	}
	if r.Cursor = next; next == "" && !r.Next.IsZero() {
		r.Mark, r.Next = r.Next, time.Time{}
	}
}

// addFailed makes failed deliveries pending, except events that the webhook does not accept. The first failure that is listed may be a
// redelivery: then an earlier attempt arrived, or is too old.
func (d *deliveries) addFailed(read []*github.HookDelivery) {
	for _, one := range slices.Backward(read) { // oldest first
		at := one.GetDeliveredAt().Time
		if hasArrived(one) {
			continue
		}
		if !one.GetRedelivery() {
			d.state.Failed.Newest = later(d.state.Failed.Newest, at)
		}
		if !event.Handles(one.GetEvent(), one.GetAction()) {
			continue
		}
		p := d.find(one.GetGUID())
		switch {
		case p == nil && !one.GetRedelivery():
			d.added[one.GetGUID()] = true
			d.state.Pending = append(d.state.Pending, store.PendingDelivery{
				GUID: one.GetGUID(), DeliveryID: one.GetID(), Event: one.GetEvent() + " " + one.GetAction(),
				FirstAt: at, LastAt: at, RequestAt: at.Add(settle),
			})
		case p != nil && at.After(p.LastAt):
			p.DeliveryID, p.LastAt, p.RequestAt = one.GetID(), at, later(p.RequestAt, at.Add(settle))
		}
	}
	slices.SortStableFunc(d.state.Pending, func(a, b store.PendingDelivery) int { return a.FirstAt.Compare(b.FirstAt) })
	if len(d.state.Pending) > maxPending { // the others are read again later
		mark := &d.state.Failed.Mark
		if d.state.Failed.Cursor != "" {
			mark = &d.state.Failed.Next
		}
		if first := d.state.Pending[maxPending].FirstAt; first.Before(*mark) {
			*mark = first
		}
		d.state.Pending = d.state.Pending[:maxPending]
	}
}

// removeArrived drops the pending deliveries of which an attempt arrived.
func (d *deliveries) removeArrived(read []*github.HookDelivery) {
	guids := map[string]bool{}
	for _, one := range read {
		if hasArrived(one) {
			guids[one.GetGUID()] = true
			d.state.Arrived.Newest = later(d.state.Arrived.Newest, one.GetDeliveredAt().Time)
		}
	}
	d.state.Pending = slices.DeleteFunc(d.state.Pending, func(p store.PendingDelivery) bool { return guids[p.GUID] })
}

// resume resets the failures of an outage once the webhook answers again, so that they are requested. Requests during the outage do not
// count.
func (d *deliveries) resume() {
	if d.answeredBefore || !d.webhookAnswers() {
		return
	}
	for i := range d.state.Pending {
		p := &d.state.Pending[i]
		p.Requests, p.RequestAt = 0, p.LastAt.Add(settle)
	}
}

// expire removes and returns the pending deliveries that GitHub no longer has.
func (d *deliveries) expire() (lost []store.PendingDelivery) {
	d.state.Pending = slices.DeleteFunc(d.state.Pending, func(p store.PendingDelivery) bool {
		tooOld := p.FirstAt.Before(d.now.Add(-lookBack))
		if tooOld {
			lost = append(lost, p)
		}
		return tooOld
	})
	return lost
}

// due returns the deliveries to request now, oldest first; only the one waiting longest while the webhook does not answer. It returns
// none until both lists are read to their marks, because unread ones may be older, or have arrived.
func (d *deliveries) due() []*store.PendingDelivery {
	if d.state.Failed.Cursor != "" || d.state.Arrived.Cursor != "" {
		return nil
	}
	var due []*store.PendingDelivery
	for i := range d.state.Pending {
		if p := &d.state.Pending[i]; !p.RequestAt.After(d.now) {
			due = append(due, p)
		}
	}
	if !d.webhookAnswers() && len(due) > 0 {
		return []*store.PendingDelivery{slices.MinFunc(due, func(a, b *store.PendingDelivery) int { return a.RequestAt.Compare(b.RequestAt) })}
	}
	return due[:min(len(due), maxRequested)]
}

// requested records a request for a delivery.
func (d *deliveries) requested(p *store.PendingDelivery) {
	p.RequestAt = d.now.Add(min(minPause<<min(p.Requests, 10), maxPause))
	p.Requests++
}

func (d *deliveries) find(guid string) *store.PendingDelivery {
	i := slices.IndexFunc(d.state.Pending, func(p store.PendingDelivery) bool { return p.GUID == guid })
	if i < 0 {
		return nil
	}
	return &d.state.Pending[i]
}

func hasArrived(one *github.HookDelivery) bool {
	return one.GetStatusCode() >= 200 && one.GetStatusCode() < 300
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
