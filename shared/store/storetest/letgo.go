package storetest

import (
	"errors"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// An ended analysis must be stripped at once, and an open one by the write that ends it.
func testLetGo(t *testing.T, s Store) {
	end := func(a *analysis.Analysis) error {
		if err := a.Supersede(noon, "closed"); err != nil {
			return err
		}
		a.MarkNotified()
		return nil
	}
	first := update(t, s, queued(t, s, 1), end)
	running := map[string]*analysis.Analysis{}
	for i, name := range []string{"alone", "with slots"} {
		running[name] = update(t, s, queued(t, s, i+2), func(a *analysis.Analysis) error { a.Previous = first.ID; return nil })
		if err := s.LetGo(t.Context(), running[name].ID); err != nil {
			t.Fatal(err)
		}
		stored, err := s.Analysis(t.Context(), running[name].ID)
		if err != nil || len(stored.History) == 0 {
			t.Fatalf("%s: what is under way was stripped, %v", name, err)
		}
		running[name] = stored
	}
	if stored, err := s.Analysis(t.Context(), first.ID); err != nil || !stored.SentIsKept() || len(stored.History) != 0 {
		t.Errorf("what was over is not stripped: %+v, %v", stored, err)
	}
	alone, err := s.Update(t.Context(), running["alone"], end)
	if err != nil || !alone.SentIsKept() || len(alone.History) != 0 {
		t.Errorf("not stripped at its end: %+v, %v", alone, err)
	}
	together, err := s.UpdateWithSlots(t.Context(), running["with slots"], func(a *analysis.Analysis, _ *slots.Slots) error { return end(a) })
	if err != nil || !together.SentIsKept() || len(together.History) != 0 {
		t.Errorf("not stripped at its end, with slots: %+v, %v", together, err)
	}
	if err := s.LetGo(t.Context(), "pull_request-4711-unheardof"); err != nil {
		t.Errorf("of what is not there: %v", err)
	}
}

// An analysis that is in use again must not be deleted.
func testDiscard(t *testing.T, s Store) {
	stale := queued(t, s, 1)
	current := update(t, s, stale, func(a *analysis.Analysis) error { return a.Dispatch(noon) })
	if err := s.Discard(t.Context(), stale); !errors.Is(err, store.ErrStale) {
		t.Errorf("error %v, want ErrStale", err)
	}
	wantStored(t, s, current)
	if err := s.Discard(t.Context(), current); err != nil {
		t.Error(err)
	}
	if _, err := s.Analysis(t.Context(), current.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}
