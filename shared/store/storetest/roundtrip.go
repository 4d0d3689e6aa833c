package storetest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/devplus-app/devplus/shared/analysis"
)

// stored writes a and p as new documents and returns what the store made of them, having compared that with what it reads.
func stored(t *testing.T, s Store, p *analysis.Latest, a *analysis.Analysis) (*analysis.Latest, *analysis.Analysis) {
	t.Helper()
	gotLatest, got, err := s.Claim(t.Context(), latestID, a.ID, func(toLatest *analysis.Latest, to *analysis.Analysis) error {
		*toLatest, *to = *p, *a
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Revision == "" {
		t.Error("a stored analysis has no revision")
	}
	if gotLatest.Revision == "" {
		t.Error("a stored latest has no revision")
	}
	wantStored(t, s, got)
	wantLatestStored(t, s, gotLatest)
	return gotLatest, got
}

func testAnalysisRoundTrip(t *testing.T, s Store) {
	f := filler{zone: time.UTC}
	want := f.analysis(id(1))
	_, got := stored(t, s, f.latest(), want)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("claimed analysis (-want +got):\n%s", diff)
	}

	more := f.analysis(id(1)) // other values in every field
	got = update(t, s, got, func(a *analysis.Analysis) error {
		*a = *more
		return nil
	})
	wantStored(t, s, got)
	if diff := cmp.Diff(more, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("updated analysis (-want +got):\n%s", diff)
	}

	bare := &analysis.Analysis{ID: id(1), State: analysis.Queued} // no field may keep what it had
	got = update(t, s, got, func(a *analysis.Analysis) error {
		*a = *bare
		return nil
	})
	wantStored(t, s, got)
	if diff := cmp.Diff(bare, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("cleared analysis (-want +got):\n%s", diff)
	}
}

func testLatestRoundTrip(t *testing.T, s Store) {
	f := filler{zone: time.UTC}
	want := f.latest()
	got, _ := stored(t, s, want, f.analysis(id(1)))
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Latest{}, "Revision")); diff != "" {
		t.Errorf("claimed latest (-want +got):\n%s", diff)
	}
	want = f.latest()
	got, err := s.UpdateLatest(t.Context(), latestID, func(p *analysis.Latest) error {
		*p = *want
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantLatestStored(t, s, got)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Latest{}, "Revision")); diff != "" {
		t.Errorf("updated latest (-want +got):\n%s", diff)
	}
}

func testTimes(t *testing.T, s Store) {
	rough := filler{zone: time.FixedZone("Kathmandu", 20700), finer: 987 * time.Nanosecond}
	exact := filler{zone: time.UTC}
	a, p := rough.analysis(id(1)), rough.latest()
	want, wantLatest := exact.analysis(id(1)), exact.latest()
	gotLatest, got := stored(t, s, p, a)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("analysis (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantLatest, gotLatest, exactly, cmpopts.IgnoreFields(analysis.Latest{}, "Revision")); diff != "" {
		t.Errorf("latest (-want +got):\n%s", diff)
	}
}

func testEmpty(t *testing.T, s Store) {
	a := &analysis.Analysis{
		ID: id(1), State: analysis.Queued,
		Deliveries: []string{}, Times: map[analysis.State]time.Time{}, History: []analysis.Step{},
		Result: json.RawMessage{}, Event: json.RawMessage{},
		Coverage: &analysis.Coverage{Clipped: []analysis.FileNote{}},
	}
	want := &analysis.Analysis{
		ID: id(1), State: analysis.Queued,
		Coverage: &analysis.Coverage{Clipped: []analysis.FileNote{}}, // JSON tells nil and empty apart
	}
	_, got := stored(t, s, &analysis.Latest{ID: latestID, HeadSHA: "1"}, a)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func testInvalidUTF8(t *testing.T, s Store) {
	cut := "日本"[:4]
	got := update(t, s, queued(t, s, 1), func(a *analysis.Analysis) error { return a.Fail(noon, cut) })
	wantStored(t, s, got)
	if want := "日\uFFFD"; got.Failure != want || got.History[1].Note != want {
		t.Errorf("failure %q, note %q, want %q", got.Failure, got.History[1].Note, want)
	}
}
