package storetest

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func testUpdatePull(t *testing.T, s Store) {
	set := func(commentID int64, result error) func(*analysis.Pull) error {
		return func(p *analysis.Pull) error {
			p.CommentID = commentID
			return result
		}
	}
	if _, err := s.UpdatePull(t.Context(), repositoryID, number, set(1, errRefused)); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantNothing(t, s)

	first, err := s.UpdatePull(t.Context(), repositoryID, number, func(p *analysis.Pull) error {
		if diff := cmp.Diff(&analysis.Pull{RepositoryID: repositoryID, Number: number}, p); diff != "" {
			t.Errorf("absent pull request (-want +got):\n%s", diff)
		}
		return set(1, nil)(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantPullStored(t, s, first)

	same, err := s.UpdatePull(t.Context(), repositoryID, number, set(1, nil))
	if err != nil {
		t.Fatal(err)
	}
	if same.Revision != first.Revision {
		t.Error("an unchanged pull request was written")
	}
	if _, err := s.UpdatePull(t.Context(), repositoryID, number, set(2, errRefused)); !errors.Is(err, errRefused) {
		t.Errorf("error %v, want the function's", err)
	}
	wantPullStored(t, s, first)

	second, err := s.UpdatePull(t.Context(), repositoryID, number, set(2, nil))
	if err != nil {
		t.Fatal(err)
	}
	if second.Revision == first.Revision || second.CommentID != 2 {
		t.Errorf("comment %d at revision %s, want 2 at another than %s", second.CommentID, second.Revision, first.Revision)
	}
	wantPullStored(t, s, second)
}
