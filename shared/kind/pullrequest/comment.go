package pullrequest

import (
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// maxTop bounds the findings in the comment.
const maxTop = 5

// marker is the hidden first line that identifies DevPlus's own comment. Anyone can paste it, so the comment's author must be checked too.
const (
	markerText = "devplus:pull_request"
	marker     = "<!-- " + markerText + " -->"
)

// IsMarked reports whether a comment's body begins with the marker.
func IsMarked(body string) bool {
	return strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), marker)
}

// Comment returns the pull request's one comment, a short form of the check run with a link to it. It is empty if nothing needs action.
// A guard and a failed analysis do, and findings and risks as the settings say: by default findings of medium severity or worse.
func Comment(r render.Renderer, a *analysis.Analysis, checkRunURL string) string {
	var v review
	unreviewed := ""
	wanted := settings.Of(a.Settings).Repository.Comment
	switch a.State {
	case analysis.Failed:
	case analysis.Completed, analysis.Published:
		if unreviewed = r.Unreviewed(a); unreviewed == "" {
			v, _ = readReview(a) // Unreviewed has read it without an error
		}
		v.dropNamed(inReviews(a))
		if len(v.actionable(wanted.Severity)) == 0 && !guarded(a.Risk) && (a.Risk == nil || !wanted.Wants(a.Risk.Level)) {
			return ""
		}
	default:
		return ""
	}
	w := render.WriterOf(a, r.Host)
	var top []page.Inline
	actionable := v.actionable(wanted.Severity)
	for _, f := range actionable[:min(len(actionable), maxTop)] {
		top = append(top, page.Say("%s %s", page.Strong("%s", severityWord(f.Severity)), findingLine(w, f)))
	}
	head := page.Head{}.Intro(page.Say("%s %s", page.Strong("DevPlus:"), commentLine(r, a, w, unreviewed)))
	var guards page.Section
	if a.State != analysis.Failed {
		guards = render.Guards(a.Risk, w)
	}
	if len(top) == 0 {
		return compose(head.Only(), guards, page.Paragraph(detailsLine(w, 0, checkRunURL)))
	}
	return compose(
		page.List(head.Intro(page.Say("In the model's words:")), top), guards,
		page.Paragraph(detailsLine(w, len(v.ranked)-len(top), checkRunURL)),
	)
}

// guarded reports whether a guard applies. Versions that measured no repository's scale stored only its signal.
func guarded(r *risk.Assessment) bool {
	return r != nil && slices.ContainsFunc(r.Signals, func(s risk.Signal) bool { return change.IsGuard(s.Name) })
}

// ResolvedComment returns the comment after everything that needed action is resolved.
func ResolvedComment(r render.Renderer, a *analysis.Analysis, checkRunURL string) string {
	return compose(
		page.Statement("%s nothing left to check as of %s.", page.Strong("DevPlus:"), page.Code(render.SHA7(a.HeadSHA))),
		page.Paragraph(detailsLine(render.WriterOf(a, r.Host), 0, checkRunURL)),
	)
}

// elsewhereComment returns the comment if the remaining findings are in review comments.
func elsewhereComment(r render.Renderer, a *analysis.Analysis, n int) string {
	return compose(
		page.Statement("%s %s in comments on changed lines, at %s.", page.Strong("DevPlus:"), text.Count(n, "finding is", "findings are"), page.Code(render.SHA7(a.HeadSHA))),
		page.Paragraph(detailsLine(render.WriterOf(a, r.Host), 0, a.Published.CheckRunURL)),
	)
}

// compose writes a comment, which begins with the marker.
func compose(sections ...page.Section) string {
	return page.Compose(render.MaxComment, append([]page.Section{page.Marker(markerText)}, sections...)).String()
}

// commentLine returns the comment's first line. unreviewed is why there is no review.
func commentLine(r render.Renderer, a *analysis.Analysis, w page.Writer, unreviewed string) page.Inline {
	commit := page.Code(render.SHA7(a.HeadSHA))
	if a.State == analysis.Failed {
		reason := strings.TrimRight(strings.TrimSpace(a.Failure), ".")
		return page.Say("the analysis of %s failed: %s; re-run the check to try again", commit, w.Inline(reason))
	}
	if unreviewed != "" {
		return w.Inline(render.Joined(titleWords(a.Risk), render.UnreviewedWords(unreviewed)))
	}
	headline := r.Headline(a)
	line := page.Say("%s, at %s", page.Text(strings.ToLower(headline[:1])+headline[1:]), commit)
	if words, ended := standingWords(standing(a)); ended {
		line = page.Say("%s. Findings so far: %s", line, words)
	}
	return line
}

// detailsLine links the check run, which has n more findings.
func detailsLine(w page.Writer, n int, checkRunURL string) page.Inline {
	what := "Details"
	if n > 0 {
		what = text.Count(n, "more finding") + " and the details"
	}
	return page.Say("%s are in the %s.", what, w.Ours("check", checkRunURL))
}
