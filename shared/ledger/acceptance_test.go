package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A category that people hardly ever act on costs their trust in all others: the figure must not count a merge twice, and must not call a
// category bad by a handful of findings.
func TestAcceptance_SaysWhatPeopleSeldomAccept(t *testing.T) {
	t.Parallel()
	found := func(category string, states ...State) (all []Finding) {
		for _, s := range states {
			all = append(all, Finding{Category: category, Severity: "high", State: s, Prompt: 2})
		}
		return all
	}
	var a Acceptance
	for n := range 5 {
		l := &Ledger{Findings: append(found("docs", Open, Open, Dismissed, Dismissed), found("api", Fixed, Outdated, Withdrawn)...)}
		l.Findings = append(l.Findings, Finding{Category: "docs", Severity: "high", State: Open, Deferred: true})
		a.Add(n, l)
		a.Add(n, l)
	}
	a.Add(9, &Ledger{Findings: found("docs", Fixed, Fixed, Fixed)})
	a.Add(10, &Ledger{Findings: found("tests", Dismissed)})
	wantOutcomes := []Outcome{
		{Prompt: 2, Category: "api", Severity: "high", Fixed: 5, Outdated: 5, Withdrawn: 5},
		{Prompt: 2, Category: "docs", Severity: "high", Fixed: 3, Dismissed: 10, Ignored: 10},
		{Prompt: 2, Category: "tests", Severity: "high", Dismissed: 1},
	}
	if diff := cmp.Diff(wantOutcomes, a.Outcomes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []Share{{"tests", 1, 0, false}, {"docs", 23, 3.0 / 23, true}, {"api", 5, 1, false}}
	if diff := cmp.Diff(want, a.Shares()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
