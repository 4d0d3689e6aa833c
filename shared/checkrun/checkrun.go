// Package checkrun shows analyses in check runs on GitHub.
//
// A check run belongs to one attempt of an analysis, which its external ID names. The package searches for it before it creates one, unless
// the attempt is new, and completes it only once: annotations can be added, never replaced.
//
// GitHub shows the newest check run of a name on a commit to all pull requests with that commit. So completed check runs say the same for
// all open ones (see render.Renderer.Sharing), and are updated, except for annotations, when a pull request opens or closes.
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

// Writer writes the check runs of one repository. Its methods record in the analysis's Published field what GitHub shows, which the caller
// stores.
type Writer struct {
	GitHub   *githubapp.Repository
	Renderer render.Renderer
	Listed   []*github.CheckRun // those of the head with the kind's name, nil if the caller does not know them
	// CheckLease is called before each write. It fails if the analysis no longer belongs to the caller.
	CheckLease func(context.Context) error
}

// Ensure creates the check run of a's attempt if there is none, and completes it if the analysis has ended. It first completes one that an
// earlier attempt left. fresh means that it cannot exist yet.
func (w Writer) Ensure(ctx context.Context, a *analysis.Analysis, fresh bool) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(a)
	if a.Published.CheckRunID == 0 && !fresh {
		if err := w.locate(ctx, a, run.Name); err != nil {
			return err
		}
	}
	if a.Published.CheckRunID != 0 && run.Conclusion == "" {
		return nil
	}
	return w.show(ctx, a, run)
}

// Refresh writes a's current page into its check run, which is in progress.
func (w Writer) Refresh(ctx context.Context, a *analysis.Analysis) error {
	if a.Published.CheckRunID == 0 {
		return nil
	}
	return w.show(ctx, a.Clone(), w.Renderer.CheckRun(a))
}

// Complete completes the check run of a's attempt, after one that an earlier attempt left. It does not change a completed check run. If
// GitHub rejects the annotations, they move to the check run's text.
func (w Writer) Complete(ctx context.Context, a *analysis.Analysis) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	if a.Stands() {
		return w.replace(ctx, a)
	}
	return w.completeRun(ctx, a)
}

func (w Writer) completeRun(ctx context.Context, a *analysis.Analysis) error {
	run := w.Renderer.CheckRun(a)
	err := w.complete(ctx, a, run)
	if githubapp.Permanent(err) && !errors.Is(err, githubapp.ErrGone) && len(run.Annotations) > 0 {
		// GitHub rejects the whole request because of one annotation, and does not say which.
		withText := w.Renderer
		withText.TextOnly = true
		return w.complete(ctx, a, withText.CheckRun(a))
	}
	return err
}

func (w Writer) complete(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	shown, err := w.find(ctx, a, run.Name)
	if err != nil {
		return err
	}
	record(a, shown)
	if shown.GetStatus() != "completed" {
		return w.show(ctx, a, run)
	}
	if len(w.Renderer.Sharing) == 0 || Shows(shown, run) {
		return nil
	}
	run.Annotations = nil // GitHub would add them again
	return w.show(ctx, a, run)
}

// find returns the attempt's check run, nil if there is none.
func (w Writer) find(ctx context.Context, a *analysis.Analysis, name string) (*github.CheckRun, error) {
	if run := Of(w.Listed, a); run != nil {
		return run, nil
	}
	switch {
	case a.Published.CheckRunID != 0:
		return w.GitHub.CheckRun(ctx, a.Published.CheckRunID)
	case w.Listed != nil:
		return nil, nil
	}
	return Find(ctx, w.GitHub, a, name)
}

// Cancel completes the check run of a superseded attempt, if there is one, and one that an earlier attempt left. It logs permanent errors
// instead of returning them: they must not hold up the newer head.
func (w Writer) Cancel(ctx context.Context, a *analysis.Analysis) error {
	if err := w.cancelStale(ctx, a); err != nil {
		return err
	}
	run := w.Renderer.CheckRun(a)
	if a.Published.CheckRunID == 0 {
		if err := w.locate(ctx, a, run.Name); err != nil {
			return ignorePermanent(ctx, err)
		}
	}
	if a.Published.CheckRunID == 0 {
		return nil
	}
	return ignorePermanent(ctx, w.show(ctx, a, run))
}

// cancelStale completes the check run of an earlier attempt, which may still be in progress.
func (w Writer) cancelStale(ctx context.Context, a *analysis.Analysis) error {
	old := a.Stale()
	if old == nil {
		return nil
	}
	if err := ignorePermanent(ctx, w.show(ctx, old, w.Renderer.CheckRun(old))); err != nil {
		return err
	}
	a.Published.StaleCheckRunID = 0
	return nil
}

// ignorePermanent logs a permanent error and returns any other.
func ignorePermanent(ctx context.Context, err error) error {
	if githubapp.Permanent(err) {
		telemetry.GaveUp(ctx, "GitHub rejected the end of an overtaken attempt", err)
		return nil
	}
	return err
}

// locate finds the attempt's check run on the head and records it in a.
func (w Writer) locate(ctx context.Context, a *analysis.Analysis, name string) error {
	found, err := Find(ctx, w.GitHub, a, name)
	if err == nil && found != nil {
		record(a, found)
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
	record(a, shown)
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(cmp.Or(run.Conclusion, render.Conclusion(run.Status))))
	return nil
}

// record stores a check run's ID and URL in a; zero values if there is none.
func record(a *analysis.Analysis, shown *github.CheckRun) {
	a.Published.CheckRunID, a.Published.CheckRunURL = shown.GetID(), shown.GetHTMLURL()
}
