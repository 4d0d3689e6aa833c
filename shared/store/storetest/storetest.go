// Package storetest is the contract that every store of analyses passes.
package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store"
)

// Store is what the contract is about.
type Store interface {
	store.Database
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Latest(ctx context.Context, id string) (*analysis.Latest, error)
	Claim(ctx context.Context, latestID, analysisID string, fn func(*analysis.Latest, *analysis.Analysis) error) (*analysis.Latest, *analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error)
	UpdateLatest(ctx context.Context, latestID string, fn func(*analysis.Latest) error) (*analysis.Latest, error)
	Due(ctx context.Context, now time.Time, limit int) ([]*analysis.Analysis, error)
}

// Run holds the stores that open makes to the contract. Each must be empty, and ends with the test it was opened for.
func Run(t *testing.T, open func(testing.TB) Store) {
	for name, test := range map[string]func(*testing.T, Store){
		"absent documents are not found":                      testAbsent,
		"a cancelled context changes nothing":                 testCancelled,
		"every field of an analysis comes back":               testAnalysisRoundTrip,
		"every field of the latest comes back":                testLatestRoundTrip,
		"times are kept in UTC at microseconds":               testTimes,
		"empty and nil are one":                               testEmpty,
		"invalid UTF-8 in a reason is replaced":               testInvalidUTF8,
		"the largest analysis fits and one byte more doesn't": testSize,
		"every transition and no other":                       testTransitions,

		"a claim sees identity alone when nothing is stored":  testClaimAbsent,
		"fifty claims at once have one winner":                testClaimRace,
		"claims at once lose nothing of the latest":           testClaimLatestRace,
		"a refused claim leaves nothing half done":            testClaimRefused,
		"a claim writes only what changed":                    testClaimUnchanged,
		"an update follows another":                           testUpdateChain,
		"an update under interference is applied again":       testUpdateInterference,
		"an update refused under interference writes nothing": testUpdateRefused,
		"updates at once are all applied":                     testUpdateRace,
		"two answers at once have one winner":                 testCompleteTwice,
		"a lease is taken, lost and taken over":               testLease,
		"the latest is made, changed, and left alone":         testUpdateLatest,
		"what is due comes in order and goes when it ends":    testDue,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

const (
	repositoryID = 4711
	latestID     = "pull_request-4711-42"
)

// noon is when the tests begin.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 123456000, time.UTC)

// id is the ID of the n-th analysis of a test.
func id(n int) string { return fmt.Sprintf("pull_request-%d-%020x", repositoryID, n) }

// exactly compares times by instant and zone.
var exactly = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() })

// queued stores the n-th analysis, queued at noon.
func queued(t testing.TB, s Store, n int) *analysis.Analysis {
	t.Helper()
	_, a, err := s.Claim(t.Context(), latestID, id(n), func(p *analysis.Latest, a *analysis.Analysis) error {
		p.AnalysisID = a.ID
		a.Kind = analysis.PullRequest
		return a.Queue(noon, "delivery", []byte(`{"action":"opened"}`))
	})
	if err != nil {
		t.Fatalf("queueing analysis %d: %v", n, err)
	}
	return a
}

// update must succeed.
func update(t testing.TB, s Store, a *analysis.Analysis, fn func(*analysis.Analysis) error) *analysis.Analysis {
	t.Helper()
	next, err := s.Update(t.Context(), a, fn)
	if err != nil {
		t.Fatalf("updating %s: %v", a.ID, err)
	}
	return next
}

// wantStored compares what is stored with want, revisions included.
func wantStored(t testing.TB, s Store, want *analysis.Analysis) {
	t.Helper()
	got, err := s.Analysis(t.Context(), want.ID)
	if err != nil {
		t.Fatalf("reading %s: %v", want.ID, err)
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("stored analysis (-want +got):\n%s", diff)
	}
}

// wantLatestStored compares what is stored with want, revisions included.
func wantLatestStored(t testing.TB, s Store, want *analysis.Latest) {
	t.Helper()
	got, err := s.Latest(t.Context(), want.ID)
	if err != nil {
		t.Fatalf("reading the latest of %s: %v", want.ID, err)
	}
	if diff := cmp.Diff(want, got, exactly); diff != "" {
		t.Errorf("stored latest (-want +got):\n%s", diff)
	}
}
