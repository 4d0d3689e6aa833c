package render

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// answered is an analysis whose workflow has answered.
func answered() *analysis.Analysis {
	return &analysis.Analysis{State: analysis.Completed, Result: []byte(`{}`)}
}

// concluded is the conclusion of a's check run, where answers are JSON.
func concluded(c settings.Check, a *analysis.Analysis) Conclusion {
	a.Settings = &settings.Settings{Check: c}
	r := Renderer{Page: func(a *analysis.Analysis, _ page.Writer, reviewed bool) (Page, error) {
		if reviewed && !json.Valid(a.Result) {
			return Page{}, errors.New("no JSON")
		}
		return Page{}, nil
	}}
	return r.CheckRun(a).Conclusion
}

func TestConclusion_OfEveryState(t *testing.T) {
	t.Parallel()
	blocking := settings.Check{BlockRisk: change.High, Required: true}
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
		a := answered()
		a.State = state
		a.Risk = &risk.Assessment{Level: change.High}
		got := wanted{free: concluded(settings.Check{}, a), blockedHigh: concluded(blocking, a)}
		a.Risk = &risk.Assessment{Level: change.Low}
		got.blockedLow = concluded(blocking, a)
		if got != want {
			t.Errorf("%s concludes %+v, want %+v", state, got, want)
		}
	}
	for _, state := range analysis.States() {
		a := &analysis.Analysis{State: state, Settings: &settings.Settings{Check: blocking}}
		run := Renderer{}.CheckRun(a).Shown()
		if run.Conclusion == Success {
			t.Errorf("%s is green although nothing ran", state)
		}
		if (run.Status == "completed") != (run.Conclusion != "") || run.Title == "" || run.Summary == "" {
			t.Errorf("GitHub refuses a check run that is %q, %q, titled %q, with summary %q", run.Status, run.Conclusion, run.Title, run.Summary)
		}
	}
}

func TestConclusion_SuccessNeedsAReview(t *testing.T) {
	t.Parallel()
	policy := settings.Check{BlockRisk: change.High}
	for name, with := range map[string]func(*analysis.Analysis){
		"degraded":         func(a *analysis.Analysis) { a.Degraded, a.Result = "no model", nil },
		"no answer":        func(a *analysis.Analysis) { a.Result = nil },
		"broken answer":    func(a *analysis.Analysis) { a.Result = []byte(`{"summary":`) },
		"nothing measured": func(a *analysis.Analysis) { a.Risk, a.Facts = nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := answered()
			a.Risk = &risk.Assessment{Level: change.Low}
			with(a)
			if got := concluded(policy, a); got != Neutral {
				t.Errorf("concludes %s at low risk, want neutral", got)
			}
			if a.Risk == nil {
				return
			}
			a.Risk = &risk.Assessment{Level: change.Critical}
			if got := concluded(policy, a); got != Failure {
				t.Errorf("concludes %s at critical risk, want failure: a missing answer must not lift a block", got)
			}
		})
	}
}

func TestHeadline_SupersededSaysWhy(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]string{
		"0123456789abcdef0123456789abcdef01234567": "Outdated: newer commit 0123456",
		"closed":             "Canceled: the pull request was closed",
		"converted_to_draft": "Canceled: the pull request is a draft again",
		"base changed":       "Canceled: base changed",
		"":                   "Canceled",
	} {
		run := Renderer{}.CheckRun(&analysis.Analysis{State: analysis.Superseded, SupersededBy: by}).Shown()
		if run.Title != want {
			t.Errorf("superseded by %q is titled %q, want %q", by, run.Title, want)
		}
	}
}
