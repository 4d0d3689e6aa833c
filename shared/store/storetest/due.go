package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func testDue(t *testing.T, s Store) {
	minutes := []int{30, 10, 20, 50, 10} // the n-th is due so long after noon
	stored := make([]*analysis.Analysis, len(minutes))
	for n, after := range minutes {
		stored[n] = update(t, s, queued(t, s, n), func(a *analysis.Analysis) error {
			a.DueAt = noon.Add(time.Duration(after) * time.Minute)
			return nil
		})
	}
	want := func(now time.Time, limit int, order ...int) {
		t.Helper()
		got, err := s.Due(t.Context(), now, limit)
		if err != nil {
			t.Fatal(err)
		}
		var wanted []*analysis.Analysis
		for _, n := range order {
			wanted = append(wanted, stored[n])
		}
		if diff := cmp.Diff(wanted, got, exactly); diff != "" {
			t.Errorf("due at %s, at most %d (-want +got):\n%s", now.Sub(noon), limit, diff)
		}
	}
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	want(at(10).Add(-time.Microsecond), 10)
	want(at(10), 10, 1, 4)
	want(at(10).Add(900*time.Nanosecond).In(time.FixedZone("", -3600)), 10, 1, 4)
	want(at(49), 10, 1, 4, 2, 0)
	want(at(50), 10, 1, 4, 2, 0, 3)
	want(at(50), 3, 1, 4, 2)
	want(at(50), 0)
	want(at(50), -1)

	stored[1] = update(t, s, stored[1], func(a *analysis.Analysis) error { return a.Skip(at(11), "a draft") })
	stored[4] = update(t, s, stored[4], func(a *analysis.Analysis) error { a.DueAt = at(45); return nil })
	_, a, err := s.Claim(t.Context(), latestID, stored[3].ID, func(_ *analysis.Latest, a *analysis.Analysis) error {
		a.DueAt = at(5)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stored[3] = a
	want(at(50), 10, 3, 2, 0, 4)

	_, a, err = s.Claim(t.Context(), latestID, stored[1].ID, func(_ *analysis.Latest, a *analysis.Analysis) error {
		return a.Queue(at(12), "another", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	stored[1] = a
	want(at(30), 10, 3, 2, 1, 0)
}
