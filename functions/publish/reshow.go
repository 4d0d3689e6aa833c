package publish

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// reshow updates a published analysis on GitHub, because people changed its subject's data. An analysis that is being published already
// shows the change.
func (p *Publisher) reshow(ctx context.Context, app int64, gh *githubapp.Repository, a *analysis.Analysis) error {
	k, err := p.Kinds.Named(a.Kind)
	if err != nil {
		return err
	}
	latest, err := p.Store.Latest(ctx, k.Descriptor().Identity(a.Repository.ID, a.Subject).LatestID())
	if err != nil || latest.AnalysisID != a.ID {
		return err
	}
	if a.Settings == nil {
		a.Settings = &p.Settings
	}
	ctx, cancel := context.WithTimeout(ctx, analysis.LeaseDuration)
	defer cancel()
	w := &work{Publisher: p, app: app, github: gh, owner: rand.Text(), analysis: a}
	if r, ok := k.(kind.Rememberer); ok {
		if latest, err = w.remember(ctx, r, latest); err != nil {
			return err
		}
	}
	err = w.reshow(ctx, k, latest)
	if githubapp.Permanent(err) || errors.Is(err, githubapp.ErrGone) {
		telemetry.GaveUp(ctx, "GitHub does not accept the update of an analysis", err)
		err = nil
	}
	if err != nil {
		return err
	}
	_, err = p.Store.Update(ctx, a, func(stored *analysis.Analysis) error {
		if stored.State == analysis.Published && stored.Attempt == a.Attempt {
			stored.Evidence, stored.Published.CommentID = a.Evidence, a.Published.CommentID
		}
		return nil
	})
	return err
}

// reshow writes the check runs and the comment of an analysis.
func (w *work) reshow(ctx context.Context, k kind.Kind, latest *analysis.Latest) error {
	a := w.analysis
	ctx, s, err := w.sharing(ctx, w.github, a, k.Descriptor(), w.owner)
	if err != nil {
		return err
	}
	defer s.release(ctx)
	s.replace(a)
	renderer := w.Renderer
	renderer.Sharing = s.countedBesideOwn(a)
	run := renderer.Standing(a)
	run.Annotations = nil // GitHub adds them to those that are there
	if a.Published.CheckRunID != 0 && run.Conclusion != "" {
		if err := lease.Check(ctx); err != nil {
			return err
		}
		shown, err := checkrun.Show(ctx, w.github, a, run)
		if err != nil {
			return err
		}
		telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(run.Conclusion))
	}
	if err := s.updateOthers(ctx); err != nil {
		return err
	}
	return k.Publish(ctx, w.publication(latest))
}
