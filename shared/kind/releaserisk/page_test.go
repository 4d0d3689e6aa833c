package releaserisk

import (
	"encoding/json"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/render/rendertest"
	"github.com/devplus-app/devplus/shared/risk"
)

const evil = "<b>x</b> <!-- devplus --> ![i](https://evil.example/p.png) @octocat fixes #1 | [l](https://evil.example) --> \n# Heading"

// sample is a reviewed release.
func sample(t *testing.T, text string) *analysis.Analysis {
	t.Helper()
	e := Evidence{
		Tag: "v1.1.0", PreviousTag: "v1.0.0", Base: "1111111111", Head: "abc1234567890", Counts: Counts{Changes: 42, Commits: 50, Known: 1, Measured: 1, Counted: 40, Undone: 2, Bots: 30},
		LeadShare: 0.41, AverageChanges: 6.3,
		Changes: []Change{
			{Pull: 7, SHA: "def5678901234", Title: text, Author: "mona", How: Known, Score: 91.2, Level: change.Critical, Review: "approved", Checks: "success", Findings: 2},
			{SHA: "0123456789abc", Title: text, Author: "hubot", How: Measured, Score: 12, Level: change.Low},
		},
		Notes: []string{text},
	}
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	result, err := json.Marshal(Result{
		Summary: text, RolloutAdvice: []string{text}, ModelScore: 70,
		Drivers: []Driver{
			{Title: text, Evidence: []string{"#7", "0123456"}, Severity: analysis.SeverityHigh},
			{Title: "nothing of this release", Evidence: []string{"#8", "ffffffff", text}, Severity: analysis.SeverityCritical},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &analysis.Analysis{
		ID: "release_risk-42-0123456789abcdef0123", Kind: Name, Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "project"},
		Subject: analysis.Subject{Kind: Name, Tag: "v1.1.0"}, HeadSHA: "abc1234567890", Attempt: 1, State: analysis.Completed,
		Evidence: raw, Result: result,
		Risk: &risk.Assessment{Probability: 0.93, Score: 77.1, Level: change.High, Signals: []risk.Signal{
			{Name: "change", Value: 0.6, Points: 50.1, Reason: "#7 " + text}, {Name: "unreviewed", Value: 1, Points: 27, Reason: "1 of 42 changes without an approving review: " + text}}},
	}
}

func TestPage_Golden(t *testing.T) {
	t.Parallel()
	k := &Kind{}
	r := render.Renderer{Version: "1.2.3", Page: kind.List{k}.Page}
	deployed := sample(t, "Limit it")
	deployed.Subject = analysis.Subject{Kind: Name, Environment: "production", RunID: 5}
	degraded := sample(t, "Limit it")
	degraded.Degraded, degraded.Result = "the model could not be reached", nil
	failed := &analysis.Analysis{Kind: Name, Subject: deployed.Subject, State: analysis.Failed, Failure: "GitHub was away"}
	for name, a := range map[string]*analysis.Analysis{"reviewed": sample(t, "Limit it"), "deployment": deployed, "degraded": degraded, "failed": failed, "hostile": sample(t, evil)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := r.CheckRun(a).Shown()
			rendertest.Limits(t, run, "")
			got := r.Markdown(run)
			rendertest.Golden(t, name, got)
		})
	}
}
