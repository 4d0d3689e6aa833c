package publish

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Of two pull requests with one commit, neither's result may hide that of the other, and a passing check must not be newer than one that
// still runs.
func TestSharing_CountsResultsAndOlderChecks(t *testing.T) {
	t.Parallel()
	s := &shared{open: map[string]bool{}}
	for i, a := range []analysis.Analysis{
		{ID: "published", State: analysis.Published},
		{ID: "running", State: analysis.Dispatched},
		{ID: "closed", State: analysis.Published},
		{ID: "skipped", State: analysis.Skipped},
		{ID: "still running", State: analysis.Dispatched},
	} {
		a.Attempt = 1
		s.analyses, s.open[a.ID] = append(s.analyses, &a), a.ID != "closed"
		s.runs = append(s.runs, &github.CheckRun{ID: github.Int64(int64(i + 1)), ExternalID: github.String(analysis.ExternalID(a.ID, 1))})
	}
	for own, want := range map[string][]string{
		"published":     {"skipped"},
		"running":       {"published", "skipped"},
		"closed":        {"published", "running", "skipped"},
		"skipped":       {"published", "running"},
		"not yet shown": {"published", "running", "skipped", "still running"},
	} {
		var got []string
		for _, a := range s.countedBesideOwn(&analysis.Analysis{ID: own, Attempt: 1}) {
			got = append(got, a.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("in the check of the one that is %s count (-want +got):\n%s", own, diff)
		}
	}
}
