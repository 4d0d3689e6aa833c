package releaserisk

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/text"
)

// Own places a release among the earlier ones of its repository.
type Own struct {
	yardstick.Release
	Earlier int      `json:"earlier"`         // comparable releases
	Score   *float64 `json:"score,omitempty"` // 0 to 100, one decimal: the percentile among them; not known below yardstick.ReleasesFrom
}

// compareReleases places the release, if it is a version, or a deployment, among the repository's earlier ones.
func (e *Evidence) compareReleases(y *store.Yardstick, r release.Range, changes []Change, a *analysis.Analysis, now time.Time) error {
	known, err := y.Released()
	if err != nil {
		return err
	}
	own := Own{Release: yardstick.Release{SHA: r.Head, Hazard: math.Round(1e3*hazardByDiff(changes)) / 1e3, Model: risk.Model, At: now}}
	tag, before := r.HeadTag, r.BaseTag
	if a.Subject.Environment != "" {
		tag, _ = known.Named(r.Head)
		before, _ = known.Named(r.Base)
	}
	var version bool
	own.Name = tag
	own.Line, own.Step, version = release.StepOf(tag, before)
	switch {
	case version:
	case a.Subject.Environment != "":
		own.Name, own.Line, own.Step = r.Head, a.Subject.Environment, yardstick.Deploy
	default:
		return nil
	}
	score, earlier := known.Place(own.Release)
	if own.Earlier = earlier; earlier >= yardstick.ReleasesFrom {
		score = math.Round(10*score) / 10
		own.Score = &score
	}
	e.Own = &own
	return nil
}

// kindWords counts the releases that one is compared with.
func (o Own) kindWords() string {
	switch o.Step {
	case yardstick.Patch:
		return text.Count(o.Earlier, "patch release")
	case yardstick.Feature:
		return text.Count(o.Earlier, "minor or major release")
	}
	return text.Count(o.Earlier, "deployment") + " to " + o.Line
}

// comparableWords counts the comparable releases, which are too few, with a verb.
func (o Own) comparableWords() string {
	switch words := o.kindWords(); o.Earlier {
	case 0:
		return "no" + strings.TrimPrefix(words, "0") + " are"
	case 1:
		return "only " + words + " is"
	default:
		return "only " + words + " are"
	}
}

// ownWords compares the release with earlier ones of the repository; empty if too few are known.
func ownWords(e Evidence) string {
	if e.Own == nil || e.Own.Score == nil {
		return ""
	}
	return fmt.Sprintf(" It is riskier than %s%% of this repository's last %s.", render.Percentile(*e.Own.Score), e.Own.kindWords())
}

// expectedWords says how many changes are expected to need a fix; empty if too few outcomes are known.
func expectedWords(e Evidence) string {
	x := e.Expected
	if x == nil {
		return ""
	}
	expected := fmt.Sprintf("about %.0f of its %s may need a fix", x.Fixes, text.Count(e.Counts.Changes, "change"))
	if x.Fixes < 0.5 {
		expected = "probably none of its changes needs a fix"
	}
	return fmt.Sprintf(" By what became of this repository's earlier changes, %s (%d to %d).", expected, x.Low, x.High)
}

// remember makes a release that was made part of the repository's scale, unless nothing is kept of the repository.
func (k *Kind) remember(ctx context.Context, a *analysis.Analysis) error {
	set := settings.Of(a.Settings)
	if a.State != analysis.Completed || len(a.Evidence) == 0 || set.Repository.KeepsNothing() {
		return nil
	}
	e, err := decodeEvidence(a.Evidence)
	if err != nil || e.Own == nil || e.Own.Hazard == 0 {
		return err
	}
	return k.Store.AddRelease(ctx, a.Repository.ID, k.Now().Add(set.Retention()), e.Own.Release)
}
