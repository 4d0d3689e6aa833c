package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

func testAbsent(t *testing.T, s Store) {
	ids := []string{id(1), "", ".", "..", "a/b", "/", "__reserved__", "\xff", string(make([]byte, 2000))}
	for _, id := range ids {
		if _, err := s.Analysis(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Analysis(%.20q): error %v, want ErrNotFound", id, err)
		}
		_, err := s.Update(t.Context(), &analysis.Analysis{ID: id, State: analysis.Queued}, keep)
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Update(%.20q): error %v, want ErrNotFound", id, err)
		}
	}
	if _, err := s.Latest(t.Context(), latestID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Latest: error %v, want ErrNotFound", err)
	}
	if due, err := s.Due(t.Context(), noon, 10); err != nil || len(due) != 0 {
		t.Errorf("Due: %d analyses, error %v, want none", len(due), err)
	}
	for _, id := range ids[1:] {
		_, _, err := s.Claim(t.Context(), latestID, id, func(*analysis.Latest, *analysis.Analysis) error {
			t.Errorf("Claim(%.20q) was applied", id)
			return nil
		})
		if err == nil {
			t.Errorf("Claim(%.20q) has no error", id)
		}
	}
}

func testCancelled(t *testing.T, s Store) {
	before := queued(t, s, 1)
	pull, err := s.Latest(t.Context(), latestID)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"Analysis": func() error { _, err := s.Analysis(ctx, before.ID); return err },
		"Latest":   func() error { _, err := s.Latest(ctx, latestID); return err },
		"Due":      func() error { _, err := s.Due(ctx, noon, 1); return err },
		"Claim": func() error {
			_, _, err := s.Claim(ctx, latestID, before.ID, func(p *analysis.Latest, a *analysis.Analysis) error {
				p.CommentID, a.Tries = 7, 7
				return nil
			})
			return err
		},
		"Update": func() error {
			_, err := s.Update(ctx, before, func(a *analysis.Analysis) error { a.Tries = 7; return nil })
			return err
		},
		"UpdateLatest": func() error {
			_, err := s.UpdateLatest(ctx, latestID, func(p *analysis.Latest) error { p.CommentID = 7; return nil })
			return err
		},
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", name, err)
		}
	}
	wantStored(t, s, before)
	wantLatestStored(t, s, pull)
}

func keep(*analysis.Analysis) error { return nil }
