package pullrequest

import (
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// maxTop is how many findings the comment names.
const maxTop = 5

// marker is the hidden first line by which DevPlus knows its own comment again. Anyone can paste it: who wrote the comment must
// be checked too.
const marker = "<!-- devplus:" + string(Name) + " -->"

// IsMarked reports whether a comment's body begins with the marker.
func IsMarked(body string) bool {
	return strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), marker)
}

// Comment is the pull request's one comment: the short form, with a link to the check run, which says everything. It is empty when
// there is nothing for a person to act on, which is a finding of medium severity or worse, a high or critical risk, or an analysis that failed.
func Comment(r render.Renderer, a *analysis.Analysis, checkRunURL string) string {
	var v view
	switch a.State {
	case analysis.Failed:
	case analysis.Completed, analysis.Published:
		if r.Unreviewed(a) == "" {
			v, _ = look(a) // a review can be read
		}
		risky := a.Risk != nil && a.Risk.Level != change.Low && a.Risk.Level != change.Medium
		if len(v.actionable()) == 0 && !risky {
			return ""
		}
	default:
		return ""
	}
	w := render.Writer{Host: r.Host, Repository: a.Repository.FullName(), HeadSHA: a.HeadSHA}
	var top []string
	actionable := v.actionable()
	for _, f := range actionable[:min(len(actionable), maxTop)] {
		top = append(top, "**"+severityWord(f.Severity)+"** "+line(w, f))
	}
	return render.Compose(render.MaxComment, []render.Section{
		render.Paragraph(marker),
		render.Paragraph("**DevPlus:** " + w.Inline(verdict(r, a))),
		render.List("", top),
		render.Paragraph(more(len(v.ranked)-len(top), checkRunURL)),
	})
}

// ResolvedComment is what the comment becomes when there is nothing left to act on.
func ResolvedComment(a *analysis.Analysis, checkRunURL string) string {
	return render.Compose(render.MaxComment, []render.Section{
		render.Paragraph(marker),
		render.Paragraph("**DevPlus:** nothing is left to act on at `" + render.SHA7(a.HeadSHA) + "`."),
		render.Paragraph(more(0, checkRunURL)),
	})
}

// verdict is the comment's one line.
func verdict(r render.Renderer, a *analysis.Analysis) string {
	if a.State == analysis.Failed {
		return "the analysis of " + render.SHA7(a.HeadSHA) + " failed: " + strings.TrimRight(strings.TrimSpace(a.Failure), ".") + "; re-run the check to try again"
	}
	if why := r.Unreviewed(a); why != "" {
		return render.Joined(render.RiskWords(a.Risk), render.UnreviewedWords(why))
	}
	headline := r.Headline(a)
	return render.Joined(strings.ToLower(headline[:1])+headline[1:], "at "+render.SHA7(a.HeadSHA))
}

// more links the check run, and says how many findings stand only there.
func more(n int, checkRunURL string) string {
	link := "Details"
	if n > 0 {
		link = text.Count(n, "more finding") + " and the details"
	}
	if checkRunURL == "" {
		return link + " are in the check run."
	}
	return link + " are in the " + render.Link("check run", checkRunURL) + "."
}
