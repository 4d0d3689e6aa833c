package releaserisk

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/text"
)

// Page shows the release's risk and changes and, with a review, the model's answer.
func (*Kind) Page(a *analysis.Analysis, w page.Writer, reviewed bool) (render.Page, error) {
	p := render.Page{Title: page.PlainLine(render.RiskWords(a.Risk))}
	if a.Risk == nil || len(a.Evidence) == 0 {
		if a.Subject.Environment != "" && a.State == analysis.Failed {
			p.Summary = []page.Section{page.Paragraph(w.Inline(judge(a).reason()))}
		}
		return p, nil
	}
	e, err := decodeEvidence(a.Evidence)
	if err != nil {
		return p, err
	}
	p.Summary = []page.Section{
		leadWords(a.Risk, e, w),
		page.Statement("%s: riskier than %s% of 797 releases of eight open-source projects.%s%s%s",
			page.Strong("%s", text.Capitalize(render.RiskWords(a.Risk))), render.Percentile(a.Risk.Score), ownWords(e), averageWords(e),
			expectedWords(e)),
		gateWords(a, w),
		page.Paragraph(contentsWords(e, w)),
		page.List(page.Head{}, inlined(w, e.Notes)),
	}
	p.Text = []page.Section{render.Shares(a.Risk, w), table(e, w), render.Changed(a.Facts)}
	if !reviewed {
		return p, nil
	}
	result, err := DecodeResult(a.Result)
	if err != nil {
		return render.Page{}, err
	}
	drivers, dropped := provenDrivers(result.Drivers, e, w)
	p.Title = page.PlainJoin(", ", p.Title, page.PlainLine(text.Count(len(drivers), "driver")))
	p.Summary = append([]page.Section{render.ModelSays(w.Block(result.Summary))}, p.Summary...)
	p.Summary = append(p.Summary,
		page.List(render.ByModel(page.Heading("What drives the risk")), drivers),
		page.List(render.ByModel(page.Heading("Roll-out advice")), inlined(w, result.RolloutAdvice)),
		page.Statement("The model's own guess is %s. It does not change the score.", fmt.Sprintf("%.0f", result.ModelScore)))
	p.About = []page.Inline{page.Say("Drivers: %s shown, %s without a change of this release as evidence left out.",
		text.Number(len(drivers)), text.Number(dropped))}
	return p, nil
}

// gateWords describes the answer to a deployment.
func gateWords(a *analysis.Analysis, w page.Writer) page.Section {
	if a.Subject.Environment == "" {
		return page.Section{}
	}
	v := judge(a)
	return page.Paragraph(page.Say("%s for %s: %s.", page.Strong("%s", v.answer()), page.Code(a.Subject.Environment), w.Inline(v.words)))
}

// contentsWords counts the release's changes and commits.
func contentsWords(e Evidence, w page.Writer) page.Inline {
	since := page.Say("the whole history")
	switch {
	case e.PreviousTag != "":
		since = page.Say("since %s", page.Code(e.PreviousTag))
	case e.Base != "":
		since = page.Say("since %s", w.Commit(e.Base))
	}
	words := page.Say("%s in %s, %s.", text.Count(e.Counts.Changes, "change"), text.Count(e.Counts.Commits, "commit"), since)
	if e.Counts.Bots > 0 {
		words = page.Say("%s by people and %s by bots, in %s, %s.", text.Count(e.Counts.Changes-e.Counts.Bots, "change"), text.Number(e.Counts.Bots),
			text.Count(e.Counts.Commits, "commit"), since)
	}
	if e.NoReviews {
		words = page.Say("%s Reviews and checks: not known in a checkout, so they are no factor.", words)
	}
	var how []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{e.Counts.Known, "from their pull requests"}, {e.Counts.Pushed, "measured when they were pushed"}, {e.Counts.Measured, "measured now"},
		{e.Counts.Counted, "estimated from their line counts"}, {e.Counts.Undone, "reverted and left out"},
	} {
		if part.n > 0 {
			how = append(how, text.Number(part.n)+" "+part.what)
		}
	}
	if len(how) > 0 {
		words = page.Say("%s Scores: %s.", words, strings.Join(how, ", "))
	}
	return words
}

func changeLink(c Change, w page.Writer) page.Inline {
	if c.Pull != 0 {
		return w.PullRequest(c.Pull)
	}
	return w.Commit(c.SHA)
}

var sha = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// provenDrivers returns the drivers with evidence in this release, with links to it. It counts the others.
func provenDrivers(drivers []Driver, e Evidence, w page.Writer) (entries []page.Inline, dropped int) {
	for _, d := range drivers {
		var links []page.Inline
		for _, named := range d.Evidence {
			named = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(named)), "#")
			for _, c := range e.Changes {
				if fmt.Sprint(c.Pull) == named && c.Pull != 0 || sha.MatchString(named) && strings.HasPrefix(c.SHA, named) {
					links = append(links, changeLink(c, w))
					break
				}
			}
		}
		if len(links) == 0 {
			dropped++
			continue
		}
		entries = append(entries, page.Say("%s %s (%s)", page.Strong("%s", severity(d.Severity)), w.Inline(d.Title), page.Join(", ", links...)))
	}
	return entries, dropped
}

func severity(s analysis.Severity) string {
	if s == "" {
		return "Unrated"
	}
	return text.Capitalize(string(s))
}

func inlined(w page.Writer, texts []string) []page.Inline {
	var out []page.Inline
	for _, text := range texts {
		out = append(out, w.Inline(text))
	}
	return out
}
