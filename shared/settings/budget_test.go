package settings_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/settings"
)

// A repository can't give itself more money than the deployment has for it, and one that sets nothing is bounded all the same.
func TestClamp_BudgetsAreTheLeast(t *testing.T) {
	t.Parallel()
	bounds := settings.Bounds{Budget: settings.Budget{DayUSD: new(5.0), MonthTokens: new(int64(10)), Outsiders: new(0)}}
	s := settings.Default()
	s.Repository.Budget = settings.Budget{DayUSD: new(50.0), AnalysisUSD: new(1.0), Outsiders: new(20)}
	got, notes := bounds.Clamp(s, "the deployment")
	want := settings.Budget{DayUSD: new(5.0), MonthTokens: new(int64(10)), AnalysisUSD: new(1.0), Outsiders: new(0)}
	if diff := cmp.Diff(want, got.Repository.Budget); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		"budget.day_usd is 5, not 50, as the deployment demands", "budget.outsiders is 0, not 20, as the deployment demands",
	}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}
