package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func keep[T any](*T) error { return nil }

func (d documents[T]) testUpdate(t *testing.T, s Store) {
	var f filler
	first := d.put(t, s, d.fill(&f, id(1)))
	given := d.Codec.Clone(first)
	calls := 0
	set := func(from *T) *T {
		t.Helper()
		to := d.fill(&f, id(1))
		got, err := d.Update(t.Context(), s, from, func(v *T) error {
			calls++
			*v = *d.Codec.Clone(to)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		d.wantStored(t, s, got)
		d.wantValue(t, to, got)
		return got
	}
	second := set(first)
	if diff := cmp.Diff(given, first, exactly); diff != "" {
		t.Errorf("the given document changed (-before +after):\n%s", diff)
	}
	set(second)
	if calls != 2 {
		t.Errorf("two updates without interference were applied %d times", calls)
	}
	set(first) // stale: applied to it, then to what is stored
	set(d.bare(id(1)))
	if calls != 6 {
		t.Errorf("two updates of stale documents were applied %d times, want 2 each", calls-2)
	}
}

func (d documents[T]) testRefused(t *testing.T, s Store) {
	var f filler
	before := d.put(t, s, d.fill(&f, id(1)))
	if _, err := d.Update(t.Context(), s, before, func(v *T) error {
		*v = *d.fill(&f, id(1))
		return errRefused
	}); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	d.wantStored(t, s, before)
}

func testUpdateRace(t *testing.T, s Store) {
	const writers = 6
	a := queued(t, s, 1)
	for i, err := range atOnce(writers, func(int) error {
		_, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error {
			a.Refusals++
			return nil
		})
		return err
	}) {
		if err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	got, err := s.Analysis(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Refusals != writers {
		t.Errorf("counted up to %d, want %d", got.Refusals, writers)
	}
}
