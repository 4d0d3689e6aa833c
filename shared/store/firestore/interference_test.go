package firestore_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

// Nothing is locked while fn decides, so every document that it read must be unchanged at the write, also those that
// it does not change.
func TestClaim_RunsAgainWhenWhatItReadChanges(t *testing.T) {
	t.Parallel()
	now := time.Now()
	queue := func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Queue(now, "delivery", nil) }
	comment := func(p *analysis.Latest) error { p.Comment++; return nil }
	for name, c := range map[string]struct {
		stored         bool // before the claim
		pull           bool // what changes meanwhile, else the analysis
		writesLatest   bool
		writesAnalysis bool
	}{
		"a pull request that it only read":        {stored: true, pull: true, writesAnalysis: true},
		"a pull request that it found absent":     {pull: true, writesAnalysis: true},
		"a pull request that it writes":           {stored: true, pull: true, writesLatest: true, writesAnalysis: true},
		"a pull request that it makes":            {pull: true, writesLatest: true, writesAnalysis: true},
		"an analysis that it only read":           {stored: true, writesLatest: true},
		"an analysis that it found absent":        {writesLatest: true},
		"an analysis that it writes":              {stored: true, writesLatest: true, writesAnalysis: true},
		"an analysis that it would make likewise": {writesLatest: true, writesAnalysis: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := firestore.New(emulator.FirestoreClient(t))
			if c.stored {
				if _, _, err := s.Claim(t.Context(), "pull_request-1-2", id, func(p *analysis.Latest, a *analysis.Analysis) error {
					p.HeadSHA = "head"
					return queue(p, a)
				}); err != nil {
					t.Fatal(err)
				}
			}
			interfere := func() {
				var err error
				if c.pull {
					_, err = s.UpdateLatest(t.Context(), "pull_request-1-2", comment)
				} else {
					_, _, err = s.Claim(t.Context(), "pull_request-1-2", id, func(_ *analysis.Latest, a *analysis.Analysis) error {
						if a.State == analysis.None {
							return a.Queue(now, "another", nil)
						}
						return a.Dispatch(now)
					})
				}
				if err != nil {
					t.Errorf("interfering: %v", err)
				}
			}
			type seen struct {
				Comment int64
				State   analysis.State
			}
			var all []seen
			p, a, err := s.Claim(t.Context(), "pull_request-1-2", id, func(p *analysis.Latest, a *analysis.Analysis) error {
				if all = append(all, seen{p.Comment.ID(), a.State}); len(all) == 1 {
					interfere()
				}
				if c.writesLatest {
					p.BaseSHA = "base"
				}
				if c.writesAnalysis && a.State == analysis.None {
					return queue(p, a)
				}
				if c.writesAnalysis {
					a.Tries++
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 2 || all[0] == all[1] {
				t.Fatalf("decided on %+v, want twice, on different things", all)
			}
			stored, err := s.Analysis(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(stored, a); diff != "" {
				t.Errorf("analysis (-stored +returned):\n%s", diff)
			}
			storedLatest, err := s.Latest(t.Context(), "pull_request-1-2")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(storedLatest, p); diff != "" {
				t.Errorf("pull request (-stored +returned):\n%s", diff)
			}
		})
	}
}
