package pullrequest

import (
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// maxTop bounds the findings in the comment.
const maxTop = 5

// marker is the hidden first line that identifies DevPlus's own comment. Anyone can paste it, so the comment's author must be checked too.
const marker = "<!-- devplus:" + string(Name) + " -->"

// IsMarked reports whether a comment's body begins with the marker.
func IsMarked(body string) bool {
	return strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), marker)
}

// Comment returns the pull request's one comment, a short form of the check run with a link to it. It is empty if nothing needs action.
// Findings of medium severity or worse, a high or critical risk, and a failed analysis do.
func Comment(r render.Renderer, a *analysis.Analysis, checkRunURL string) string {
	var v review
	switch a.State {
	case analysis.Failed:
	case analysis.Completed, analysis.Published:
		if r.Unreviewed(a) == "" {
			v, _ = readReview(a) // Unreviewed has read it before
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
		top = append(top, "**"+severityWord(f.Severity)+"** "+findingLine(w, f))
	}
	return render.Compose(render.MaxComment, []render.Section{
		render.Paragraph(marker),
		render.Paragraph("**DevPlus:** " + w.Inline(commentLine(r, a))),
		render.List("", top),
		render.Paragraph(detailsLine(len(v.ranked)-len(top), checkRunURL)),
	})
}

// ResolvedComment returns the comment after everything that needed action is resolved.
func ResolvedComment(a *analysis.Analysis, checkRunURL string) string {
	return render.Compose(render.MaxComment, []render.Section{
		render.Paragraph(marker),
		render.Paragraph("**DevPlus:** nothing is left to act on at `" + render.SHA7(a.HeadSHA) + "`."),
		render.Paragraph(detailsLine(0, checkRunURL)),
	})
}

// commentLine returns the comment's first line.
func commentLine(r render.Renderer, a *analysis.Analysis) string {
	if a.State == analysis.Failed {
		reason := strings.TrimRight(strings.TrimSpace(a.Failure), ".")
		return "the analysis of " + render.SHA7(a.HeadSHA) + " failed: " + reason + "; re-run the check to try again"
	}
	if why := r.Unreviewed(a); why != "" {
		return render.Joined(render.RiskWords(a.Risk), render.UnreviewedWords(why))
	}
	headline := r.Headline(a)
	return render.Joined(strings.ToLower(headline[:1])+headline[1:], "at "+render.SHA7(a.HeadSHA))
}

// detailsLine links the check run, which has n more findings.
func detailsLine(n int, checkRunURL string) string {
	link := "Details"
	if n > 0 {
		link = text.Count(n, "more finding") + " and the details"
	}
	if checkRunURL == "" {
		return link + " are in the check run."
	}
	return link + " are in the " + render.Link("check run", checkRunURL) + "."
}
