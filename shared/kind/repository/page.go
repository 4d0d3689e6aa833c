package repository

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Page shows the report and, with a review, the model's claims about existing paths.
func (*Kind) Page(a *analysis.Analysis, w render.Writer, reviewed bool) (render.Page, error) {
	if len(a.Evidence) == 0 { // nothing was measured yet
		return render.Page{}, nil
	}
	r, err := DecodeReport(a.Evidence)
	if err != nil {
		return render.Page{}, err
	}
	v := view{Report: r, Writer: w}
	p := render.Page{
		Title:   v.title(),
		Summary: []render.Section{render.Paragraph(v.sentence()), v.since(), v.concerns()},
		Text:    v.measured(),
	}
	if !reviewed {
		return p, nil
	}
	answer, err := DecodeResult(a.Result)
	if err != nil {
		return render.Page{}, err
	}
	answer, claims, evidence := existingClaims(answer, r.Paths)
	p.Summary = append([]render.Section{render.Paragraph(w.Block(answer.Overview))}, p.Summary...)
	p.Summary = append(p.Summary, v.risks(answer.Risks))
	p.Text = append([]render.Section{
		v.claims("### Architecture", answer.Architecture),
		v.claims("### Strengths", answer.Strengths),
		v.claims("### Next steps", answer.NextSteps),
	}, p.Text...)
	if claims+evidence > 0 {
		p.About = []string{fmt.Sprintf("Dropped of the answer: %s without a path that exists at this commit, and %s that do not exist.",
			text.Count(claims, "claim"), text.Count(evidence, "path"))}
	}
	return p, nil
}

// view renders one report.
type view struct {
	*Report
	render.Writer
}

func (v view) title() string {
	parts := []string{"no concerns"}
	if n := len(v.Concerns); n > 0 {
		parts[0] = text.Count(n, "thing") + " to look at"
		if high := countIf(v.Concerns, func(o Observation) bool { return o.Severity.Rank() <= analysis.SeverityHigh.Rank() }); high > 0 {
			parts[0] += fmt.Sprintf(" (%d high)", high)
		}
	}
	if len(v.Languages) > 0 {
		parts = append(parts, v.Languages[0].Name)
	}
	parts = append(parts, text.Count(v.Tree.Files, "file"))
	if v.History.BusFactor > 0 {
		parts = append(parts, fmt.Sprintf("bus factor %d", v.History.BusFactor))
	}
	title := strings.Join(parts, ", ")
	return strings.ToUpper(title[:1]) + title[1:]
}

// sentence describes the repository in a few words.
func (v view) sentence() string {
	var made []string
	for i, l := range v.Languages[:min(len(v.Languages), 4)] {
		if i > 0 && l.Share < 0.05 {
			break
		}
		made = append(made, fmt.Sprintf("%s (%s)", l.Name, render.Percent(l.Share)))
	}
	s := fmt.Sprintf("**%s in %s**", text.Count(v.Tree.Files, "file"), render.Size(v.Tree.Bytes))
	if len(made) > 0 {
		s += ", " + strings.Join(made, ", ")
	}
	h := v.History
	s += fmt.Sprintf(". %s", text.Count(h.Total, "commit"))
	if !h.FirstAt.IsZero() {
		s += " since " + date(h.FirstAt)
	}
	s += fmt.Sprintf("; %s of them since %s", text.Number(h.Commits), date(h.From))
	if h.Bots > 0 {
		s += fmt.Sprintf(", %s by bots and %s", text.Number(h.Bots), text.Number(h.Commits-h.Bots))
	}
	s += " by " + peopleWords(h.People)
	if h.People > 1 {
		s += fmt.Sprintf(", %s of whom wrote more than half (bus factor)", text.Number(h.BusFactor))
	}
	s += "."
	if v.Releases.Count > 0 {
		s += fmt.Sprintf(" Last release %s on %s.", v.Code(v.Releases.Last), date(v.Releases.LastAt))
	}
	return s
}

// since lists the changes since the last analysis.
func (v view) since() render.Section {
	s := v.Report.Since
	if s == nil {
		return render.Section{}
	}
	head := fmt.Sprintf("### What changed since %s of %s", v.Commit(s.SHA), date(s.HeadAt))
	if s.unchanged() {
		return render.Paragraph(head + "\n\nNothing that is measured here.")
	}
	var entries []string
	if s.Added+s.Removed > 0 {
		entries = append(entries, fmt.Sprintf("files and folders: %s new, %s gone", text.Number(s.Added), text.Number(s.Removed)))
	}
	for _, set := range s.Sets {
		var parts []string
		for _, part := range []struct {
			word  string
			names []string
		}{{"new", set.New}, {"gone", set.Gone}} {
			if len(part.names) > 0 {
				parts = append(parts, part.word+" "+v.codes(part.names, 5))
			}
		}
		entries = append(entries, set.Name+": "+strings.Join(parts, "; "))
	}
	for _, f := range s.Figures {
		entries = append(entries, fmt.Sprintf("%s: %s, was %s", f.Name, v.orNone(f.After), v.orNone(f.Before)))
	}
	return render.List(head, entries)
}

func (v view) orNone(s string) string {
	if s == "" {
		return "none"
	}
	return v.Inline(s)
}

func (v view) concerns() render.Section {
	if len(v.Concerns) == 0 {
		return render.Paragraph("Nothing of what is measured here needs a look.")
	}
	return render.List("### What to look at", collect(v.Concerns, func(o Observation) string {
		entry := fmt.Sprintf("**%s** %s", text.Capitalize(string(o.Severity)), o.Text)
		if o.Key == "risky_pull_requests" {
			entry += " " + strings.Join(collect(v.Open.Risky, func(r OpenRisk) string {
				return fmt.Sprintf("%s %s (%s)", v.PullRequest(r.Number), render.Decimal(r.Score), r.Level)
			}), ", ")
		}
		return entry + v.shownBy(o.Paths)
	}))
}

// shownBy links the paths that support a statement.
func (v view) shownBy(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	return " — " + v.links(paths, 5)
}

func (v view) links(paths []string, most int) string {
	return joinFirst(collect(paths, func(p string) string { return v.Blob(p, 0, 0) }), most)
}

func (v view) codes(names []string, most int) string { return joinFirst(collect(names, v.Code), most) }

// joinFirst joins the first elements of a list and counts the others.
func joinFirst(list []string, most int) string {
	if more := len(list) - most; more > 0 {
		return strings.Join(list[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(list, ", ")
}

func (v view) claims(head string, list []Claim) render.Section {
	return render.List(head, collect(list, func(c Claim) string { return v.Inline(c.Title) + v.shownBy(c.Evidence) }))
}

func (v view) risks(list []ClaimedRisk) render.Section {
	return render.List("### Risks that the model sees", collect(list, func(r ClaimedRisk) string {
		return fmt.Sprintf("**%s** %s", text.Capitalize(string(r.Severity)), v.Inline(r.Title)) + v.shownBy(r.Evidence)
	}))
}

func peopleWords(n int) string {
	if n == 1 {
		return "1 person"
	}
	return text.Number(n) + " people"
}

func countIf[T any](list []T, is func(T) bool) int {
	n := 0
	for _, v := range list {
		if is(v) {
			n++
		}
	}
	return n
}
