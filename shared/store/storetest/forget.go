package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/devplus-app/devplus/shared/store"
)

// Forgetting a repository must leave nothing of it in any collection, and delete nothing of another repository.
func (d documents[T]) testForget(t *testing.T, s Store) {
	if d.Of == (store.Whose{}) {
		t.Fatalf("the collection %s does not say whose its documents are: set Of", d.Name)
	}
	var its []string
	for _, form := range []string{"4711", "4711-1", "4711-0a", "repository-4711", "kind-4711", "kind-4711-0a", "a_kind-4711-1", "99-4711-ff", "9-4711"} {
		if repository, ok := d.Of.Repository(form); ok && repository == 4711 {
			its = append(its, form)
		}
	}
	if repository, ok := d.Of.Repository("kestra"); ok {
		t.Errorf("of repository %d: a document that is of none", repository)
	}
	others := []string{"4712", "47110", "47110-1", "471", "471-4711", "repository-47110", "organization-4711", "kind-47110-4711", "kind-471-4711", "kind", "999-47110-ff"}
	if len(its) == 0 {
		others = append(others, "4711", "kind-4711-0a", "99-4711")
	}
	others = slices.DeleteFunc(others, func(id string) bool { repository, ok := d.Of.Repository(id); return ok && repository == 4711 })
	for _, id := range append(slices.Clone(its), others...) {
		d.put(t, s, d.fill(&filler{}, id))
	}
	if len(its) > 1 {
		kept := store.Key{Collection: d.Name, ID: its[0]}
		if n, err := s.Forget(t.Context(), 4711, kept); err != nil || n != len(its)-1 {
			t.Errorf("%d deleted of %d but one, %v", n, len(its), err)
		}
		if _, err := d.Get(t.Context(), s, its[0]); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Forget(t.Context(), 4711); err != nil {
		t.Fatal(err)
	}
	for _, id := range its {
		if _, err := d.Get(t.Context(), s, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s is left: %v", id, err)
		}
	}
	for _, id := range others {
		if _, err := d.Get(t.Context(), s, id); err != nil {
			t.Errorf("of another: %v", err)
		}
	}
}

// Deleting goes on beyond one commit.
func testForgetMany(t *testing.T, s Store) {
	notes := documents[Note]{Notes, nil}
	for n := range 230 {
		notes.put(t, s, &Note{ID: "4711-" + id(n), Count: n + 1})
	}
	notes.put(t, s, &Note{ID: "4712-0", Count: 1})
	if n, err := s.Forget(t.Context(), 4711); err != nil || n != 230 {
		t.Errorf("%d deleted, %v", n, err)
	}
	if left, err := s.List(t.Context(), Notes.Name, "", "", 10); err != nil || !slices.Equal(left, []string{"4712-0"}) {
		t.Errorf("left: %v, %v", left, err)
	}
	if none, err := s.List(t.Context(), Notes.Name, "4712-0", "4712-0", 10); err != nil || len(none) != 0 {
		t.Errorf("before its own beginning: %v, %v", none, err)
	}
}
