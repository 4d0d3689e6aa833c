package yardstick_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

func patchRelease(n int) yardstick.Release {
	return yardstick.Release{Name: fmt.Sprintf("v1.0.%d", n), SHA: fmt.Sprintf("%040d", n), Step: yardstick.Patch, At: noon.Add(time.Duration(n) * time.Hour), Hazard: float64(n), Model: risk.Model}
}

func TestReleases_AreComparedWithThoseOfTheirKindFrom20On(t *testing.T) {
	t.Parallel()
	var r yardstick.Releases
	for n := range 19 {
		r.Add(patchRelease(n + 1))
		feature, component, older := patchRelease(100+n), patchRelease(200+n), patchRelease(300+n)
		feature.Step, component.Line, older.Model = yardstick.Feature, "api/", "earlier"
		r.Add(feature)
		r.Add(component)
		r.Add(older)
	}
	if score, earlier := r.Place(patchRelease(50)); score != 0 || earlier != 19 {
		t.Errorf("score %v among %d: 19 are too few, and others are of another kind", score, earlier)
	}
	r.Add(patchRelease(20))
	placed := patchRelease(50)
	placed.Hazard = 10.5
	if score, earlier := r.Place(placed); earlier != 20 || fmt.Sprintf("%.1f", score) != "47.6" {
		t.Errorf("score %v among %d, want 47.6 among 20: ten are below, of 21 with itself", score, earlier)
	}
}

// A re-run must give the score of the first run, whatever was released since.
func TestReleases_AreNeverComparedWithThemselvesOrLaterOnes(t *testing.T) {
	t.Parallel()
	var r yardstick.Releases
	for n := range 40 {
		r.Add(patchRelease(n))
	}
	again := patchRelease(25)
	again.At = noon.AddDate(1, 0, 0)
	r.Add(again)
	r.Add(patchRelease(0))
	if _, earlier := r.Place(again); earlier != 25 || len(r.Entries) != 40 {
		t.Errorf("compared with %d of %d, want 25 of 40", earlier, len(r.Entries))
	}
}

func TestReleases_KeepTheNewestOfAKind(t *testing.T) {
	t.Parallel()
	var r yardstick.Releases
	rare := patchRelease(0)
	rare.Line = "api/"
	r.Add(rare)
	for n := range 100 {
		r.Add(patchRelease(n + 1))
	}
	if len(r.Entries) != 61 || r.Entries[0].Line != "api/" || r.Entries[1].Name != "v1.0.41" {
		t.Errorf("%d entries from %+v", len(r.Entries), r.Entries[:2])
	}
	for n := range 400 {
		r.Add(yardstick.Release{Name: fmt.Sprint(n), Line: fmt.Sprint(n), At: noon.Add(time.Duration(200+n) * time.Hour)})
	}
	if len(r.Entries) != 180 {
		t.Errorf("%d entries: a document has to hold them", len(r.Entries))
	}
}

func TestReleases_KnowTheVersionOfACommit(t *testing.T) {
	t.Parallel()
	var r yardstick.Releases
	r.Add(patchRelease(7))
	deployed := patchRelease(8)
	deployed.Step = yardstick.Deploy
	r.Add(deployed)
	if tag, ok := r.Named(patchRelease(7).SHA); tag != "v1.0.7" || !ok {
		t.Errorf("%q, %v", tag, ok)
	}
	if tag, ok := r.Named(deployed.SHA); ok {
		t.Errorf("a deployment is no version: %q", tag)
	}
}

func TestOutcomes_ExpectFixesOnlyFrom50OwnOutcomesOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		outcomes yardstick.Outcomes
		fitted   float64
		want     *yardstick.Expected
	}{
		{yardstick.Outcomes{Faulty: 49, Fitted: 100}, 5, nil},
		{yardstick.Outcomes{Faulty: 50}, 5, nil}, // kept by a version that did not count
		{yardstick.Outcomes{Faulty: 50, Fitted: 100}, 0, nil},
		{yardstick.Outcomes{Faulty: 50, Fitted: 100}, 5, &yardstick.Expected{Fixes: 2.5, Low: 0, High: 6}},
		{yardstick.Outcomes{Faulty: 150, Fitted: 100}, 8, &yardstick.Expected{Fixes: 12, Low: 6, High: 19}},
		{yardstick.Outcomes{Faulty: 100, Fitted: 100}, 900, &yardstick.Expected{Fixes: 900, Low: 841, High: 959}},
	} {
		if diff := cmp.Diff(test.want, test.outcomes.Expect(test.fitted)); diff != "" {
			t.Errorf("%+v, %v (-want +got):\n%s", test.outcomes, test.fitted, diff)
		}
	}
}
