package pullrequest

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
)

func TestComment_OnlyIfSomethingNeedsAction(t *testing.T) {
	t.Parallel()
	with := func(level change.Level, severities ...analysis.Severity) *analysis.Analysis {
		var findings []Finding
		for i, s := range severities {
			findings = append(findings, Finding{Path: "cart/cart.go", Line: 10 + i, Severity: s, Category: "tests", Title: "x"})
		}
		a := sample(t, findings...)
		a.Risk.Level = level
		return a
	}
	in := func(a *analysis.Analysis, state analysis.State) *analysis.Analysis { a.State = state; return a }
	elsewhere := with(change.Low)
	setResult(t, elsewhere, Result{Findings: []Finding{{Path: "not/changed.go", Line: 1, Severity: analysis.SeverityCritical}}})
	guarded := with(change.Low)
	guarded.Risk.Signals = append([]risk.Signal{{Name: "drops_data", Value: 1, Reason: "the migration drops data that was stored"}}, guarded.Risk.Signals...)
	degraded := with(change.Low)
	degraded.Degraded, degraded.Result = "no model", nil
	for _, test := range []struct {
		name string
		a    *analysis.Analysis
		want bool
	}{
		{"no finding, low risk", with(change.Low), false},
		{"no finding, medium risk", with(change.Medium), false},
		{"critical risk", with(change.Critical), false},
		{"a guard", guarded, true},
		{"low finding", with(change.Low, analysis.SeverityLow), false},
		{"medium finding", with(change.Low, analysis.SeverityLow, analysis.SeverityMedium), true},
		{"critical finding", with(change.Low, analysis.SeverityCritical), true},
		{"finding outside the change", elsewhere, false},
		{"degraded, low risk", degraded, false},
		{"failed", in(with(change.Low), analysis.Failed), true},
		{"skipped", in(with(change.High), analysis.Skipped), false},
		{"superseded", in(with(change.High), analysis.Superseded), false},
		{"running", in(with(change.High), analysis.Dispatched), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := Comment(renderer(""), test.a, runURL)
			wanted := body != ""
			if wanted != test.want {
				t.Errorf("comment wanted: %v, want %v; body %q", wanted, test.want, body)
			}
			if test.a.Risk.Signals[0].Name == "drops_data" && !strings.Contains(body, "- The migration drops data that was stored") {
				t.Errorf("the comment does not say which guard asks for it: %q", body)
			}
			if wanted && !IsMarked(body) {
				t.Errorf("DevPlus would not know its comment again: %q", body)
			}
		})
	}
}

func TestComment_MarkerIsTheFirstLine(t *testing.T) {
	t.Parallel()
	over := ResolvedComment(renderer(""), sample(t), runURL)
	for body, want := range map[string]bool{
		over:                  true,
		"\r\n" + over:         true,
		"I quote: " + over:    false,
		"> " + over:           false,
		"":                    false,
		"<!-- devplus:x -->":  false,
		"`" + over[:10] + "`": false,
	} {
		if IsMarked(body) != want {
			t.Errorf("IsMarked(%q) = %v", body, !want)
		}
	}
}
