package repository

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// Page shows the report and, with a review, the model's claims about existing paths.
func (*Kind) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	if len(a.Evidence) == 0 { // nothing was measured yet
		return render.Page{}, nil
	}
	r, err := DecodeReport(a.Evidence)
	if err != nil {
		return render.Page{}, err
	}
	v := view{Report: r, Writer: w}
	p := render.Page{
		Title:   page.PlainLine(v.title()),
		Leads:   true,
		Summary: []page.Section{v.concerns(), page.Paragraph(v.sentence()), v.since()},
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
	p.Summary = append([]page.Section{render.ModelSays(w.Block(answer.Overview))}, p.Summary...)
	p.Summary = append(p.Summary, v.risks(answer.Risks))
	p.Text = append([]page.Section{
		v.claims(page.Heading("Architecture"), answer.Architecture),
		v.claims(page.Heading("Strengths"), answer.Strengths),
		v.claims(page.Heading("Next steps"), answer.NextSteps),
	}, p.Text...)
	if claims+evidence > 0 {
		p.About = []page.Inline{page.Say("Dropped of the answer: %s without a path that exists at this commit, and %s that do not exist.",
			text.Count(claims, "claim"), text.Count(evidence, "path"))}
	}
	return p, nil
}

// view renders one report.
type view struct {
	*Report
	page.Writer
}

// title counts what to improve. "small" says that nothing is more than low.
func (v view) title() string {
	n := len(v.Concerns)
	if n == 0 {
		return "Nothing to improve"
	}
	worse := func(than analysis.Severity) int {
		return countIf(v.Concerns, func(o Observation) bool { return o.Severity.Rank() <= than.Rank() })
	}
	switch high := worse(analysis.SeverityHigh); {
	case high > 0:
		return fmt.Sprintf("%s to improve (%d high)", text.Count(n, "thing"), high)
	case worse(analysis.SeverityMedium) > 0:
		return text.Count(n, "thing") + " to improve"
	}
	return text.Count(n, "small thing") + " to improve"
}

// sentence describes the repository in a few words.
func (v view) sentence() page.Inline {
	var made []string
	for i, l := range v.Languages[:min(len(v.Languages), 4)] {
		if i > 0 && l.Share < 0.05 {
			break
		}
		made = append(made, fmt.Sprintf("%s (%s)", l.Name, render.Percent(l.Share)))
	}
	h, s := v.History, text.Count(v.Tree.Files, "file")
	switch {
	case len(made) > 0 && render.Percent(v.Languages[0].Share) == "100%":
		s += ", all code in " + v.Languages[0].Name
	case len(made) > 0:
		s += ", mostly " + strings.Join(made, ", ")
	}
	s += fmt.Sprintf(". %s", text.Count(h.Total, "commit"))
	if !h.FirstAt.IsZero() {
		s += " since " + date(h.FirstAt)
	}
	s += fmt.Sprintf("; %s of them since %s", text.Number(h.Commits), date(h.From))
	if h.Bots+h.Merges > 0 {
		s += fmt.Sprintf(": %s", text.Number(h.Commits-h.Bots-h.Merges))
	}
	s += " by " + peopleWords(h.People)
	if h.People > 1 {
		s += fmt.Sprintf(" (%s made more than half)", text.Number(h.BusFactor))
	}
	if h.Bots > 0 {
		s += fmt.Sprintf(", %s by bots", text.Number(h.Bots))
	}
	if h.Merges > 0 {
		s += fmt.Sprintf(", %s", text.Count(h.Merges, "merge"))
	}
	said := page.Say("%s.", s)
	if v.Releases.Count > 0 {
		said = page.Say("%s %s since %s (%s).", said, text.Capitalize(v.Releases.unreleasedWords()), page.Code(v.Releases.Last), date(v.Releases.LastAt))
	}
	return said
}

// since lists the changes since the last analysis.
func (v view) since() page.Section {
	s := v.Report.Since
	if s == nil {
		return page.Section{}
	}
	head := page.Heading("What changed since %s of %s", v.Commit(s.SHA), date(s.HeadAt))
	if s.unchanged() {
		return head.Intro(page.Say("Nothing that is measured here.")).Only()
	}
	var entries []page.Inline
	if s.Added+s.Removed > 0 {
		entries = append(entries, page.Say("files and folders: %s new, %s gone", text.Number(s.Added), text.Number(s.Removed)))
	}
	for _, set := range s.Sets {
		var parts []page.Inline
		if len(set.New) > 0 {
			parts = append(parts, page.Say("new %s", codes(set.New, 5)))
		}
		if len(set.Gone) > 0 {
			parts = append(parts, page.Say("gone %s", codes(set.Gone, 5)))
		}
		entries = append(entries, page.Say("%s: %s", set.Name, page.Join("; ", parts...)))
	}
	for _, f := range s.Figures {
		entries = append(entries, page.Say("%s: %s, was %s", f.Name, v.orNone(f.After), v.orNone(f.Before)))
	}
	return page.List(head, entries)
}

func (v view) orNone(s string) page.Inline {
	if s == "" {
		return page.Say("none")
	}
	return v.Inline(s)
}

// shownConcerns is how many concerns people see at once: a list of ten is read by nobody.
const shownConcerns = 3

func (v view) concerns() page.Section {
	if len(v.Concerns) == 0 {
		return page.Statement("Nothing of what is measured here needs improvement.")
	}
	return page.List(page.Head{}.Intro(page.Strong("Start here:")), collect(v.Concerns[:min(len(v.Concerns), shownConcerns)], v.concern))
}

func (v view) furtherConcerns() page.Section {
	return page.Folded("Further things to improve", page.List(page.Head{}, collect(v.Concerns[min(len(v.Concerns), shownConcerns):], v.concern)))
}

// concern says what is the matter, where, and what to do about it.
func (v view) concern(o Observation) page.Inline {
	entry := page.Say("%s %s", severity(o.Severity), v.Inline(o.Text))
	if o.Key == "risky_pull_requests" && v.Open != nil {
		risky := collect(v.Open.Risky, func(r OpenRisk) page.Inline {
			return page.Say("%s %s (%s)", v.PullRequest(r.Number), render.Percentile(r.Score), risk.LevelWord(r.Level))
		})
		entry = page.Say("%s %s", entry, page.Join(", ", risky...))
	}
	if o.Remedy != "" {
		entry = page.Say("%s %s", entry, page.Emphasis("%s", v.Inline(o.Remedy)))
	}
	if how := v.Guide("Learn more", o.Link); !how.Empty() {
		entry = page.Say("%s %s", entry, how)
	}
	return v.shownBy(entry, o.Paths)
}

func severity(s analysis.Severity) page.Inline { return page.Strong("%s", text.Capitalize(string(s))) }

// shownBy links the paths that support a statement.
func (v view) shownBy(statement page.Inline, paths []string) page.Inline {
	if len(paths) == 0 {
		return statement
	}
	return page.Say("%s — %s", statement, v.links(paths, 3))
}

func (v view) links(paths []string, most int) page.Inline {
	return joinFirst(collect(paths, func(p string) page.Inline { return v.Blob(p, 0, 0) }), most)
}

func codes(names []string, most int) page.Inline { return joinFirst(collect(names, page.Code), most) }

// joinFirst joins the first elements of a list and counts the others.
func joinFirst(list []page.Inline, most int) page.Inline {
	if more := len(list) - most; more > 0 {
		return page.Say("%s and %s more", page.Join(", ", list[:most]...), more)
	}
	return page.Join(", ", list...)
}

func (v view) claims(head page.Head, list []Claim) page.Section {
	return page.List(render.ByModel(head), collect(list, func(c Claim) page.Inline { return v.shownBy(v.Inline(c.Title), c.Evidence) }))
}

func (v view) risks(list []ClaimedRisk) page.Section {
	return page.List(render.ByModel(page.Heading("Risks that the model sees")), collect(list, func(r ClaimedRisk) page.Inline {
		return v.shownBy(page.Say("%s %s", severity(r.Severity), v.Inline(r.Title)), r.Evidence)
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
