package reconcile

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
)

// failures lists first attempts at deliveries from to to, one a second, the newest first, as GitHub does.
func failures(began time.Time, from, to int) []*github.HookDelivery {
	var list []*github.HookDelivery
	for n := from; n < to; n++ {
		list = append(list, &github.HookDelivery{
			ID: github.Int64(1<<50 + int64(n)), GUID: github.String(fmt.Sprintf("72d3162e-cc78-11e3-81ab-%012d", n)), StatusCode: github.Int(502),
			DeliveredAt: &github.Timestamp{Time: began.Add(time.Duration(n) * time.Second)}, Redelivery: github.Bool(false),
			Event: github.String("deployment_protection_rule"), Action: github.String("requested"),
		})
	}
	slices.Reverse(list)
	return list
}

// Deliveries that one document has no room for stay in GitHub's list until there is room.
func TestRedelivery_StoresTheOldest(t *testing.T) {
	t.Parallel()
	db := dbtest.Open(t)
	now := time.Now().UTC().Truncate(time.Second)
	began := now.Add(-time.Hour)
	at := func(n int) time.Time { return began.Add(time.Duration(n) * time.Second) }
	read := func(d *deliveries, list []*github.HookDelivery, next string) {
		d.advance(&d.state.Failed, list, next)
		d.addFailed(list)
	}
	for name, split := range map[string]bool{"at once": false, "over two calls": true} {
		before, err := db.Redelivery(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		state := &store.Redelivery{ID: before.ID, Revision: before.Revision}
		d := newDeliveries(state, now)
		if split {
			read(d, failures(began, 100, 2300), "cursor")
			if state.Failed.Cursor != "cursor" || !state.Failed.Mark.IsZero() || !state.Failed.Next.Equal(at(2100)) || d.due() != nil {
				t.Errorf("%s: %+v", name, state.Failed)
			}
			read(d, failures(began, 0, 100), "")
		} else {
			read(d, failures(began, 0, 2300), "")
		}
		if n := len(state.Pending); n != maxPending || !state.Pending[0].FirstAt.Equal(at(0)) || !state.Pending[n-1].FirstAt.Equal(at(n-1)) {
			t.Errorf("%s: %d are pending", name, n)
		}
		if !state.Failed.Mark.Equal(at(maxPending)) || state.Failed.Cursor != "" || !state.Failed.Next.IsZero() {
			t.Errorf("%s: read to %+v, want the first that does not fit", name, state.Failed)
		}
		if err := db.SaveRedelivery(t.Context(), before, state); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		state.Pending = state.Pending[500:]
		read(d, failures(began, maxPending, 2300), "")
		if n := len(state.Pending); n != 1800 || !state.Pending[n-1].FirstAt.Equal(at(2299)) || !state.Failed.Mark.Equal(now.Add(-settle)) {
			t.Errorf("%s: %d are pending once there is room, read to %v", name, n, state.Failed.Mark)
		}
	}
}
