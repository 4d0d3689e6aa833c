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
func stored(t *testing.T, s Store, p *analysis.Pull, a *analysis.Analysis) (*analysis.Pull, *analysis.Analysis) {
	t.Helper()
	gotPull, got, err := s.Claim(t.Context(), repositoryID, number, a.ID, func(toPull *analysis.Pull, to *analysis.Analysis) error {
		*toPull, *to = *p, *a
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Revision == "" {
		t.Error("a stored analysis has no revision")
	}
	if gotPull.Revision == "" {
		t.Error("a stored pull request has no revision")
	}
	wantStored(t, s, got)
	wantPullStored(t, s, gotPull)
	return gotPull, got
}

func testAnalysisRoundTrip(t *testing.T, s Store) {
	f := filler{zone: time.UTC}
	want := f.analysis(id(1))
	_, got := stored(t, s, f.pull(), want)
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

func testPullRoundTrip(t *testing.T, s Store) {
	f := filler{zone: time.UTC}
	want := f.pull()
	got, _ := stored(t, s, want, f.analysis(id(1)))
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Pull{}, "Revision")); diff != "" {
		t.Errorf("claimed pull request (-want +got):\n%s", diff)
	}
	want = f.pull()
	got, err := s.UpdatePull(t.Context(), repositoryID, number, func(p *analysis.Pull) error {
		*p = *want
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantPullStored(t, s, got)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Pull{}, "Revision")); diff != "" {
		t.Errorf("updated pull request (-want +got):\n%s", diff)
	}
}

func testTimes(t *testing.T, s Store) {
	rough := filler{zone: time.FixedZone("Kathmandu", 20700), finer: 987 * time.Nanosecond}
	exact := filler{zone: time.UTC}
	a, p := rough.analysis(id(1)), rough.pull()
	want, wantPull := exact.analysis(id(1)), exact.pull()
	gotPull, got := stored(t, s, p, a)
	if diff := cmp.Diff(want, got, exactly, cmpopts.IgnoreFields(analysis.Analysis{}, "Revision")); diff != "" {
		t.Errorf("analysis (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantPull, gotPull, exactly, cmpopts.IgnoreFields(analysis.Pull{}, "Revision")); diff != "" {
		t.Errorf("pull request (-want +got):\n%s", diff)
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
	_, got := stored(t, s, &analysis.Pull{RepositoryID: repositoryID, Number: number, HeadSHA: "1"}, a)
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
