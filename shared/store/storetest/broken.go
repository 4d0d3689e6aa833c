package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// A document that can't be read must not be taken for an absent one, nor be overwritten, nor hide others that are due.
func testBroken(t *testing.T, s Store) {
	whole := queued(t, s, 1)
	type broken struct {
		State int       `firestore:"state,omitzero" json:"state,omitzero"`
		DueAt time.Time `firestore:"due_at,omitzero" json:"due_at,omitzero"`
	}
	write := store.Write{Key: store.Key{Collection: "analyses", ID: id(2)}, Fields: &broken{7, noon}, DueAt: noon}
	revisions, err := s.Commit(t.Context(), []store.Write{write}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Analysis(t.Context(), id(2)); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("reading it: error %v, want that it can't be decoded", err)
	}
	if _, _, err := s.Claim(t.Context(), latestID, id(2), func(*analysis.Latest, *analysis.Analysis) error {
		t.Error("it was changed")
		return nil
	}); err == nil {
		t.Error("claiming it has no error")
	}
	read, err := s.Read(t.Context(), []store.Key{write.Key})
	if err != nil || read[0].Revision != revisions[0] {
		t.Errorf("it is at revision %v, error %v, want %s", read, err, revisions[0])
	}
	due, err := s.Due(t.Context(), whole.DueAt, 10)
	if err == nil || !strings.Contains(err.Error(), id(2)) {
		t.Errorf("error %v, want one that names it", err)
	}
	if len(due) != 1 || due[0].ID != whole.ID {
		t.Errorf("due: %v, want the one that can be read", due)
	}
}
