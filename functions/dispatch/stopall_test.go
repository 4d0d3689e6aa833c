package dispatch

import (
	"fmt"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// An uninstalled organization's analyses must all end, however many there are, and nobody else's: what stays open is tried for days.
func TestStopAll_EndsMoreThanOnePage(t *testing.T) {
	t.Parallel()
	const gone, other = 7, 8
	db := dbtest.Open(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	p := wiring.Parts{Store: db.Store, Now: func() time.Time { return now }}.Complete()
	d := &dispatcher{Parts: p}
	count := map[int64]int{gone: 2*openPage + 1, other: openPage + 1}
	for _, installation := range []int64{other, gone} { // the others' are due first, and stay
		for n := range count[installation] {
			id := fmt.Sprintf("pull_request-%d-%020x", installation, n)
			_, _, err := db.Claim(t.Context(), id, id, func(_ *analysis.Latest, a *analysis.Analysis) error {
				a.Kind, a.InstallationID, a.Repository.ID = pullrequest.Name, installation, installation
				return a.Queue(now.Add(-time.Duration(installation)*time.Minute), fmt.Sprint(n), nil)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := d.stopAll(t.Context(), event.Event{Event: "installation", Action: "deleted", Intent: event.StopAll, InstallationID: gone}); err != nil {
		t.Fatal(err)
	}
	open, err := db.Due(t.Context(), now.Add(analysis.Retention), 10*openPage)
	if err != nil {
		t.Fatal(err)
	}
	left := map[int64]int{}
	for _, a := range open {
		left[a.InstallationID]++
	}
	if left[gone] != 0 || left[other] != count[other] {
		t.Errorf("open analyses by installation: %v; want those of the other, %d", left, count[other])
	}
}
