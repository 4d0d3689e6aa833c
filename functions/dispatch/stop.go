package dispatch

import (
	"context"
	"errors"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// maxOpen bounds how many open analyses one event stops.
const maxOpen = 500

// stop ends what is under way for a subject that is over.
func (w *work) stop(ctx context.Context) error {
	l, err := w.Store.UpdateLatest(ctx, w.latestID(), func(l *analysis.Latest) error {
		if err := w.current(l); err != nil {
			return err
		}
		w.record(l, l.AnalysisID)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range unique([]string{l.AnalysisID, w.event.AnalysisID}) {
		if id == "" {
			continue
		}
		if err := w.supersede(ctx, id, w.subject.Over); err != nil {
			return err
		}
	}
	return nil
}

// supersede ends an analysis that was overtaken, wherever it stands, and tells GitHub.
func (w *work) supersede(ctx context.Context, id, by string) error {
	ctx = telemetry.With(ctx, telemetry.KeyAnalysis, id)
	a, err := w.Store.Analysis(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !a.State.Ended() {
		a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
			if a.State.Ended() {
				return nil
			}
			return a.Supersede(w.Now(), by)
		})
		if err != nil {
			return err
		}
		count(ctx, a)
	}
	if a.State != analysis.Superseded || a.DueAt.IsZero() {
		return nil
	}
	return w.tellSuperseded(ctx, a)
}

// tellSuperseded completes the check runs of a superseded analysis as cancelled and kills its execution; only then is the
// analysis no longer due.
func (w *work) tellSuperseded(ctx context.Context, a *analysis.Analysis) error {
	told := a.Clone()
	if err := w.cancelStale(ctx, told); err != nil {
		return err
	}
	var err error
	if told.Posted.CheckRunID == 0 {
		err = w.findCheckRun(ctx, told)
	}
	if err == nil && told.Posted.CheckRunID != 0 {
		err = w.showCheckRun(ctx, told, w.Renderer.CheckRun(told))
	}
	if err = refused(ctx, err); err != nil {
		return err
	}
	w.kill(ctx, a)
	_, err = w.Store.Update(ctx, a, func(current *analysis.Analysis) error {
		if current.State == analysis.Superseded && current.Attempt == a.Attempt {
			current.Posted = told.Posted
			current.Told()
		}
		return nil
	})
	return err
}

// refused passes err on, unless GitHub will never let a check run be cancelled: that is given up, and holds nothing else up.
func refused(ctx context.Context, err error) error {
	if githubapp.Permanent(err) {
		telemetry.GaveUp(ctx, "GitHub does not take the end of an overtaken attempt", err)
		return nil
	}
	return err
}

// cancelStale completes an earlier attempt's check run as cancelled; a's next write records that.
func (w *work) cancelStale(ctx context.Context, a *analysis.Analysis) error {
	old := a.Stale()
	if old == nil {
		return nil
	}
	if err := refused(ctx, w.showCheckRun(ctx, old, w.Renderer.CheckRun(old))); err != nil {
		return err
	}
	a.Posted.StaleCheckRunID = 0
	return nil
}

// kill saves what the model would still cost. An answer that comes all the same is refused.
func (d *Dispatcher) kill(ctx context.Context, a *analysis.Analysis) {
	if d.Kestra == nil || a.Times[analysis.Dispatched].IsZero() || !a.Times[analysis.Completed].Before(a.Times[analysis.Dispatched]) {
		return // nothing was started in this round, or it has answered
	}
	client, err := d.Kestra(ctx)
	id := a.ExecutionID
	if err == nil && id == "" {
		var found kestra.Execution
		found, _, err = find(ctx, client, a)
		id = found.ID
	}
	if err == nil && id != "" {
		err = client.Kill(ctx, id)
	}
	if err != nil {
		slog.WarnContext(ctx, "the execution could not be killed", "execution_id", id, "error", err)
	}
}

// stopAll ends everything under way for an installation or a repository that is gone. GitHub can't be told any more.
func (d *Dispatcher) stopAll(ctx context.Context, e event.Event) error {
	open, err := d.Store.Due(ctx, d.Now().Add(analysis.Retention), maxOpen)
	if err != nil {
		return err
	}
	for _, a := range open {
		if a.InstallationID == e.InstallationID && (e.Repository.ID == 0 || a.Repository.ID == e.Repository.ID) {
			ctx := telemetry.WithAnalysis(ctx, a.ID, a.Repository.FullName(), a.Deliveries)
			if err := d.forget(ctx, a, e.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget ends an analysis that GitHub no longer lets the App work on.
func (d *Dispatcher) forget(ctx context.Context, a *analysis.Analysis, why string) error {
	d.kill(ctx, a)
	failed := false
	a, err := d.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if failed = !a.State.Ended(); failed {
			if err := a.Fail(d.Now(), why); err != nil {
				return err
			}
		}
		a.Told()
		return nil
	})
	if err == nil && failed {
		count(ctx, a)
	}
	return err
}

// verdict gives up the analysis that this work is about where nothing else helps.
func (w *work) verdict(ctx context.Context, err error) error {
	return w.Dispatcher.verdict(ctx, err, func(why error) error { return w.abandon(ctx, why) })
}

// abandon ends the analysis that an event was about, if there is one under way.
func (w *work) abandon(ctx context.Context, why error) error {
	id, err := w.about(ctx)
	if err != nil || id == "" {
		return err
	}
	a, err := w.Store.Analysis(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case errors.Is(why, githubapp.ErrGone):
		return w.forget(ctx, a, "GitHub no longer shows it to the App")
	case a.State.Ended():
		return nil
	}
	w.kill(ctx, a)
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		return a.Fail(w.Now(), "the work was refused ("+why.Error()+")")
	})
	if err != nil {
		return err
	}
	count(ctx, a)
	return w.Results.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt})
}

// about is the ID of the analysis that this work is about, as far as it got: the one it claimed, or that the event names, or the last one
// of the subject.
func (w *work) about(ctx context.Context) (string, error) {
	subject := w.event.Subject
	subject.Kind = w.kind.Name()
	switch {
	case w.id != "":
		return w.id, nil
	case w.event.AnalysisID != "":
		return w.event.AnalysisID, nil
	case w.event.HeadSHA != "":
		return analysis.ID(w.event.Repository.ID, subject, w.event.HeadSHA), nil
	}
	l, err := w.Store.Latest(ctx, analysis.LatestID(w.event.Repository.ID, subject))
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return l.AnalysisID, nil
}
