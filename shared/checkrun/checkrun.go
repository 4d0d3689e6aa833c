// Package checkrun is the one protocol for showing analyses in check runs on GitHub.
//
// A check run belongs to one attempt of an analysis, which its external ID names. It is looked for before it is created, unless
// nobody can have created it, and completed only once: annotations can be added, never replaced.
package checkrun

import (
	"cmp"
	"context"
	"errors"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Writer writes the check runs of one repository. Its methods note in an analysis's Posted what GitHub shows; the caller stores it.
type Writer struct {
	GitHub   *githubapp.Repository
	Renderer render.Renderer
	// CheckLease must succeed before each write: the analysis still belongs to the caller.
	CheckLease func(context.Context) error
}

// Ensure makes the check run of a's attempt exist and show a's state, after completing one that an earlier attempt left. With fresh
// nobody can have created it yet. A check run that exists is not updated while the analysis goes on.
func (w Writer) Ensure(ctx context.Context, a *analysis.Analysis, fresh bool) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(a)
	if a.Posted.CheckRunID == 0 && !fresh {
		if err := w.locate(ctx, a, run.Name); err != nil {
			return err
		}
	}
	if a.Posted.CheckRunID != 0 && run.Conclusion == "" {
		return nil
	}
	return w.show(ctx, a, run)
}

// Complete completes the check run of a's attempt, after one that an earlier attempt left. One that is complete already stays as it is.
// Where GitHub refuses the annotations, their text stands in the check run instead.
func (w Writer) Complete(ctx context.Context, a *analysis.Analysis) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(a)
	err := w.complete(ctx, a, run)
	if githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrGone) && len(run.Annotations) > 0 {
		// GitHub refuses a whole request for one annotation, and does not say which.
		withText := w.Renderer
		withText.TextOnly = true
		return w.complete(ctx, a, withText.CheckRun(a))
	}
	return err
}

func (w Writer) complete(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	var shown *github.CheckRun
	var err error
	if a.Posted.CheckRunID != 0 {
		shown, err = w.GitHub.CheckRun(ctx, a.Posted.CheckRunID)
	} else {
		shown, err = find(ctx, w.GitHub, a, run.Name)
	}
	if err != nil {
		return err
	}
	note(a, shown)
	if shown.GetStatus() == "completed" {
		return nil
	}
	return w.show(ctx, a, run)
}

// Cancel completes the check run of a superseded attempt, if there is one, and one that an earlier attempt left. What GitHub refuses
// for good is logged and not an error: it must not hold up the newer head.
func (w Writer) Cancel(ctx context.Context, a *analysis.Analysis) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(a)
	if a.Posted.CheckRunID == 0 {
		if err := w.locate(ctx, a, run.Name); err != nil {
			return unlessPermanent(ctx, err)
		}
	}
	if a.Posted.CheckRunID == 0 {
		return nil
	}
	return unlessPermanent(ctx, w.show(ctx, a, run))
}

// cancelStale completes the check run of an earlier attempt, which may still be in progress.
func (w Writer) cancelStale(ctx context.Context, a *analysis.Analysis) error {
	old := a.Stale()
	if old == nil {
		return nil
	}
	if err := unlessPermanent(ctx, w.show(ctx, old, w.Renderer.CheckRun(old))); err != nil {
		return err
	}
	a.Posted.StaleCheckRunID = 0
	return nil
}

func unlessPermanent(ctx context.Context, err error) error {
	if githubapp.Permanent(err) {
		telemetry.GaveUp(ctx, "GitHub does not take the end of an overtaken attempt", err)
		return nil
	}
	return err
}

// locate notes the attempt's check run in a, if there is one on the head.
func (w Writer) locate(ctx context.Context, a *analysis.Analysis, name string) error {
	found, err := find(ctx, w.GitHub, a, name)
	if err == nil && found != nil {
		note(a, found)
	}
	return err
}

func (w Writer) show(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	if err := w.CheckLease(ctx); err != nil {
		return err
	}
	shown, err := Show(ctx, w.GitHub, a, run)
	if err != nil {
		return err
	}
	note(a, shown)
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(cmp.Or(run.Conclusion, render.Conclusion(run.Status))))
	return nil
}

// note records what GitHub shows; nothing for nil.
func note(a *analysis.Analysis, shown *github.CheckRun) {
	a.Posted.CheckRunID, a.Posted.CheckRunURL = shown.GetID(), shown.GetHTMLURL()
}
