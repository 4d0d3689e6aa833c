package dispatch

import (
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/render"
)

// A merge group must wait for a pull request whose head has no analysis, or only one that was stopped: its old conclusion is not an answer.
func TestGroup_WaitsForWhatHasNoConclusion(t *testing.T) {
	t.Parallel()
	of := func(s analysis.State) *analysis.Analysis {
		return &analysis.Analysis{Kind: pullrequest.Name, State: s, SkipReason: "a draft", Failure: "no answer"}
	}
	for name, c := range map[string]struct {
		analysis *analysis.Analysis
		waits    bool
	}{
		"none":       {nil, true},
		"superseded": {of(analysis.Superseded), true},
		"queued":     {of(analysis.Queued), true},
		"skipped":    {of(analysis.Skipped), false},
		"failed":     {of(analysis.Failed), false},
	} {
		g := mergeGroup{renderer: render.Renderer{Page: kinds.All(nil, nil).Page}}
		shown := g.memberCheckRun(c.analysis)
		g.members = []member{{checkRun: shown}}
		if waits := len(g.waiting()) == 1; waits != c.waits || shown.Title == "" {
			t.Errorf("%s: waits %t, conclusion %q, title %q", name, waits, shown.Conclusion, shown.Title)
		}
	}
}
