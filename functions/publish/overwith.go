package publish

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/settings"
)

// leavesNothing reports whether nothing of the analysis is to be kept once GitHub shows it. What is known of a pull request is needed until it
// is closed; dispatch deletes it then.
func leavesNothing(k kind.Kind, a *analysis.Analysis) bool {
	_, remembers := k.(kind.Rememberer)
	return !remembers && settings.Of(a.Settings).Repository.KeepsNothing()
}

// keepLess makes the data transient that the settings do not allow to keep besides a published analysis: the analyses of earlier heads and,
// after a few days, the state of an ended subject.
func (w *work) keepLess(ctx context.Context, k kind.Kind) error {
	a := w.analysis
	if !settings.Of(a.Settings).Repository.KeepsNothing() {
		return nil
	}
	if leavesNothing(k, a) {
		_, err := w.Store.UpdateLatest(ctx, k.Descriptor().Identity(a.Repository.ID, a.Subject).LatestID(), func(l *analysis.Latest) error {
			if l.AnalysisID == a.ID {
				l.ExpireAt = w.Now().Add(analysis.StubKept)
			}
			return nil
		})
		return err
	}
	return w.Store.LetGo(ctx, a.Previous)
}
