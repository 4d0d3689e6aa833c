package pullrequest

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
)

// maxInline bounds the comments of a review.
const maxInline = 5

// inComments reports whether the settings want findings as comments of a review.
func inComments(a *analysis.Analysis) bool {
	return settings.Of(a.Settings).Repository.Findings.Show == "comments"
}

// inline returns the findings with a comment in the review of an analysis's head, the worst first: posted if the review exists, otherwise
// due.
func inline(a *analysis.Analysis) (posted, due []ledger.Finding) {
	l := standing(a)
	if l == nil || !inComments(a) || a.Facts == nil || l.Head != a.HeadSHA {
		return nil, nil
	}
	for _, f := range l.In(ledger.Open) {
		switch {
		case f.ShownAt == a.HeadSHA:
			posted = append(posted, f)
		case f.ShownAt == "" && !f.Deferred && analysis.Severity(f.Severity).Rank() <= analysis.SeverityMedium.Rank() && onDiff(f, *a.Facts):
			due = append(due, f)
		}
	}
	if len(posted) > 0 {
		return posted, nil
	}
	return nil, due[:min(len(due), maxInline)]
}

func onDiff(f ledger.Finding, facts change.Facts) bool {
	placed, _, _ := Locate([]Finding{{Path: f.Path, Line: f.Line, EndLine: f.EndLine}}, facts)
	return len(placed) == 1 && placed[0].EndLine == f.EndLine
}

// inReviews returns the names of the open findings in the reviews of this head and earlier ones.
func inReviews(a *analysis.Analysis) (names []string) {
	l := standing(a)
	if l == nil || !inComments(a) {
		return nil
	}
	for _, f := range l.In(ledger.Open) {
		if f.ShownAt != "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// commented returns the names of the open findings that are or will be in a review.
func commented(a *analysis.Analysis) []string {
	_, due := inline(a)
	return append(inReviews(a), namesOf(due)...)
}

// nameOf returns the name that shownFinding has put in front of a finding's title.
func nameOf(f Finding) string {
	name, _, _ := strings.Cut(f.Title, ": ")
	return name
}

// findingMarker begins a comment on a finding, before its number.
const findingMarker = "devplus:finding "

// lineComment returns the text of a comment on a finding. For a finding that has ended, it says how and folds the rest.
func lineComment(r render.Renderer, a *analysis.Analysis, f ledger.Finding) string {
	w := render.WriterOf(a, r.Host)
	shown := Finding{Severity: analysis.Severity(f.Severity), Category: f.Category, Title: f.Name + ": " + f.Title, Confidence: f.Confidence, Verified: f.Verified}
	title := page.Say("%s %s", page.Strong("%s", severityWord(shown.Severity)), w.Inline(shown.Title))
	sections := []page.Section{page.Numbered(findingMarker, f.Number())}
	why := page.Headed(page.Head{}.Intro(page.Say("In the model's words (%s):", categoryWords(shown))), w.Block(cmp.Or(f.Explanation, f.Title)))
	if f.State != ledger.Open {
		sections = append(sections, page.Paragraph(page.Say("%s %s", page.Strong("%s", endWords(f)), title)), page.Folded("What was found", why))
		return page.Compose(render.MaxComment, sections).String()
	}
	sections = append(sections, page.Paragraph(title), why)
	if f.Replacement != "" && f.ProvenAt == a.HeadSHA {
		sections = append(sections, page.Headed(page.Head{}, page.Suggested(f.Replacement)))
	} else if words := w.Block(f.Suggestion); !words.Empty() {
		sections = append(sections, page.Headed(page.Head{}.Intro(page.Say("Suggestion:")), words))
	}
	return page.Compose(render.MaxComment, append(sections, agentPrompt(a, []ledger.Finding{f}))).String()
}

// endWords says how a finding ended.
func endWords(f ledger.Finding) string {
	switch {
	case f.State == ledger.Fixed:
		return "Fixed in " + render.SHA7(f.EndedAt) + "."
	case f.State == ledger.Dismissed && f.By != "":
		return "Dismissed by " + f.By + "."
	case f.State == ledger.Dismissed:
		return "Dismissed."
	}
	return "Its lines are gone since " + render.SHA7(f.EndedAt) + "."
}

// agentPrompt returns, folded, a prompt that people can give to a coding agent.
func agentPrompt(a *analysis.Analysis, findings []ledger.Finding) page.Section {
	if len(findings) == 0 {
		return page.Section{}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "A review of %s at commit %s found what follows. Check each point against the code before you change anything, and leave alone what "+
		"does not hold. Change no more than mends it, and add a test that fails without the change.\n", a.Repository.FullName(), render.SHA7(a.HeadSHA))
	for _, f := range findings {
		lines := fmt.Sprint("line ", f.Line)
		if f.EndLine > f.Line {
			lines = fmt.Sprintf("lines %d to %d", f.Line, f.EndLine)
		}
		fmt.Fprintf(&b, "\n%s. %s, %s (%s, %s): %s\n", f.Name, f.Path, lines, f.Severity, f.Category, f.Title)
		for _, words := range []string{f.Explanation, f.Suggestion, f.Replacement} {
			if words != "" {
				b.WriteString(words + "\n")
			}
		}
	}
	return page.Folded("Prompt for a coding agent", page.Headed(page.Head{}, page.Copied(b.String())))
}
