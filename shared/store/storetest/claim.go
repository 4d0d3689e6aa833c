package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// atOnce runs call n times at once and returns the errors.
func atOnce(n int, call func(i int) error) []error {
	results := make([]error, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			results[i] = call(i)
		})
	}
	close(start)
	done.Wait()
	return results
}

func testClaimAbsent(t *testing.T, s Store) {
	_, _, err := s.Claim(t.Context(), latestID, id(1), func(p *analysis.Latest, a *analysis.Analysis) error {
		if diff := cmp.Diff(&analysis.Latest{ID: latestID}, p); diff != "" {
			t.Errorf("latest (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(&analysis.Analysis{ID: id(1)}, a); diff != "" {
			t.Errorf("analysis (-want +got):\n%s", diff)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantNothing(t, s)
}

func testClaimRace(t *testing.T, s Store) {
	won := 0
	for _, err := range atOnce(50, func(int) error {
		_, _, err := s.Claim(t.Context(), latestID, id(1), func(p *analysis.Latest, a *analysis.Analysis) error {
			if a.State != analysis.None {
				return errRefused
			}
			p.AnalysisID = a.ID
			return a.Queue(noon, "delivery", nil)
		})
		return err
	}) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, errRefused):
			t.Errorf("a loser got %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d claims won, want 1", won)
	}
	a, err := s.Analysis(t.Context(), id(1))
	if err != nil {
		t.Fatal(err)
	}
	if a.Attempt != 1 || len(a.History) != 1 {
		t.Errorf("attempt %d with %d steps, want the first with one", a.Attempt, len(a.History))
	}
}

func testClaimLatestRace(t *testing.T, s Store) {
	const heads = 10
	for i, err := range atOnce(heads, func(i int) error {
		_, _, err := s.Claim(t.Context(), latestID, id(i), func(p *analysis.Latest, a *analysis.Analysis) error {
			p.Comment++
			return a.Queue(noon, "delivery", nil)
		})
		return err
	}) {
		if err != nil {
			t.Errorf("claim %d: %v", i, err)
		}
	}
	p, err := s.Latest(t.Context(), latestID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Comment != heads {
		t.Errorf("the latest was counted up to %d, want %d", p.Comment, heads)
	}
}

func testClaimRefused(t *testing.T, s Store) {
	var noTransition *analysis.TransitionError
	refusals := []struct {
		name string
		fn   func(*analysis.Analysis) error
		want func(error) bool
	}{
		{"by its function", func(*analysis.Analysis) error { return errRefused }, func(err error) bool { return errors.Is(err, errRefused) }},
		{"as too large", func(a *analysis.Analysis) error { a.Event = noise(analysis.MaxDocumentBytes * 7 / 5); return nil }, func(err error) bool { return errors.Is(err, store.ErrTooLarge) }},
		{"as no transition", func(a *analysis.Analysis) error { a.State = analysis.Published; return nil }, func(err error) bool { return errors.As(err, &noTransition) }},
	}
	try := func(when string) {
		for _, r := range refusals {
			_, _, err := s.Claim(t.Context(), latestID, id(1), func(p *analysis.Latest, a *analysis.Analysis) error {
				p.HeadSHA, a.HeadSHA = "changed", "changed"
				if a.State == analysis.None {
					a.State = analysis.Queued
				}
				return r.fn(a)
			})
			if !r.want(err) {
				t.Errorf("%s, refused %s: error %v", when, r.name, err)
			}
		}
	}
	try("absent")
	wantNothing(t, s)

	before := queued(t, s, 1)
	pull, err := s.Latest(t.Context(), latestID)
	if err != nil {
		t.Fatal(err)
	}
	try("stored")
	wantStored(t, s, before)
	wantLatestStored(t, s, pull)
}

func testClaimUnchanged(t *testing.T, s Store) {
	a := queued(t, s, 1)
	p, err := s.Latest(t.Context(), latestID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name                   string
		fn                     func(*analysis.Latest, *analysis.Analysis)
		pullMoves, analysisToo bool
	}{
		{"nothing", func(*analysis.Latest, *analysis.Analysis) {}, false, false},
		{"the analysis alone", func(_ *analysis.Latest, a *analysis.Analysis) { a.Tries++ }, false, true},
		{"the latest alone", func(p *analysis.Latest, _ *analysis.Analysis) { p.Comment++ }, true, false},
		{"both", func(p *analysis.Latest, a *analysis.Analysis) { p.Comment++; a.Deliveries[0] = "another" }, true, true},
	} {
		nextLatest, next, err := s.Claim(t.Context(), latestID, a.ID, func(p *analysis.Latest, a *analysis.Analysis) error {
			c.fn(p, a)
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if moved := nextLatest.Revision != p.Revision; moved != c.pullMoves {
			t.Errorf("%s: the latest was written: %t", c.name, moved)
		}
		if moved := next.Revision != a.Revision; moved != c.analysisToo {
			t.Errorf("%s: the analysis was written: %t", c.name, moved)
		}
		wantStored(t, s, next)
		wantLatestStored(t, s, nextLatest)
		a, p = next, nextLatest
	}
}

func testClaimCancelled(t *testing.T, s Store) {
	before := queued(t, s, 1)
	pull, err := s.Latest(t.Context(), latestID)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Claim(ctx, latestID, before.ID, func(p *analysis.Latest, a *analysis.Analysis) error {
		p.Comment, a.Tries = 7, 7
		return nil
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	wantStored(t, s, before)
	wantLatestStored(t, s, pull)
}

// wantNothing checks that neither the first analysis nor the latest is stored.
func wantNothing(t *testing.T, s Store) {
	t.Helper()
	if _, err := s.Analysis(t.Context(), id(1)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the analysis: error %v, want ErrNotFound", err)
	}
	if _, err := s.Latest(t.Context(), latestID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the latest: error %v, want ErrNotFound", err)
	}
}
