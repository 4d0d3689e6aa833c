package render

import (
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
)

// maxTop is how many findings the comment names.
const maxTop = 5

// marker is the hidden first line by which DevPlus knows its own comment again. Anyone can paste it: who wrote the comment must
// be checked too.
func marker(kind analysis.Kind) string { return "<!-- devplus:" + string(kind) + " -->" }

// IsMarked reports whether a comment's body begins with the marker of that kind.
func IsMarked(body string, kind analysis.Kind) bool {
	return strings.HasPrefix(strings.TrimLeft(body, "\ufeff \t\r\n"), marker(kind))
}

// Comment is the pull request's one comment: the short form, with a link to the check run, which says everything. wanted is
// NeedsComment's; an unwanted body is empty.
func (r Renderer) Comment(a *analysis.Analysis, checkRunURL string) (body string, wanted bool) {
	if !NeedsComment(a) {
		return "", false
	}
	v := look(a)
	p := r.page(a, v)
	sections := []section{paragraph(marker(a.Kind)), paragraph("**DevPlus:** " + p.inline(p.verdict()))}
	actionable := v.actionable()
	var top []string
	for _, f := range actionable[:min(len(actionable), maxTop)] {
		top = append(top, "**"+severityWord(f.Severity)+"** "+p.line(f))
	}
	sections = append(sections, list("", top), paragraph(more(len(v.ranked)-len(top), checkRunURL)))
	return compose(MaxComment, sections), true
}

// CommentOver is what the comment becomes when there is nothing left to act on.
func (r Renderer) CommentOver(a *analysis.Analysis, checkRunURL string) string {
	return compose(MaxComment, []section{
		paragraph(marker(a.Kind)),
		paragraph("**DevPlus:** nothing is left to act on at `" + sha7(a.HeadSHA) + "`."),
		paragraph(more(0, checkRunURL)),
	})
}

// verdict is the comment's one line.
func (p page) verdict() string {
	switch p.v.outcome {
	case measured:
		return joined(p.riskWords(), "measured, not reviewed: "+sentenceless(degradedBy(p.a)))
	case failed:
		return "the analysis of " + sha7(p.a.HeadSHA) + " failed: " + sentenceless(p.a.Failure) + "; re-run the check to try again"
	}
	return joined(strings.ToLower(p.headline()[:1])+p.headline()[1:], "at "+sha7(p.a.HeadSHA))
}

// more links the check run, and says how many findings stand only there.
func more(n int, checkRunURL string) string {
	text := "Details"
	if n > 0 {
		text = count(n, "more finding") + " and the details"
	}
	if checkRunURL == "" {
		return text + " are in the check run."
	}
	return text + " are in the [check run](" + linkTarget(checkRunURL) + ")."
}
