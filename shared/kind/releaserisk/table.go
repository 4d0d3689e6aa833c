package releaserisk

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// maxRows bounds the changes in the table, fewRows those if no risk stands out.
const (
	maxRows = 30
	fewRows = 5
)

// leadWords names the changes that make the risk, unless it is low.
func leadWords(r *risk.Assessment, e Evidence, w page.Writer) page.Section {
	var links []page.Inline
	for _, c := range e.Changes {
		if !c.Bot && c.NotScored == "" && len(links) < Lead {
			links = append(links, changeLink(c, w))
		}
	}
	if r.Level == change.Low || e.LeadShare == 0 || len(links) == 0 {
		return page.Section{}
	}
	if e.Counts.Changes <= Lead {
		return page.Statement("%s.", page.Strong("Look at %s first", links[0])) // to name all is no advice
	}
	return page.Statement("%s: %s of the risk of its %s.", page.Strong("Look at %s first", page.Join(", ", links...)), render.Percent(e.LeadShare),
		text.Count(e.Counts.Changes, "change"))
}

// averageWords compares the release with average changes of its repository; empty if these are not
// known.
func averageWords(e Evidence) string {
	switch n := e.AverageChanges; {
	case n == 0:
		return ""
	case n < 1.5:
		return " It has about as much risk as 1 average change here."
	default:
		return fmt.Sprintf(" It has as much risk as about %.0f average changes here.", n)
	}
}

// table lists the changes by people that stand out, and counts the others.
func table(e Evidence, w page.Writer) page.Section {
	if len(e.Changes) == 0 {
		return page.Section{}
	}
	var rows [][]page.Inline
	bots, unscored := e.Counts.Bots, 0
	for _, c := range e.Changes {
		switch {
		case c.Bot: // counted
		case c.NotScored != "":
			unscored++
		case len(rows) < fewRows || c.Level != change.Low && len(rows) < maxRows:
			rows = append(rows, row(c, e, w))
		}
	}
	var rest []string
	for _, part := range []struct {
		n    int
		what string
	}{{bots, "by bots"}, {unscored, "without production code"}, {e.Counts.Changes - len(rows) - bots - unscored, "with less risk"}} {
		if part.n > 0 {
			rest = append(rest, text.Number(part.n)+" "+part.what)
		}
	}
	head := page.Heading("The changes, riskiest first")
	if len(rest) > 0 {
		head = head.Intro(page.Say("Not listed: %s.", strings.Join(rest, ", ")))
	}
	if len(rows) == 0 {
		return head.Only()
	}
	columns := []string{"Change", "Title", "Risk:", "Level", "Review", "Checks", "Findings:"}
	if e.NoReviews {
		columns = columns[:4]
	}
	return page.Table(head, columns, rows)
}

func row(c Change, e Evidence, w page.Writer) []page.Inline {
	cells := page.Cells(
		changeLink(c, w), w.Inline(c.Title), render.Decimal(c.Score), risk.LevelWord(c.Level),
		orNone(strings.ReplaceAll(c.Review, "_", " ")), orNone(c.Checks), text.Number(c.Findings),
	)
	if e.NoReviews {
		return cells[:4]
	}
	return cells
}
