package pullrequest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Page shows the measurements and, with a review, its findings (see Locate).
func (k *Kind) Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error) {
	p := render.Page{
		Title:   render.Joined(render.RiskWords(a.Risk), claimWords(a.Facts)),
		Summary: []render.Section{render.Paragraph(w.Risk(a.Risk)), claims(w, a.Facts)},
		Text:    []render.Section{w.Changed(a.Facts), w.Shares(a.Risk), w.Touched(a.Facts)},
	}
	if f := a.Facts; f != nil && f.History == nil && f.Source.Files > 0 {
		p.Text = append(p.Text, render.Paragraph("History not known: scored from the diff alone."))
	}
	if !reviewed {
		return p, nil
	}
	v, err := readReview(a)
	if err != nil {
		return render.Page{}, err
	}
	findings := "No findings"
	if n := len(v.ranked); n > 0 {
		findings = text.Count(n, "finding")
	}
	p.Title = render.Joined(findings, p.Title)
	p.Summary = append([]render.Section{render.Paragraph(w.Block(v.result.Summary))}, p.Summary...)
	p.Summary = append(p.Summary, render.Paragraph("**Verdict of the model:** "+verdictWords(v.result.Verdict)+"."))
	p.Summary = append(p.Summary, bySeverity(w, v.ranked)...)

	further := fmt.Sprintf("### Further findings\n\nGitHub takes %d annotations; these rank below them.", w.Annotations)
	if w.Annotations == 0 {
		further = "### Findings on changed lines"
	}
	annotated := min(len(v.onDiff), w.Annotations)
	for _, f := range v.onDiff[:annotated] {
		p.Annotations = append(p.Annotations, annotation(f))
	}
	p.Text = append([]render.Section{
		walkthrough(w, v.result.Walkthrough),
		details(w, "### Findings not on changed lines\n\nGitHub can't show these in the diff.", v.offDiff),
		details(w, further, v.onDiff[annotated:]),
		testAdvice(w, v.result.TestAdvice),
	}, p.Text...)
	p.About = []string{v.accountWords() + "."}
	return p, nil
}

// bySeverity returns a section for each severity, with a line for each finding.
func bySeverity(w render.Writer, ranked []Finding) []render.Section {
	var sections []render.Section
	var group []string
	for i, f := range ranked {
		group = append(group, findingLine(w, f)+" · "+categoryWords(f))
		if i == len(ranked)-1 || ranked[i+1].Severity != f.Severity {
			head := fmt.Sprintf("### %s (%s)", severityWord(f.Severity), text.Number(len(group)))
			sections = append(sections, render.List(head, group))
			group = nil
		}
	}
	return sections
}

// findingLine returns a finding's location and title.
func findingLine(w render.Writer, f Finding) string {
	return w.Blob(f.Path, f.Line, f.EndLine) + " " + w.Inline(f.Title)
}

// categoryWords returns a finding's category and confidence.
func categoryWords(f Finding) string {
	category := "other"
	if slices.Contains([]string{"correctness", "security", "performance", "concurrency", "api", "tests", "docs"}, f.Category) {
		category = f.Category
	}
	return category + ", confidence " + render.Percent(f.Confidence)
}

// details returns a section with the full findings.
func details(w render.Writer, head string, findings []Finding) render.Section {
	var entries []string
	for _, f := range findings {
		entry := fmt.Sprintf("**%s** %s · %s", severityWord(f.Severity), findingLine(w, f), categoryWords(f))
		suggestion := w.Block(f.Suggestion)
		if suggestion != "" {
			suggestion = "Suggestion:\n\n" + suggestion
		}
		for _, part := range []string{w.Block(f.Explanation), suggestion} {
			if part != "" {
				entry += "\n\n  " + render.Indent(part, 2)
			}
		}
		entries = append(entries, entry)
	}
	return render.List(head, entries)
}

func walkthrough(w render.Writer, walks []Walk) render.Section {
	var entries []string
	for _, walk := range walks {
		entries = append(entries, w.Code(walk.Path)+": "+w.Inline(walk.Change))
	}
	return render.List("### Walkthrough", entries)
}

func testAdvice(w render.Writer, all []string) render.Section {
	var entries []string
	for _, advice := range all {
		entries = append(entries, w.Inline(advice))
	}
	return render.List("### Test advice", entries)
}

func annotation(f Finding) render.Annotation {
	message := render.Plain(f.Explanation)
	if strings.Count("\n"+message, "\n```")%2 == 1 { // an open code block would include the suggestion
		message += "\n```"
	}
	if suggestion := render.Plain(f.Suggestion); suggestion != "" {
		message += "\n\nSuggestion: " + suggestion
	}
	title := severityWord(f.Severity) + ": " + f.Title
	return render.NewAnnotation(f.Path, f.Line, f.EndLine, annotationLevel(f.Severity), title, message+"\n\n"+categoryWords(f))
}

// annotationLevel returns GitHub's level for an annotation of that severity.
func annotationLevel(s analysis.Severity) string {
	switch s {
	case analysis.SeverityCritical, analysis.SeverityHigh:
		return "failure"
	case analysis.SeverityMedium:
		return "warning"
	}
	return "notice"
}

func severityWord(s analysis.Severity) string {
	switch s {
	case analysis.SeverityCritical, analysis.SeverityHigh, analysis.SeverityMedium, analysis.SeverityLow:
		return strings.ToUpper(string(s[:1])) + string(s[1:])
	}
	return "Unrated"
}

func verdictWords(v Verdict) string {
	switch v {
	case NoConcerns:
		return "no concerns"
	case Comments:
		return "comments"
	case ChangesRequested:
		return "changes requested"
	}
	return "none"
}
