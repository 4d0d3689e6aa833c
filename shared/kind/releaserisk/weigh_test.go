package releaserisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// The model reads changes; what it finds is shown and moves no score and no gate.
func TestFactors_TheModelsFindingsHaveNoHazard(t *testing.T) {
	t.Parallel()
	c := Change{Title: "x", findings: []pullrequest.Finding{{Severity: "critical", Confidence: 1}}}
	for _, f := range factors([]Change{c}, &release.Evidence{}, noon, false) {
		if f.Name == "findings" && f.Hazard != 0 {
			t.Errorf("%+v", f)
		}
	}
	found := compose([]Change{c}, &release.Evidence{}, noon, false)
	c.findings = nil
	if without := compose([]Change{c}, &release.Evidence{}, noon, false); without.Score != found.Score || without.Probability != found.Probability {
		t.Errorf("score %v with a finding, %v without", found.Score, without.Score)
	}
}

// A checkout knows of no reviews and no checks: unknown is no factor, and said.
func TestMeasure_OfACheckoutLeavesReviewsOut(t *testing.T) {
	t.Parallel()
	dir, commit := newRepository(t)
	commit("main.go", body, "Begin")
	git(t, dir, "tag", "v1.0.0")
	commit("main.go", body+strings.ReplaceAll(body, "limit", "more"), "Add more")
	commit("go.mod", "module x\n", "Bump y from 1.0 to 1.1")
	git(t, dir, "tag", "v1.1.0")
	scores := map[bool]float64{}
	for _, checkout := range []bool{false, true} {
		b := newBench(t, dir)
		b.AddRelease(standin.Release{Tag: "v1.1.0"})
		b.kind.Checkout = checkout
		var entries []yardstick.Entry
		for i := range enoughChanges {
			entries = append(entries, yardstick.Entry{Subject: fmt.Sprint(i), LogOddsDiff: -9, Model: risk.Model})
		}
		if err := b.store.AddToYardstick(t.Context(), b.Repository.ID, noon.Add(time.Hour), entries...); err != nil {
			t.Fatal(err)
		}
		a, e := b.measure("v1.1.0")
		scores[checkout] = a.Risk.Score
		for _, name := range []string{"unreviewed", "unchecked"} {
			if slices.Contains(signals(a.Risk), name) == checkout {
				t.Errorf("checkout %v: signals %v", checkout, signals(a.Risk))
			}
		}
		page, err := b.kind.Page(a, writer, false)
		if err != nil || strings.Contains(fmt.Sprint(page.Summary), "not known in a checkout") != checkout {
			t.Errorf("checkout %v: %v, %v", checkout, page.Summary, err)
		}
		if e.AverageChanges < 100 || e.LeadShare != 1 || !strings.Contains(fmt.Sprint(page.Summary), "average changes here") {
			t.Errorf("as much as %v very quiet changes, the first three hold %v", e.AverageChanges, e.LeadShare)
		}
	}
	if scores[true] >= scores[false] {
		t.Errorf("scores %v: what nobody can know counts", scores)
	}
}
