package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// work is the publication of one attempt.
type work struct {
	*Publisher
	github   *githubapp.Repository
	app      int64
	owner    string // of the lease
	analysis *analysis.Analysis
}

func (w *work) do(ctx context.Context) error {
	a := w.analysis
	k := w.Kinds.Of(a.Kind)
	if k == nil {
		return fmt.Errorf("there is no kind %q", a.Kind)
	}
	latest, err := w.Store.Latest(ctx, analysis.LatestID(a.Repository.ID, a.Subject))
	if err != nil {
		return err
	}
	if latest.AnalysisID != a.ID && a.State == analysis.Completed && k.Supersedes() {
		return w.supersede(ctx, latest.HeadSHA)
	}
	if err := w.cancelStale(ctx); err != nil {
		return err
	}
	if err := w.completeCheckRun(ctx); err != nil {
		return err
	}
	err = k.Publish(ctx, kind.Publication{
		GitHub: w.github, App: w.app, Renderer: w.Renderer, Analysis: a, Latest: latest, Hold: w.hold, Now: w.Now,
		Note: func(ctx context.Context, change func(*analysis.Latest) error) error {
			noted, err := w.Store.UpdateLatest(ctx, latest.ID, change)
			if err == nil {
				*latest = *noted
			}
			return err
		},
	})
	if err != nil {
		return err
	}
	a, err = w.Store.Update(ctx, w.analysis, func(stored *analysis.Analysis) error {
		if stored.Lease.Owner != w.owner || !publishable(stored) {
			return errMoved
		}
		stored.Posted = w.analysis.Posted
		stored.Release(w.owner)
		if stored.State == analysis.Failed {
			stored.Told()
			return nil
		}
		return stored.Publish(w.Now())
	})
	if err != nil {
		return err
	}
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", a.Degraded != "",
		"seconds", int(w.Now().Sub(a.Times[analysis.Queued]).Seconds()))
	return nil
}

// hold checks, before a write to GitHub, that the analysis is still this work's to publish.
func (w *work) hold(ctx context.Context) error {
	stored, err := w.Store.Analysis(ctx, w.analysis.ID)
	if err != nil {
		return err
	}
	switch {
	case stored.Lease.Owner != w.owner || !publishable(stored):
		return errMoved
	case !w.Now().Before(stored.Lease.Until): // nobody has taken it over: the next delivery goes on
		return errExpired
	}
	return nil
}

var errExpired = errors.New("publishing took longer than the lease")

// supersede ends a result that came after the pull request had moved on, and says so in its check run.
func (w *work) supersede(ctx context.Context, by string) error {
	a, err := w.Store.Update(ctx, w.analysis, func(a *analysis.Analysis) error {
		if a.State != analysis.Completed {
			return errMoved
		}
		return a.Supersede(w.Now(), by)
	})
	if err != nil {
		return err
	}
	w.analysis = a
	if err := w.finish(ctx, w.Renderer.CheckRun(a)); err != nil {
		return err
	}
	_, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Release(w.owner)
		if a.State == analysis.Superseded {
			a.Told()
		}
		return nil
	})
	return err
}

// cancelStale completes the check run of an earlier attempt, where this one ended before it could.
func (w *work) cancelStale(ctx context.Context) error {
	old := w.analysis.Stale()
	if old == nil {
		return nil
	}
	if err := w.hold(ctx); err != nil {
		return err
	}
	shown, err := checkrun.Show(ctx, w.github, old, w.Renderer.CheckRun(old))
	switch {
	case githubapp.Permanent(err):
		telemetry.GaveUp(ctx, "GitHub does not take the end of an earlier attempt", err)
	case err != nil:
		return err
	default:
		telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(render.Cancelled))
	}
	w.analysis.Posted.StaleCheckRunID = 0
	return nil
}

func (w *work) completeCheckRun(ctx context.Context) error {
	if err := w.hold(ctx); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(w.analysis)
	err := w.finish(ctx, run)
	if githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrGone) && len(run.Annotations) > 0 {
		// GitHub refuses all of a request for one annotation that it dislikes, and does not say which: rather the text alone.
		textOnly := w.Renderer
		textOnly.TextOnly = true
		return w.finish(ctx, textOnly.CheckRun(w.analysis))
	}
	return err
}

// finish completes the attempt's check run as run says. Annotations can only be added, so a run that is completed already is
// left as it is.
func (w *work) finish(ctx context.Context, run render.CheckRun) error {
	a := w.analysis
	var shown *github.CheckRun
	var err error
	if a.Posted.CheckRunID != 0 {
		shown, err = w.github.CheckRun(ctx, a.Posted.CheckRunID)
	} else {
		shown, err = checkrun.Find(ctx, w.github, a)
	}
	if err != nil {
		return err
	}
	if shown.GetStatus() != "completed" {
		a.Posted.CheckRunID = shown.GetID() // 0: there is none yet
		if shown, err = checkrun.Show(ctx, w.github, a, run); err != nil {
			return err
		}
		telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(cmp.Or(run.Conclusion, render.Conclusion(run.Status))))
	}
	a.Posted.CheckRunID, a.Posted.CheckRunURL = shown.GetID(), shown.GetHTMLURL()
	return nil
}

// release gives the lease back, so that the next delivery need not wait for its end. Nothing depends on it.
func (w *work) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if w.analysis == nil {
		return
	}
	_, _ = w.Store.Update(ctx, w.analysis, func(a *analysis.Analysis) error { a.Release(w.owner); return nil })
}
