package storetest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
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

// testDue needs a field DueAt where a collection stores due_at; without it, nothing is ever due.
func (d documents[T]) testDue(t *testing.T, s Store) {
	minutes := []int{30, 10, 20} // the n-th is due so long after noon
	order := []int{1, 2, 0}
	stored := make([]*T, len(minutes))
	set := func(v *T, after int) {
		if field := reflect.ValueOf(v).Elem().FieldByName("DueAt"); field.IsValid() {
			field.Set(reflect.ValueOf(noon.Add(time.Duration(after) * time.Minute)))
		}
	}
	for n, after := range minutes {
		v := d.fill(&filler{}, id(n))
		set(v, after)
		stored[n] = d.put(t, s, v)
	}
	want := func(after, limit int, order ...int) {
		t.Helper()
		got, err := d.Due(t.Context(), s, noon.Add(time.Duration(after)*time.Minute), limit)
		if err != nil {
			t.Fatal(err)
		}
		var wanted []*T
		for _, n := range order {
			wanted = append(wanted, stored[n])
		}
		if diff := cmp.Diff(wanted, got, exactly); diff != "" {
			t.Errorf("due %d minutes after noon, at most %d (-want +got):\n%s", after, limit, diff)
		}
	}
	if !slices.ContainsFunc(d.Fields(), func(f store.Field) bool { return f.Name == store.DueAt }) {
		want(24*60, 10)
		return
	}
	want(9, 10)
	want(10, 10, order[:1]...)
	want(30, 10, order...)
	want(30, 2, order[:2]...)
	want(30, 0)
	want(30, -1)
	later := d.Codec.Clone(stored[1])
	set(later, 40)
	stored[1] = d.put(t, s, later)
	want(60, 10, 2, 0, 1)
	stored[2] = d.put(t, s, d.bare(id(2)))
	want(60, 10, 0, 1)
}
