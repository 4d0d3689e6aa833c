package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
)

// sharesHead reports whether other subjects' check runs of the same name are on an analysis's head, so that GitHub shows one conclusion for
// all.
func (w *work) sharesHead(ctx context.Context, a *analysis.Analysis) (bool, error) {
	d := w.kind.Descriptor()
	if !d.OneConclusion {
		return false, nil
	}
	runs, err := w.request.GitHub.CheckRuns(ctx, a.HeadSHA, d.CheckName)
	return len(checkrun.Others(runs, a)) > 0, err
}

// withdrawn requests an update of the other subjects' check runs, whose conclusion the canceled check run of an analysis would hide.
func (w *work) withdrawn(ctx context.Context, a *analysis.Analysis) error {
	shared, err := w.sharesHead(ctx, a)
	if githubapp.Permanent(err) {
		return nil // nothing is shown there
	}
	if err != nil || !shared {
		return err
	}
	return w.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt, Shared: true})
}

// updateSharedHead requests an update of a shared head's check runs after an event of one of its subjects, which may now have another
// head, be closed, or be open again. The subject's record of the shared head stays until that is requested.
func (w *work) updateSharedHead(ctx context.Context, shares string) error {
	if shares == "" {
		return nil
	}
	if err := w.Topics.PublishResult(ctx, event.Result{AnalysisID: shares, Attempt: 1, Shared: true}); err != nil {
		return err
	}
	if shares == w.id || w.subject.EndedReason != "" {
		return nil // it may be reopened
	}
	_, err := w.Store.UpdateLatest(ctx, w.identity.LatestID(), func(l *analysis.Latest) error {
		if l.Shares == shares {
			l.Shares = ""
		}
		return nil
	})
	return err
}
