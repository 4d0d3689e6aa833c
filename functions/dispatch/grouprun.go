package dispatch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// mergeGroup is a group of pull requests in a merge queue.
type mergeGroup struct {
	event    event.Event
	settings settings.Settings // of today, not of the analyses
	renderer render.Renderer
	members  []member
	waited   time.Duration
}

// timedOut reports whether the group has waited for long enough.
func (g mergeGroup) timedOut() bool { return groupPatience-g.waited <= analysis.LastLook }

// member is a pull request of a group.
type member struct {
	event    event.Event     // that would begin its analysis
	checkRun render.CheckRun // what its check run would show today; without a conclusion while there is none
}

// memberCheckRun returns what the check run of a pull request would show today, by the analysis of its head, nil if it has none.
func (g mergeGroup) memberCheckRun(a *analysis.Analysis) render.CheckRun {
	if a == nil || a.State == analysis.Superseded {
		return render.CheckRun{Title: "not analyzed yet"}
	}
	a = a.Clone()
	a.Settings = &g.settings
	return g.renderer.Standing(a)
}

// waiting returns the members without a conclusion.
func (g mergeGroup) waiting() []member {
	return slices.DeleteFunc(slices.Clone(g.members), func(m member) bool { return m.checkRun.Conclusion != "" })
}

// checkRun returns the group's check run.
func (g mergeGroup) checkRun() render.CheckRun {
	w := page.Writer{Host: g.renderer.Host, Repository: g.event.Repository.FullName(), HeadSHA: g.event.HeadSHA}
	run := render.CheckRun{Name: analysis.CheckName, Status: "completed"}
	var rows [][]page.Inline
	var deciding []string
	for _, m := range g.members {
		conclusion := m.checkRun.Conclusion
		if conclusion == "" && g.timedOut() {
			conclusion = render.Unfinished(g.settings.Check)
		}
		number := fmt.Sprintf("#%d", m.event.Subject.Number)
		switch {
		case conclusion == "":
			run.Status = "in_progress"
		case run.Conclusion == "" || render.Worse(conclusion, run.Conclusion):
			run.Conclusion, deciding = conclusion, []string{number}
		case conclusion == run.Conclusion:
			deciding = append(deciding, number)
		}
		word := string(conclusion)
		if word == "" {
			word = "waiting"
		}
		rows = append(rows, page.Cells(w.PullRequest(m.event.Subject.Number), word, w.Inline(m.checkRun.Title)))
	}
	waiting := len(g.waiting())
	switch {
	case run.Status == "in_progress":
		run.Conclusion = ""
		run.Title = fmt.Sprintf("Waiting for %d of %s in the merge group", waiting, text.Count(len(g.members), "pull request"))
	case len(g.members) == 0:
		run.Conclusion, run.Title = render.Unfinished(g.settings.Check), "DevPlus failed: GitHub does not say which pull requests are in the merge group"
	case waiting > 0:
		run.Title = fmt.Sprintf("%d of %s had no result within %d minutes", waiting, text.Count(len(g.members), "pull request"), int(g.waited.Minutes()))
	default:
		run.Title = fmt.Sprintf("Merge group: %s by %s", run.Conclusion, text.Cut(strings.Join(deciding, ", "), 100))
	}
	run.Summary = page.Compose(render.MaxText, []page.Section{
		page.Statement("The worst conclusion of the pull requests in this merge group counts, under today's settings."),
		page.Table(page.Head{}, []string{"Pull request", "Conclusion", "Its check says"}, rows),
	})
	return run
}

// leftQueueCheckRun returns the check run of a group that the queue no longer has.
func (g mergeGroup) leftQueueCheckRun() render.CheckRun {
	return render.CheckRun{
		Name: analysis.CheckName, Status: "completed", Conclusion: render.Cancelled, Title: "Stopped: the merge group was removed from the queue",
		Summary: page.Compose(render.MaxText, []page.Section{page.Statement("The merge queue no longer has this group.")}),
	}
}
