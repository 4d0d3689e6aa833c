package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// A deletion is committed with the other writes or not at all, and leaves no due document.
func testDelete(t *testing.T, s Store) {
	notes := documents[Note]{Notes, nil}
	kept, gone := notes.put(t, s, &Note{ID: "kept", Count: 1}), notes.put(t, s, &Note{ID: "gone", DueAt: noon})
	deletion := store.Write{Key: store.Key{Collection: "notes", ID: "gone"}}
	outdated := store.Write{Key: store.Key{Collection: "notes", ID: "kept"}, Fields: &Note{Count: 2}}
	if _, err := s.Commit(t.Context(), []store.Write{outdated, deletion}, nil); !errors.Is(err, store.ErrStale) {
		t.Errorf("error %v, want ErrStale", err)
	}
	notes.wantStored(t, s, gone)

	outdated.Revision = kept.Revision
	revisions, err := s.Commit(t.Context(), []store.Write{outdated, deletion}, nil)
	if err != nil || len(revisions) != 2 || revisions[0] == "" || revisions[0] == kept.Revision || revisions[1] != "" {
		t.Fatalf("revisions %q after %s, %v", revisions, kept.Revision, err)
	}
	notes.wantStored(t, s, &Note{ID: "kept", Revision: revisions[0], Count: 2})
	notes.wantAbsent(t, s, "gone")
	if due, err := Notes.Due(t.Context(), s, noon.Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("%d due, %v", len(due), err)
	}
	for range 2 { // also of what is not there
		if _, err := s.Commit(t.Context(), []store.Write{deletion}, nil); err != nil {
			t.Error(err)
		}
	}
	notes.put(t, s, &Note{ID: "gone", Count: 3})
}

// People's texts are stored only until the flow no longer needs them.
func testContextEnds(t *testing.T, s Store) {
	dispatch := func(a *analysis.Analysis, _ *store.Held) error { return a.Dispatch(noon) }
	wait := func(a *analysis.Analysis, _ *store.Held) error { return a.Wait(noon) }
	complete := func(a *analysis.Analysis) error { return a.Complete(noon, []byte(`{}`)) }
	supersede := func(a *analysis.Analysis) error { return a.Supersede(noon, "closed") }
	repeat := func(a *analysis.Analysis) error { return a.Repeat(noon, "late") }
	for n, c := range []struct {
		begin func(*analysis.Analysis, *store.Held) error
		then  func(*analysis.Analysis) error
		kept  bool
	}{
		{dispatch, repeat, true},
		{dispatch, complete, false},
		{dispatch, supersede, false},
		{wait, supersede, false},
		{wait, func(a *analysis.Analysis) error { return a.Dispatch(noon) }, true},
		{dispatch, func(a *analysis.Analysis) error { return a.Shrink(noon, 8<<10) }, false},
		{func(a *analysis.Analysis, _ *store.Held) error { return a.Degrade(noon, "too late") }, nil, false},
	} {
		for i, update := range []func(*analysis.Analysis) (*analysis.Analysis, error){
			func(a *analysis.Analysis) (*analysis.Analysis, error) { return s.Update(t.Context(), a, c.then) },
			func(a *analysis.Analysis) (*analysis.Analysis, error) {
				return s.UpdateWithSlots(t.Context(), a, func(a *analysis.Analysis, _ *slots.Slots) error { return c.then(a) })
			},
		} {
			a := queued(t, s, 10*n+i)
			held, err := s.Held(t.Context(), budget.KeysAt(repositoryID, 1, noon))
			if err != nil {
				t.Fatal(err)
			}
			a, err = s.Begin(t.Context(), a, held, &store.KeptContext{Round: a.FirstAttempt, Packed: []byte("context")}, c.begin)
			if err != nil {
				t.Fatal(err)
			}
			if c.then != nil {
				if _, err := s.Context(t.Context(), a); err != nil {
					t.Errorf("%d: %v, want the context of a flow that may be started", n, err)
				}
				if a, err = update(a); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := store.KeptContexts.Get(t.Context(), s, a.ID); (err == nil) != c.kept || err != nil && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%d: once it is %s: %v, want it kept %t", n, a.State, err, c.kept)
			}
		}
	}
}
