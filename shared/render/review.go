package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
)

// summary is the check run's first part: what a reader must know, in the order in which it matters.
func (p page) summary() []section {
	switch p.v.outcome {
	case measured:
		return []section{
			paragraph("The change was measured but not reviewed: " + p.inline(sentenceless(degradedBy(p.a))) + "."),
			paragraph(p.tryAgain()), paragraph(p.risk()),
		}
	case skipped:
		return []section{paragraph("This change was not reviewed: " + p.inline(sentenceless(p.a.SkipReason)) + ".")}
	case superseded:
		return []section{paragraph(supersededWords(p.inline(p.a.SupersededBy)) + ". The analysis of `" + sha7(p.a.HeadSHA) + "` was given up.")}
	case failed:
		return []section{
			paragraph("DevPlus gave this analysis up: " + p.inline(sentenceless(p.a.Failure)) + "."),
			paragraph("Re-run this check to try again."), paragraph(p.risk()),
		}
	}
	sections := []section{
		paragraph(p.block(p.v.result.Summary)),
		paragraph(p.risk()),
		paragraph("**Verdict of the model:** " + verdictWords(p.v.result.Verdict) + "."),
	}
	var group []string
	for i, f := range p.v.ranked {
		group = append(group, p.line(f)+" · "+aside(f))
		if i == len(p.v.ranked)-1 || p.v.ranked[i+1].Severity != f.Severity {
			sections = append(sections, list(fmt.Sprintf("### %s (%s)", severityWord(f.Severity), number(len(group))), group))
			group = nil
		}
	}
	return sections
}

// tryAgain says when a degraded analysis is tried again.
func (p page) tryAgain() string {
	if p.NextTry.IsZero() {
		return "Nothing tries again by itself: push, or re-run this check."
	}
	return "Next try: " + p.NextTry.UTC().Format("2006-01-02 15:04 UTC") + ", or when this check is re-run."
}

// risk says what the score means.
func (p page) risk() string {
	r := p.a.Risk
	if r == nil {
		return ""
	}
	if r.Probability <= 0 {
		return fmt.Sprintf("**Risk %s (%s)**, measured: no lines that run in production changed.", trimZero(r.Score), r.Level)
	}
	return fmt.Sprintf("**Risk %s (%s)**, measured: riskier than %s%% of the changes that the score was fitted on; about %s of such changes needed a fix later.",
		trimZero(r.Score), r.Level, trimZero(r.Score), percent(r.Probability))
}

// line is a finding in one line.
func (p page) line(f analysis.Finding) string { return p.place(f) + " " + p.inline(f.Title) }

// aside is what else there is to a finding.
func aside(f analysis.Finding) string {
	category := "other"
	if slices.Contains([]string{"correctness", "security", "performance", "concurrency", "api", "tests", "docs"}, f.Category) {
		category = f.Category
	}
	return category + ", confidence " + percent(f.Confidence)
}

// details are findings in full.
func (p page) details(head string, findings []analysis.Finding) section {
	var entries []string
	for _, f := range findings {
		entry := fmt.Sprintf("**%s** %s · %s", severityWord(f.Severity), p.line(f), aside(f))
		for _, part := range []string{p.block(f.Explanation), p.suggestion(f)} {
			if part != "" {
				entry += "\n\n  " + indent(part, 2)
			}
		}
		entries = append(entries, entry)
	}
	return list(head, entries)
}

func (p page) suggestion(f analysis.Finding) string {
	if text := p.block(f.Suggestion); text != "" {
		return "Suggestion:\n\n" + text
	}
	return ""
}

func (p page) walkthrough() section {
	var entries []string
	for _, w := range p.v.result.Walkthrough {
		entries = append(entries, p.path(w.Path)+": "+p.inline(w.Change))
	}
	return list("### Walkthrough", entries)
}

func (p page) testAdvice() section {
	var entries []string
	for _, advice := range p.v.result.TestAdvice {
		entries = append(entries, p.inline(advice))
	}
	return list("### Test advice", entries)
}

func severityWord(s analysis.Severity) string {
	switch s {
	case analysis.SeverityCritical, analysis.SeverityHigh, analysis.SeverityMedium, analysis.SeverityLow:
		return strings.ToUpper(string(s[:1])) + string(s[1:])
	}
	return "Unrated"
}

func verdictWords(v analysis.Verdict) string {
	switch v {
	case analysis.NoConcerns:
		return "no concerns"
	case analysis.Comments:
		return "comments"
	case analysis.ChangesRequested:
		return "changes requested"
	}
	return "none"
}
