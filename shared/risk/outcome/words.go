package outcome

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/text"
)

// Markdown says the report to people.
func (r Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What became of the changes\n\n%s landed, %s a score on the repository's own scale, and %s of these landed at least 180 days before the newest one.",
		text.Count(r.Landed, "change"), text.Count(r.Scored, "has", "have"), text.Number(r.Known))
	if r.Young > 0 {
		fmt.Fprintf(&b, " %s younger and in no figure, because fixes are yet to come.", text.Count(r.Young, "change is", "changes are"))
	}
	b.WriteByte('\n')
	if r.Figures == nil {
		fmt.Fprintf(&b, "\n**No figures:** %s known to have needed a fix within 180 days; figures begin at %d.\n", text.Count(r.Faulty, "change is", "changes are"), r.Needed)
		return b.String()
	}
	f := r.Figures
	fmt.Fprintf(&b, "\n**%d%% of the changes needed a fix within 180 days** (%s of %s; %s).\n", percent(f.All), text.Number(f.All.Count), text.Number(f.All.Of), f.All.Range())
	fmt.Fprint(&b, "\n| Level | Changes | Needed a fix | Range (95%) |\n| --- | ---: | ---: | ---: |\n")
	for _, l := range f.Levels {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", risk.LevelWord(l.Level), text.Number(l.Of), text.Number(l.Count), l.Range())
	}
	b.WriteByte('\n')
	for _, t := range f.Top {
		fmt.Fprintf(&b, "- The top %d%% by score held %s of the faults found later (%s of %s).\n", t.Percent, t.Range(), text.Number(t.Count), text.Number(t.Of))
	}
	fmt.Fprintf(&b, "- Of the %d nearest in score to the newest change, %.7s (riskier than %.0f%%), %s faulty (%s).\n", f.Nearest.Of, f.Nearest.SHA, f.Nearest.Score,
		text.Count(f.Nearest.Count, "was", "were"), f.Nearest.Range())
	b.WriteString("\nFaulty means that SZZ traces a fix, by its title, to the change: the fix deletes lines that the change wrote, or reverts it. Fixes that only add " +
		"lines are missed, and some lines that a fix deletes were not at fault. The figures compare changes of this repository with each other, not repositories.\n")
	return b.String()
}

func percent(s Share) int { return (200*s.Count + s.Of) / max(2*s.Of, 1) }
