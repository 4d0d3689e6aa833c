package dispatch

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

// hostileGroup has the text in every field of an event and of the analyses of a merge group's pull requests, one in each state.
func hostileGroup(text string, waited time.Duration) mergeGroup {
	g := mergeGroup{waited: waited, renderer: render.Renderer{Version: text, Page: kinds.All(nil, nil).Page}}
	pagetest.Fill(&g.event, text)
	pagetest.Fill(&g.settings, text)
	g.event.Repository = analysis.Repository{ID: 3, Owner: "o", Name: "r", DefaultBranch: text}
	g.event.HeadSHA = "abc1234567890abc1234567890abc1234567890a"
	for _, state := range []analysis.State{analysis.Completed, analysis.Published, analysis.Dispatched, analysis.Skipped, analysis.Failed, analysis.Superseded} {
		a := new(analysis.Analysis)
		pagetest.Fill(a, text)
		a.Kind, a.Subject.Kind, a.State, a.Evidence, a.Result = pullrequest.Name, pullrequest.Name, state, nil, nil
		g.members = append(g.members, member{event: g.event, checkRun: g.memberCheckRun(a)})
	}
	return g
}

// A merge group's check and that of a changed configuration are made apart from the kinds' pages: no field may act there either.
func TestRuns_NoFieldActs(t *testing.T) {
	t.Parallel()
	o := pagetest.Oracle{Repository: "o/r", Headings: regexp.MustCompile(`^Faults$`)}
	live := regexp.MustCompile("<[A-Za-z/!]|\n|\u202e")
	for i, text := range pagetest.Strings(t) {
		var faults repoconfig.Faults
		pagetest.Fill(&faults, text)
		group := hostileGroup(text, time.Duration(i%2)*groupPatience)
		runs := []render.CheckRun{group.checkRun(), configurationRun(text, faults)}
		for _, run := range runs {
			o.Check(t, text, run.Summary.String()+"\n\n"+run.Text.String())
		}
		for _, run := range append(runs, configurationRun(text, nil)) {
			if live.MatchString(run.Title) || len(run.Title) > render.MaxTitle {
				t.Errorf("the title %q", run.Title)
			}
		}
	}
	if run := hostileGroup("harmless", groupPatience).checkRun(); !strings.Contains(run.Summary.String(), "harmless") {
		t.Errorf("nothing of the members is shown:\n%s", run.Summary)
	}
}
