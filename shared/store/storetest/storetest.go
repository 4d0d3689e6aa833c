// Package storetest is the contract of the stores: the tests for each collection, and for transactions over several.
package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
)

// Store is the store under test.
type Store interface {
	store.Database
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Latest(ctx context.Context, id string) (*analysis.Latest, error)
	Claim(ctx context.Context, latestID, analysisID string, fn func(*analysis.Latest, *analysis.Analysis) error) (*analysis.Latest, *analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis) error) (*analysis.Analysis, error)
	UpdateLatest(ctx context.Context, latestID string, fn func(*analysis.Latest) error) (*analysis.Latest, error)
	Due(ctx context.Context, now time.Time, limit int) ([]*analysis.Analysis, error)
	LetGo(ctx context.Context, id string) error
	Discard(ctx context.Context, a *analysis.Analysis) error
	Context(ctx context.Context, a *analysis.Analysis) (*store.KeptContext, error)
	Forget(ctx context.Context, repository int64, keep ...store.Key) (int, error)
	Held(ctx context.Context, k budget.Keys) (*store.Held, error)
	Settle(ctx context.Context, a *analysis.Analysis, k budget.Keys, fn func(*analysis.Analysis, *store.Held) error) (*analysis.Analysis, error)
	Begin(ctx context.Context, a *analysis.Analysis, held *store.Held, kept *store.KeptContext, fn func(*analysis.Analysis, *store.Held) error) (*analysis.Analysis, error)
	UpdateWithSlots(ctx context.Context, a *analysis.Analysis, fn func(*analysis.Analysis, *slots.Slots) error) (*analysis.Analysis, error)
}

// suites are the contracts of all collections. A new one is a line here.
var suites = []suite{
	contract(store.Analyses, func(a *analysis.Analysis) { a.State = analysis.Queued }),
	contract(store.Latests, nil),
	contract(store.ParkedEvents, nil),
	contract(store.Configurations, nil),
	contract(store.Redeliveries, nil),
	contract(store.Yardsticks, nil),
	contract(store.Acceptances, nil),
	contract(store.NextReleases, nil),
	contract(store.Sweeps, nil),
	contract(store.CommandsOf, nil),
	contract(store.RateLimits, nil),
	contract(store.Leases, nil),
	contract(store.KeptContexts, nil),
	contract(store.KestraSlots, nil),
	contract(store.Budgets, nil),
	contract(store.Waiters, nil),
	contract(store.Lines, nil),
	contract(Notes, nil),
}

// Run checks the contract of every collection, and of the methods over analyses, on the stores that open returns. Each must
// be empty, and end with the test it was opened for.
func Run(t *testing.T, open func(testing.TB) Store) {
	tests := map[string]func(*testing.T, Store){
		"Analysis_transitions":      testTransitions,
		"Analysis_packedSize":       testPackedSize,
		"Analysis_invalidUTF8":      testInvalidUTF8,
		"Analysis_emptyCoverage":    testEmptyCoverage,
		"Analysis_broken":           testBroken,
		"Notes_exactBound":          testNoteSize,
		"Claim_absent":              testClaimAbsent,
		"Claim_fiftyAtOnce":         testClaimRace,
		"Claim_latestAtOnce":        testClaimLatestRace,
		"Claim_refused":             testClaimRefused,
		"Claim_onlyIfChanged":       testClaimUnchanged,
		"Claim_cancelled":           testClaimCancelled,
		"Transact_threeCollections": testTransact,
		"Transact_interference":     testTransactInterference,
		"Transact_known":            testTransactKnown,
		"Commit_deletes":            testDelete,
		"Context_endsWithAnalysis":  testContextEnds,
		"LetGo_stripsWhatIsOver":    testLetGo,
		"Discard_onlyIfUnchanged":   testDiscard,
		"Update_interference":       testUpdateInterference,
		"Update_refusedTransition":  testUpdateRefused,
		"Update_atOnce":             testUpdateRace,
		"Update_twoAnswersAtOnce":   testCompleteTwice,
		"Lease_takenAndLost":        testLease,
		"Budget_atOnce":             testBudgetRace,
		"Due_afterTransitions":      testDue,
		"Forget_many":               testForgetMany,
	}
	tested := map[string]bool{}
	for _, suite := range suites {
		tested[suite.name] = true
		for name, test := range suite.tests {
			tests[suite.name+"/"+name] = test
		}
	}
	for _, c := range store.Collections() {
		if !tested[c.CollectionName()] {
			t.Errorf("no contract is checked for the collection %s", c.CollectionName())
		}
	}
	for name, test := range tests {
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

// noon is the time at which the tests begin.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 123456000, time.UTC)

// id returns the ID of the n-th analysis of a test.
func id(n int) string { return fmt.Sprintf("pull_request-%d-%020x", repositoryID, n) }

// exactly compares times by instant and zone.
var exactly = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location() == b.Location() })

// queued stores the n-th analysis, queued at noon.
func queued(t testing.TB, s Store, n int) *analysis.Analysis {
	t.Helper()
	_, a, err := s.Claim(t.Context(), latestID, id(n), func(p *analysis.Latest, a *analysis.Analysis) error {
		p.AnalysisID = a.ID
		a.Kind = "pull_request"
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
