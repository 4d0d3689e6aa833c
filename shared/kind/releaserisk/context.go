package releaserisk

import (
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/text"
)

// buildContext returns the flow's context: the measured factors, and the changes with their authors' descriptions.
func buildContext(
	a *analysis.Analysis, e Evidence, measured risk.Assessment, found *release.Evidence,
) (prompt.Context, analysis.Coverage, error) {
	var factors, changes strings.Builder
	var facts prompt.Trusted
	if e.Environment != "" {
		facts = facts.Say("A deployment to a protected environment:")
	}
	facts = facts.Say("A release with %s changes in %s commits.", prompt.Number(e.Counts.Changes), prompt.Number(e.Counts.Commits)).
		Say("Measured risk: %s of 100 (%s). The chance that a later fix is traced to it: %s%.", prompt.Decimal(measured.Score, 1),
			prompt.Word(string(measured.Level), "low", "medium", "high", "critical"), prompt.Decimal(100*measured.Probability, 0))
	for _, s := range measured.Signals {
		fmt.Fprintf(&factors, "%s, %+.1f points: %s\n", s.Name, s.Points, s.Reason)
	}
	described := map[int]string{}
	for _, p := range found.Pulls {
		described[p.Number] = p.Body
	}
	for _, c := range e.Changes {
		fmt.Fprintf(&changes, "%s: %s (by %s, risk %.1f %s, review %s, checks %s)\n",
			c.label(), c.Title, c.Author, c.Score, c.Level, orNone(c.Review), orNone(c.Checks))
		for line := range strings.Lines(text.Excerpt(described[c.Pull], maxDescription)) {
			changes.WriteString("    " + strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	names := fmt.Sprintf("repository: %s\ntag: %s\nprevious: %s\nenvironment: %s\n",
		a.Repository.FullName(), e.Tag, e.PreviousTag, e.Environment)
	return prompt.Build(prompt.Request{
		AnalysisID: a.ID, Kind: Name, Window: prompt.Window(a.Window), Language: settings.Of(a.Settings).Repository.LanguageName(), Facts: facts, ResponseSchema: schema.Portable(),
		Blocks: []prompt.Block{
			{Name: "names", Text: names},
			{Name: "measured factors", Text: factors.String()},
			{Name: "changes, riskiest first", Text: changes.String()},
		},
	})
}

// maxDescription bounds a pull request's description in the context, in bytes.
const maxDescription = 600

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
