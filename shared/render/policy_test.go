package render

import (
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
)

func TestConclusionsOfAllStates(t *testing.T) {
	t.Parallel()
	blocking := Policy{BlockRisk: change.High, Required: true}
	type wanted struct{ free, blockedHigh, blockedLow Conclusion } // zero policy; blocking policy at high risk and at low risk
	for state, want := range map[analysis.State]wanted{
		analysis.Queued:     {"", "", ""},
		analysis.Dispatched: {"", "", ""},
		analysis.Completed:  {Neutral, Failure, Success},
		analysis.Published:  {Neutral, Failure, Success},
		analysis.Skipped:    {Skipped, Skipped, Skipped},
		analysis.Superseded: {Cancelled, Cancelled, Cancelled},
		analysis.Failed:     {Neutral, Failure, Failure},
	} {
		a := sample(t)
		a.State = state
		a.Risk = &change.Risk{Level: change.High}
		got := wanted{free: Policy{}.Conclusion(a), blockedHigh: blocking.Conclusion(a)}
		a.Risk = &change.Risk{Level: change.Low}
		got.blockedLow = blocking.Conclusion(a)
		if got != want {
			t.Errorf("%s concludes %+v, want %+v", state, got, want)
		}
	}
	for _, state := range analysis.States() {
		a := &analysis.Analysis{State: state}
		run := Renderer{Policy: blocking}.Completed(a)
		if run.Conclusion == Success {
			t.Errorf("%s is green although nothing ran", state)
		}
		if (run.Status == "completed") != (run.Conclusion != "") || run.Title == "" || run.Summary == "" {
			t.Errorf("GitHub refuses a check run that is %q, %q, titled %q, with summary %q", run.Status, run.Conclusion, run.Title, run.Summary)
		}
	}
}

func TestWithoutAReviewNothingIsGreen(t *testing.T) {
	t.Parallel()
	policy := Policy{BlockRisk: change.High}
	for name, with := range map[string]func(*analysis.Analysis){
		"degraded":         func(a *analysis.Analysis) { a.Degraded, a.Result = "no model", nil },
		"no answer":        func(a *analysis.Analysis) { a.Result = nil },
		"broken answer":    func(a *analysis.Analysis) { a.Result = []byte(`{"summary":`) },
		"nothing measured": func(a *analysis.Analysis) { a.Risk, a.Facts = nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sample(t)
			a.Risk = &change.Risk{Level: change.Low}
			with(a)
			if got := policy.Conclusion(a); got != Neutral {
				t.Errorf("concludes %s at low risk, want neutral", got)
			}
			if a.Risk == nil {
				return
			}
			a.Risk = &change.Risk{Level: change.Critical}
			if got := policy.Conclusion(a); got != Failure {
				t.Errorf("concludes %s at critical risk, want failure: a missing answer must not lift a block", got)
			}
		})
	}
}

func TestACommentOnlyWhenThereIsSomethingToActOn(t *testing.T) {
	t.Parallel()
	with := func(level change.Level, severities ...analysis.Severity) *analysis.Analysis {
		var findings []analysis.Finding
		for i, s := range severities {
			findings = append(findings, analysis.Finding{Path: "cart/cart.go", Line: 10 + i, Severity: s, Category: "tests", Title: "x"})
		}
		a := sample(t, findings...)
		a.Risk.Level = level
		return a
	}
	in := func(a *analysis.Analysis, state analysis.State) *analysis.Analysis { a.State = state; return a }
	elsewhere := with(change.Low)
	setResult(t, elsewhere, analysis.PullRequestResult{Findings: []analysis.Finding{{Path: "not/changed.go", Line: 1, Severity: analysis.SeverityCritical}}})
	degraded := with(change.Low)
	degraded.Degraded, degraded.Result = "no model", nil
	for _, test := range []struct {
		name string
		a    *analysis.Analysis
		want bool
	}{
		{"no finding, low risk", with(change.Low), false},
		{"no finding, medium risk", with(change.Medium), false},
		{"high risk", with(change.High), true},
		{"critical risk", with(change.Critical), true},
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
			body, wanted := Renderer{}.Comment(test.a, runURL)
			if wanted != test.want || (body != "") != test.want {
				t.Errorf("comment wanted: %v, want %v; body %q", wanted, test.want, body)
			}
			if wanted && !IsMarked(body, analysis.PullRequest) {
				t.Errorf("DevPlus would not know its comment again: %q", body)
			}
		})
	}
}

func TestOnlyTheFirstLineMarksAComment(t *testing.T) {
	t.Parallel()
	over := Renderer{}.CommentOver(sample(t), runURL)
	for body, want := range map[string]bool{
		over:                  true,
		"\r\n" + over:         true,
		"I quote: " + over:    false,
		"> " + over:           false,
		"":                    false,
		"<!-- devplus:x -->":  false,
		"`" + over[:10] + "`": false,
	} {
		if IsMarked(body, analysis.PullRequest) != want {
			t.Errorf("IsMarked(%q) = %v", body, !want)
		}
	}
}

func TestStoppedAnalysesSayWhy(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]string{
		"0123456789abcdef0123456789abcdef01234567": "Superseded by 0123456",
		"closed":             "Stopped: the pull request was closed",
		"converted_to_draft": "Stopped: the pull request is a draft again",
		"base changed":       "Stopped: base changed",
		"":                   "Stopped",
	} {
		run := Renderer{}.Completed(&analysis.Analysis{State: analysis.Superseded, SupersededBy: by})
		if run.Title != want {
			t.Errorf("superseded by %q is titled %q, want %q", by, run.Title, want)
		}
	}
}
