package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func testUpdateInterference(t *testing.T, s Store) {
	stale := queued(t, s, 1)
	update(t, s, stale, func(a *analysis.Analysis) error { return a.Dispatch(noon) })

	for name, given := range map[string]*analysis.Analysis{"an older revision": stale, "none": {ID: stale.ID, State: analysis.Queued}} {
		var seen []analysis.State
		got := update(t, s, given, func(a *analysis.Analysis) error {
			seen = append(seen, a.State)
			a.Tries++
			return nil
		})
		if diff := cmp.Diff([]analysis.State{analysis.Queued, analysis.Dispatched}, seen); diff != "" {
			t.Errorf("from %s, states seen (-want +got):\n%s", name, diff)
		}
		wantStored(t, s, got)
	}
}

func testUpdateRefused(t *testing.T, s Store) {
	stale := queued(t, s, 1)
	if _, err := s.Update(t.Context(), stale, func(a *analysis.Analysis) error {
		a.Tries = 9
		return errRefused
	}); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantStored(t, s, stale)

	current := update(t, s, stale, func(a *analysis.Analysis) error { return a.Supersede(noon, "closed") })
	_, err := s.Update(t.Context(), stale, func(a *analysis.Analysis) error { return a.Dispatch(noon) })
	var refused *analysis.TransitionError
	if !errors.As(err, &refused) || refused.From != analysis.Superseded {
		t.Errorf("error %v, want a transition from superseded refused", err)
	}
	wantStored(t, s, current)
}

func testCompleteTwice(t *testing.T, s Store) {
	a := update(t, s, queued(t, s, 1), func(a *analysis.Analysis) error { return a.Dispatch(noon) })
	answers := []string{`{"summary":"one"}`, `{"summary":"two"}`}
	errs := atOnce(2, func(i int) error {
		_, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error {
			return a.Complete(noon, []byte(answers[i]))
		})
		return err
	})
	winner := 0
	if errs[0] != nil {
		winner = 1
	}
	var refused *analysis.TransitionError
	if errs[winner] != nil || !errors.As(errs[1-winner], &refused) {
		t.Fatalf("errors %v and %v, want nil and a refused transition", errs[0], errs[1])
	}
	got, err := s.Analysis(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Result) != answers[winner] {
		t.Errorf("stored %s, want the winner's %s", got.Result, answers[winner])
	}
}

func testLease(t *testing.T, s Store) {
	stale := queued(t, s, 1)
	first := update(t, s, stale, func(a *analysis.Analysis) error { return a.Acquire(noon, "first") })

	justBefore, atEnd := noon.Add(analysis.LeaseDuration-1000), noon.Add(analysis.LeaseDuration)
	for name, from := range map[string]*analysis.Analysis{"who saw it taken": first, "who read before it was taken": stale} {
		_, err := s.Update(t.Context(), from, func(a *analysis.Analysis) error { return a.Acquire(justBefore, "second") })
		if !errors.Is(err, analysis.ErrLeased) {
			t.Errorf("%s: error %v, want ErrLeased", name, err)
		}
	}
	wantStored(t, s, first)

	second := update(t, s, first, func(a *analysis.Analysis) error { return a.Acquire(atEnd, "second") })
	_, err := s.Update(t.Context(), first, func(a *analysis.Analysis) error {
		if a.Lease.Owner != "first" {
			return errRefused
		}
		a.ExecutionID = "late"
		return nil
	})
	if !errors.Is(err, errRefused) {
		t.Errorf("who lost the lease: error %v, want its own refusal", err)
	}
	wantStored(t, s, second)

	update(t, s, second, func(a *analysis.Analysis) error { a.Release("second"); return nil })
	_, _, err = s.Claim(t.Context(), latestID, stale.ID, func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Acquire(atEnd, "third") })
	if err != nil {
		t.Errorf("taking a lease that was given back: %v", err)
	}
}

func testInvalidUTF8(t *testing.T, s Store) {
	cut := "日本"[:4]
	got := update(t, s, queued(t, s, 1), func(a *analysis.Analysis) error { return a.Fail(noon, cut) })
	wantStored(t, s, got)
	if want := "日\uFFFD"; got.Failure != want || got.History[1].Note != want {
		t.Errorf("failure %q, note %q, want %q", got.Failure, got.History[1].Note, want)
	}
}

// Beside what the contract of a collection says of empty fields: the packed JSON tells nil and empty apart.
func testEmptyCoverage(t *testing.T, s Store) {
	want := &analysis.Coverage{Clipped: []analysis.FileNote{}}
	got := update(t, s, queued(t, s, 1), func(a *analysis.Analysis) error { a.Coverage = want; return nil })
	if diff := cmp.Diff(want, got.Coverage); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
