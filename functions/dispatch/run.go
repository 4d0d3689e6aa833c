package dispatch

import (
	"cmp"
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// run measures the subject, shows that on GitHub, and starts the workflow.
func (w *work) run(ctx context.Context, a *analysis.Analysis) error {
	previous, err := w.previous(ctx, a)
	if err != nil {
		return err
	}
	found, err := w.subject.Measure(ctx, a, previous)
	if err != nil {
		return err
	}
	measured := a.Clone()
	measured.Facts, measured.Risk, measured.Evidence, measured.Coverage = found.Facts, found.Risk, found.Evidence, found.Coverage
	if err := w.ensureCheckRun(ctx, measured, w.Renderer.CheckRun(measured)); err != nil {
		return err
	}
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.State.Ended() || a.Attempt != measured.Attempt {
			return &analysis.TransitionError{From: a.State, To: analysis.Dispatched}
		}
		if err := a.Acquire(w.Now(), w.owner); err != nil {
			return err
		}
		a.Facts, a.Risk, a.Evidence = measured.Facts, measured.Risk, measured.Evidence
		a.Coverage, a.Posted = measured.Coverage, measured.Posted
		switch {
		case w.Kestra == nil:
			a.Release(w.owner)
			return a.Degrade(w.Now(), w.NoKestra)
		case a.State == analysis.Queued:
			return a.Dispatch(w.Now())
		}
		return nil
	})
	var moved *analysis.TransitionError
	if errors.As(err, &moved) {
		w.release(ctx, measured.ID) // whoever opens it again needs the lease
		return w.withdraw(ctx, measured)
	}
	if err != nil {
		return err
	}
	count(ctx, a)
	if a.State == analysis.Completed {
		return w.announce(ctx, a)
	}
	return w.start(ctx, a, found.Context)
}

// previous is the analysis of the same subject before, of a kind whose results are compared with it; nil when there is none.
func (w *work) previous(ctx context.Context, a *analysis.Analysis) (*analysis.Analysis, error) {
	if a.Previous == "" || w.kind.Supersedes() {
		return nil, nil
	}
	previous, err := w.Store.Analysis(ctx, a.Previous)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return previous, err
}

// skip says in the check run why the analysis is not wanted.
func (w *work) skip(ctx context.Context, a *analysis.Analysis, reason string) error {
	skipped := a.Clone()
	if err := skipped.Skip(w.Now(), reason); err != nil {
		return err
	}
	if err := w.ensureCheckRun(ctx, skipped, w.Renderer.CheckRun(skipped)); err != nil {
		return err
	}
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Posted = skipped.Posted
		a.Release(w.owner)
		return a.Skip(w.Now(), reason)
	})
	if err == nil {
		count(ctx, skipped)
	}
	return err
}

// withdraw cancels the check run of an attempt that ended between its claim and now: who ended it can't have known of the
// check run.
func (w *work) withdraw(ctx context.Context, measured *analysis.Analysis) error {
	stored, err := w.Store.Analysis(ctx, measured.ID)
	if err != nil {
		return err
	}
	over := stored.State == analysis.Superseded || stored.Attempt != measured.Attempt
	if !over || stored.Posted.CheckRunID == measured.Posted.CheckRunID {
		return nil
	}
	measured.State, measured.SupersededBy = analysis.Superseded, cmp.Or(stored.SupersededBy, "another attempt")
	return w.showCheckRun(ctx, measured, w.Renderer.CheckRun(measured))
}

// count says that an analysis has entered its state.
func count(ctx context.Context, a *analysis.Analysis) {
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", a.Degraded != "")
}

// ensureCheckRun makes the attempt's check run show run, and notes it in a. One that an earlier work may have made is looked
// for first; one that is in progress already is not said again.
func (w *work) ensureCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	if a.Posted.CheckRunID == 0 && !w.fresh {
		if err := w.findCheckRun(ctx, a); err != nil {
			return err
		}
	}
	if a.Posted.CheckRunID != 0 && run.Conclusion == "" {
		return nil
	}
	return w.showCheckRun(ctx, a, run)
}

// findCheckRun notes the attempt's check run in a, if there is one on the head.
func (w *work) findCheckRun(ctx context.Context, a *analysis.Analysis) error {
	found, err := checkrun.Find(ctx, w.github, a)
	if err == nil && found != nil {
		a.Posted.CheckRunID, a.Posted.CheckRunURL = found.GetID(), found.GetHTMLURL()
	}
	return err
}

func (w *work) showCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	shown, err := checkrun.Show(ctx, w.github, a, run)
	if err != nil {
		return err
	}
	a.Posted.CheckRunID, a.Posted.CheckRunURL = shown.GetID(), shown.GetHTMLURL()
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(cmp.Or(run.Conclusion, render.Conclusion(run.Status))))
	return nil
}
