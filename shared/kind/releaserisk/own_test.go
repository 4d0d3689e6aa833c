package releaserisk

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
)

// released seeds the repository with patch releases, the n-th with a hazard of n.
func (b *bench) released(n int) {
	b.Helper()
	err := b.store.ChangeYardstick(b.Context(), b.Repository.ID, func(y *store.Yardstick) error {
		y.Outcomes = yardstick.Outcomes{Faulty: 50, Fitted: 100}
		for i := range n {
			if err := y.AddRelease(yardstick.Release{
				Name: fmt.Sprintf("v0.9.%d", i), Step: yardstick.Patch, At: noon.AddDate(-1, 0, i), Hazard: float64(i), Model: risk.Model,
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// People compare a patch with the patches before it; what they see must not change by being published and run again.
func TestOwn_ReleaseIsPlacedAndThenPartOfTheScale(t *testing.T) {
	t.Parallel()
	dir, commit := newRepository(t)
	commit("main.go", body, "Begin")
	git(t, dir, "tag", "v1.0.0")
	head := commit("main.go", body+strings.ReplaceAll(body, "limit", "more"), "Add more")
	git(t, dir, "tag", "v1.0.1")
	b := newBench(t, dir)
	b.AddRelease(standin.Release{Tag: "v1.0.1"})
	b.released(20)
	a, first := b.measure("v1.0.1")
	own := first.Own
	if own == nil || own.Score == nil || own.Earlier != 20 || own.Hazard <= 0 || own.Step != yardstick.Patch || own.SHA != head {
		t.Fatalf("own scale: %+v", own)
	}
	page, err := b.kind.Page(a, writer, false)
	said := fmt.Sprint(page.Summary)
	if err != nil || !strings.Contains(said, "riskier than "+fmt.Sprintf("%.0f", *own.Score)+"% of this repository's last 20 patch releases") || !strings.Contains(said, "probably none of its changes needs a fix (0 to 1)") {
		t.Errorf("%v: %s", err, said)
	}
	a.State, a.Settings = analysis.Completed, &settings.Settings{RetentionDays: 30}
	if err := b.publish(a, nil); err != nil {
		t.Fatal(err)
	}
	y, err := b.store.Yardstick(t.Context(), b.Repository.ID)
	if err != nil {
		t.Fatal(err)
	}
	if known, err := y.Released(); err != nil || len(known.Entries) != 21 || !y.ExpireAt.Equal(noon.AddDate(0, 0, 30)) {
		t.Errorf("%d releases are known until %s (%v), want the 21st for 30 days", len(known.Entries), y.ExpireAt, err)
	}
	if _, again := b.measure("v1.0.1"); again.Own.Earlier != 20 || *again.Own.Score != *own.Score {
		t.Errorf("again: %+v, before: %+v", again.Own, own)
	}
}

// A deployment that was rejected is no part of what is usual; one that was let through is.
func TestOwn_DeploymentsCountOnceTheyAreApproved(t *testing.T) {
	t.Parallel()
	for _, limit := range []float64{0, 100} {
		b, s := gated(t)
		a, e := b.measureSubject(s)
		if e.Own == nil || e.Own.Step != yardstick.Deploy || e.Own.Line != "production" || e.Own.Score != nil {
			t.Errorf("%+v", e.Own)
		}
		a.State, a.Settings = analysis.Completed, &settings.Settings{Gate: settings.Gate{MaxScore: limit}}
		if err := b.publish(a, nil); err != nil {
			t.Fatal(err)
		}
		y, err := b.store.Yardstick(t.Context(), b.Repository.ID)
		if err != nil {
			t.Fatal(err)
		}
		if known, _ := y.Released(); len(known.Entries) > 0 != (limit == 100) {
			t.Errorf("limit %v: %+v", limit, known.Entries)
		}
	}
}

func TestGate_JudgesByTheOwnScaleOnlyWhereAsked(t *testing.T) {
	t.Parallel()
	ninety := 90.0
	evidence := func(own *Own) json.RawMessage {
		packed, err := json.Marshal(Evidence{Own: own})
		if err != nil {
			t.Fatal(err)
		}
		return packed
	}
	placed := evidence(&Own{Release: yardstick.Release{Step: yardstick.Feature}, Earlier: 24, Score: &ninety})
	few := evidence(&Own{Release: yardstick.Release{Step: yardstick.Deploy, Line: "production"}, Earlier: 1})
	for name, test := range map[string]struct {
		scale    settings.Scale
		evidence json.RawMessage
		guard    change.Level
		max      float64
		approve  bool
		says     string
	}{
		"by default":         {"", placed, "", 50, true, "Approved: risk 40"},
		"own, above":         {settings.Own, placed, "", 85, false, "Rejected: riskier than 90% of this repository's last 24 minor or major releases, the limit is 85"},
		"own, below":         {settings.Own, placed, "", 95, true, "riskier than 90%"},
		"own, a guard holds": {settings.Own, placed, change.Critical, 95, true, "very high by a guard"},
		"a guard is higher":  {settings.Own, evidence(&Own{Earlier: 24, Score: new(float64)}), change.Critical, 85, false, "very high by a guard"},
		"too few are known":  {settings.Own, few, "", 50, true, "only 1 deployment to production is known and 20 make a scale"},
		"none is known":      {settings.Own, evidence(&Own{Release: yardstick.Release{Step: yardstick.Deploy, Line: "production"}}), "", 50, true, "because no deployments to production are known and 20 make a scale"},
		"nothing is known":   {settings.Own, nil, "", 30, false, "on the fitted scale"},
	} {
		a := analysis.Analysis{
			Risk: &risk.Assessment{Score: 40, Level: change.Medium, Guarded: test.guard}, Evidence: test.evidence,
			Settings: &settings.Settings{Gate: settings.Gate{MaxScore: test.max, Scale: test.scale}},
		}
		if v := judge(&a); v.approve != test.approve || !strings.Contains(v.reason(), test.says) {
			t.Errorf("%s: approved %v, %q", name, v.approve, v.reason())
		}
	}
}
