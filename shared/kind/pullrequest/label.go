package pullrequest

import (
	"cmp"
	"context"
	"log/slog"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// labelPrefix is the prefix of DevPlus's own labels.
const labelPrefix = "devplus: risk "

// labelColors are the colors of the labels, those of GitHub's palette.
var labelColors = map[change.Level]string{change.Low: "0e8a16", change.Medium: "fbca04", change.High: "d93f0b", change.Critical: "b60205"}

// labelOf returns the label of a measured risk; without a name if the settings want none.
func labelOf(r *risk.Assessment, wanted settings.Labels) (l githubapp.Label) {
	if !wanted.Wants(r.Level) || r.NotScored != "" && r.Guarded == "" {
		return l
	}
	word := risk.LevelWord(r.Level)
	return githubapp.Label{Name: labelPrefix + word, Color: labelColors[r.Level], Description: "The risk that DevPlus measured is " + word}
}

// label sets the label of the pull request's risk, and removes an earlier one. It writes nothing if the level is unchanged, so that a label
// that a person removed stays removed. A refusal of GitHub's is tolerated, because the check says the same.
func (p publication) label(ctx context.Context) error {
	a := p.Analysis
	if a.Risk == nil || a.State == analysis.Failed {
		return nil
	}
	want, had := labelOf(a.Risk, settings.Of(a.Settings).Repository.Labels), p.Latest.Label
	if want.Name == had {
		return nil
	}
	err := p.exchange(ctx, want, had)
	if githubapp.Permanent(err) {
		slog.WarnContext(ctx, "GitHub rejected the risk label", "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	telemetry.Action(ctx, "label", a.URL, cmp.Or(want.Name, "removed"))
	return p.UpdateLatest(ctx, func(l *analysis.Latest) error {
		l.Label = want.Name
		return nil
	})
}

// exchange adds a label and removes DevPlus's other ones.
func (p publication) exchange(ctx context.Context, want githubapp.Label, had string) error {
	if err := p.CheckLease(ctx); err != nil {
		return err
	}
	number := p.Analysis.Subject.Number
	if want.Name == "" {
		return p.GitHub.RemoveLabel(ctx, number, had)
	}
	labels, err := p.GitHub.AddLabel(ctx, number, want.Name)
	if err != nil {
		return err
	}
	for _, l := range labels {
		switch {
		case l.Name == want.Name && l.Description == "": // GitHub has just created it
			err = p.GitHub.DescribeLabel(ctx, want)
		case l.Name != want.Name && strings.HasPrefix(l.Name, labelPrefix):
			err = p.GitHub.RemoveLabel(ctx, number, l.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
