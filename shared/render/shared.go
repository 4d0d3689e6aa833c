package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// opinion is the result of one of several pull requests with the same commit.
type opinion struct {
	number     int
	conclusion Conclusion
	title      string
}

// share makes a completed check run valid for all open pull requests with its commit: GitHub shows only the newest run of a check's name on
// a commit, so each run must have the worst conclusion. It returns the section about that, empty for a single pull request.
func (r Renderer) share(p view, run *CheckRun) page.Section {
	if len(r.Sharing) == 0 || run.Conclusion == "" || p.outcome == superseded {
		return page.Section{}
	}
	alone := r
	alone.Sharing = nil
	own := opinion{p.a.Subject.Number, run.Conclusion, run.Title}
	all, decides := []opinion{own}, own
	var others []string
	for _, a := range r.Sharing {
		o := alone.opinionOf(a)
		all, others = append(all, o), append(others, fmt.Sprintf("#%d", o.number))
		if Worse(o.conclusion, decides.conclusion) {
			decides = o
		}
	}
	if run.Conclusion = decides.conclusion; decides == own {
		run.Title = fmt.Sprintf("%s, also for %s", text.Cut(own.title, 180), text.Cut(strings.Join(others, ", "), 60))
	} else {
		run.Title = fmt.Sprintf("%s by #%d, for #%d too: %s", text.Capitalize(string(decides.conclusion)), decides.number, own.number, text.Cut(decides.title, 180))
	}
	slices.SortFunc(all, func(a, b opinion) int { return cmp.Compare(a.number, b.number) })
	var rows [][]page.Inline
	for _, o := range all {
		rows = append(rows, page.Cells(p.writer.PullRequest(o.number), string(o.conclusion), p.writer.Inline(o.title)))
	}
	about := page.Say("%s open pull requests have this commit, and GitHub has one check for a commit: the worst conclusion counts.", text.Number(len(all)))
	return page.Table(page.Head{}.Intro(about), []string{"Pull request", "Conclusion", "Its analysis says"}, rows)
}

// opinionOf returns the result of one analysis. If it has no conclusion yet, the policy's conclusion for a failure of DevPlus stands in.
func (r Renderer) opinionOf(a *analysis.Analysis) opinion {
	run := r.Standing(a)
	if run.Conclusion == "" {
		return opinion{a.Subject.Number, Unfinished(settings.Of(a.Settings).Check), "no result yet"}
	}
	return opinion{a.Subject.Number, run.Conclusion, run.Title}
}

// Standing is CheckRun, but keeps the previous attempt's result while the review of a degraded result is retried.
func (r Renderer) Standing(a *analysis.Analysis) CheckRun {
	if a.Stands() && !a.State.Ended() {
		a = a.Clone()
		a.State = analysis.Published
	}
	return r.CheckRun(a)
}

// IsWorse reports whether a's own conclusion is worse than b's.
func (r Renderer) IsWorse(a, b *analysis.Analysis) bool {
	r.Sharing = nil
	return Worse(r.opinionOf(a).conclusion, r.opinionOf(b).conclusion)
}
