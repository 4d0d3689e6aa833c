package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func testUpdateLatest(t *testing.T, s Store) {
	set := func(commentID int64, result error) func(*analysis.Latest) error {
		return func(p *analysis.Latest) error {
			p.CommentID = commentID
			return result
		}
	}
	if _, err := s.UpdateLatest(t.Context(), latestID, set(1, errRefused)); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantNothing(t, s)

	first, err := s.UpdateLatest(t.Context(), latestID, func(p *analysis.Latest) error {
		if diff := cmp.Diff(&analysis.Latest{ID: latestID}, p); diff != "" {
			t.Errorf("absent latest (-want +got):\n%s", diff)
		}
		return set(1, nil)(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantLatestStored(t, s, first)

	same, err := s.UpdateLatest(t.Context(), latestID, set(1, nil))
	if err != nil {
		t.Fatal(err)
	}
	if same.Revision != first.Revision {
		t.Error("an unchanged latest was written")
	}
	if _, err := s.UpdateLatest(t.Context(), latestID, set(2, errRefused)); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantLatestStored(t, s, first)

	second, err := s.UpdateLatest(t.Context(), latestID, set(2, nil))
	if err != nil {
		t.Fatal(err)
	}
	if second.Revision == first.Revision || second.CommentID != 2 {
		t.Errorf("comment %d at revision %s, want 2 at another than %s", second.CommentID, second.Revision, first.Revision)
	}
	wantLatestStored(t, s, second)
}
