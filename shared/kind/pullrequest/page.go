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

// unseen says what stands for lines that no diff shows.
func unseen(f *change.Facts) page.Section {
	if f == nil {
		return page.Section{}
	}
	added, deleted := f.UnseenLines()
	if added+deleted == 0 {
		return page.Section{}
	}
	return page.Statement("%s of production code: GitHub shows no diff of them, so they are scored as unusually dense code.",
		page.Strong("%s", text.Count(added+deleted, "changed line")))
}

// Page shows the measurements and, with a review, its findings (see Locate).
func (k *Kind) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	p := render.Page{
		Title:   page.PlainLine(render.Joined(titleWords(a.Risk), claimWords(a.Facts), removalWords(a.Facts))),
		Summary: []page.Section{render.Guards(a.Risk, w), render.Drivers(a.Risk, a.Facts, w), unseen(a.Facts), removals(a.Facts, w), claims(a.Facts), sensitiveWords(a.Facts), splitWords(a.Facts, w), render.Tests(a.Risk, a.Facts), render.Touched(a.Facts, w), reviewers(a.Facts)},
		Text:    []page.Section{render.Shares(a.Risk, w), render.Changed(a.Facts)},
	}
	if f := a.Facts; f != nil && f.History == nil && f.Source.Files > 0 {
		p.Text = append(p.Text, page.Statement("History not known: scored from the diff alone."))
	}
	if f := a.Facts; f != nil && f.History != nil && f.History.Beyond > 0 {
		p.Text = append(p.Text, page.Statement("The history of %s is more than GitHub computes: scored as if changed and fixed %s times just before.",
			text.Count(f.History.Beyond, "file"), change.MaxFileCommits))
	}
	if f := a.Facts; f != nil && f.Unlisted.Files > 0 {
		p.Text = append(p.Text, page.Statement("GitHub does not list %s of the change, with %s: taken as production code.",
			text.Count(f.Unlisted.Files, "file"), text.Count(f.Unlisted.Additions+f.Unlisted.Deletions, "changed line")))
	}
	p.Blocked, p.Buttons = blocked(a), buttons(a)
	ended, dismissed := endings(standing(a), w)
	refuted := withdrawn(standing(a), w)
	if !reviewed {
		p.Text = append(p.Text, ended, dismissed, refuted)
		return p, nil
	}
	v, err := readReview(a)
	if err != nil {
		return render.Page{}, err
	}
	findings := "No findings"
	verdict := page.Say("%s %s.", page.Strong("Verdict of the model:"), verdictWords(v.result.Verdict))
	if n := len(v.ranked); n > 0 {
		findings = text.Count(n, "finding")
		verdict = page.Say("%s Its findings, in its words:", verdict)
	}
	p.Title = page.PlainJoin(", ", page.PlainLine(findings), p.Title)
	p.Summary = append([]page.Section{render.ModelSays(w.Block(v.result.Summary))}, p.Summary...)
	if words, ended := standingWords(v.ledger); ended {
		p.Summary = append(p.Summary, page.Statement("%s %s.", page.Strong("Findings so far:"), words))
	}
	p.Summary = append(p.Summary, page.Paragraph(verdict))
	p.Summary = append(p.Summary, bySeverity(w, v.ranked)...)

	further := page.Heading("Further findings").Intro(page.Say("GitHub takes %s annotations; these rank below them. In the model's words:", w.Annotations))
	if w.Annotations == 0 {
		further = render.ByModel(page.Heading("Findings on changed lines"))
	}
	if settings.Of(a.Settings).Repository.Findings.Show == "text" {
		w.Annotations, further = 0, render.ByModel(page.Heading("Findings on changed lines"))
	}
	offDiff := page.Heading("Findings not on changed lines").Intro(page.Say("GitHub can't show these in the diff. In the model's words:"))
	onLines := v.onDiff
	if inReview := commented(a); len(inReview) > 0 {
		onLines = slices.DeleteFunc(slices.Clone(onLines), func(f Finding) bool { return slices.Contains(inReview, nameOf(f)) })
	}
	annotated := min(len(onLines), w.Annotations)
	for _, f := range onLines[:annotated] {
		p.Notes = append(p.Notes, note(f))
	}
	p.Text = append([]page.Section{
		walkthrough(w, v.result.Walkthrough),
		details(w, offDiff, v.offDiff),
		details(w, further, onLines[annotated:]),
		ended, dismissed, refuted,
		testAdvice(w, v.result.TestAdvice),
		agentPrompt(a, v.prompted()),
	}, p.Text...)
	p.About = []page.Inline{page.Say("%s.", v.accountWords())}
	return p, nil
}

// titleWords says the risk in a title; empty if nothing was measured.
func titleWords(r *risk.Assessment) string {
	if r == nil {
		return ""
	}
	return r.Title()
}

// bySeverity returns a section for each severity, with a line for each finding.
func bySeverity(w page.Writer, ranked []Finding) []page.Section {
	var sections []page.Section
	var group []page.Inline
	for i, f := range ranked {
		group = append(group, page.Say("%s · %s", findingLine(w, f), categoryWords(f)))
		if i == len(ranked)-1 || ranked[i+1].Severity != f.Severity {
			head := page.Heading("%s (%s)", severityWord(f.Severity), text.Number(len(group)))
			sections = append(sections, page.List(head, group))
			group = nil
		}
	}
	return sections
}

// findingLine returns a finding's location and title.
func findingLine(w page.Writer, f Finding) page.Inline {
	return page.Say("%s %s", w.Blob(f.Path, f.Line, f.EndLine), w.Inline(f.Title))
}

// categoryWords returns a finding's category and confidence.
func categoryWords(f Finding) string {
	category := "other"
	if slices.Contains([]string{"correctness", "security", "performance", "concurrency", "api", "tests", "docs"}, f.Category) {
		category = f.Category
	}
	return render.Joined(category, "confidence "+render.Percent(f.Confidence), verifiedWords(f.Verified))
}

// details returns a section with the full findings.
func details(w page.Writer, head page.Head, findings []Finding) page.Section {
	var entries []page.Blocks
	for _, f := range findings {
		title := page.Say("%s %s · %s", page.Strong("%s", severityWord(f.Severity)), findingLine(w, f), categoryWords(f))
		entry := page.Paragraphs(title).Then(w.Block(f.Explanation))
		if suggestion := w.Block(f.Suggestion); !suggestion.Empty() {
			entry = entry.Then(page.Paragraphs(page.Say("Suggestion:")), suggestion)
		}
		if f.Replacement != "" {
			entry = entry.Then(page.Paragraphs(page.Say("In place of these lines:")), page.Listing("", f.Replacement))
		}
		entries = append(entries, entry)
	}
	return page.Items(head, entries)
}

func walkthrough(w page.Writer, walks []Walk) page.Section {
	var entries []page.Inline
	for _, walk := range walks {
		entries = append(entries, page.Say("%s: %s", page.Code(walk.Path), w.Inline(walk.Change)))
	}
	return page.List(render.ByModel(page.Heading("Walkthrough")), entries)
}

func testAdvice(w page.Writer, all []string) page.Section {
	var entries []page.Inline
	for _, advice := range all {
		entries = append(entries, w.Inline(advice))
	}
	return page.List(render.ByModel(page.Heading("Test advice")), entries)
}

func note(f Finding) render.Note {
	explanation := f.Explanation
	if strings.Count("\n"+explanation, "\n```")%2 == 1 { // an open code block would include the suggestion
		explanation += "\n```"
	}
	message := page.PlainSay("In the model's words (%s):\n\n%s", page.PlainLine(categoryWords(f)), page.PlainText(explanation))
	if suggestion := page.PlainText(f.Suggestion); !suggestion.Empty() {
		message = page.PlainSay("%s\n\nSuggestion: %s", message, suggestion)
	}
	if f.Replacement != "" {
		message = page.PlainSay("%s\n\nIn place of these lines:\n\n%s", message, page.PlainText(f.Replacement))
	}
	title := page.PlainSay("%s: %s", page.PlainLine(severityWord(f.Severity)), page.PlainLine(f.Title))
	return render.NewNote(f.Path, f.Line, f.EndLine, annotationLevel(f.Severity), title, message)
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
