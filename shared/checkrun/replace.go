package checkrun

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
)

// replace shows how an attempt to replace a degraded result ended. A better result gets a check run of its own, completed at once, so that a
// required check never waits again. Otherwise the existing check run says what is new; an attempt that was overtaken leaves it unchanged.
func (w Writer) replace(ctx context.Context, a *analysis.Analysis) error {
	standing := a.Published.StandingCheckRunID
	switch {
	case a.State == analysis.Superseded:
		a.Published.CheckRunID = standing
	case a.Degraded == "":
		if err := w.completeRun(ctx, a); err != nil {
			return err
		}
	default:
		shown := a.Clone()
		shown.Published.CheckRunID = standing
		run := w.Renderer.CheckRun(shown)
		run.Annotations = nil // GitHub would add them again
		if err := w.show(ctx, shown, run); err != nil {
			return err
		}
		a.Published = shown.Published
	}
	a.Published.StandingCheckRunID = 0
	return nil
}
