package dispatch

import (
	"cmp"
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// run measures the change, shows that on GitHub, and starts the workflow.
func (w *work) run(ctx context.Context, a *analysis.Analysis) error {
	patches, truncated, err := w.github.Files(ctx, a.Repository.Owner, a.Repository.Name, w.number)
	if err != nil {
		return err
	}
	measured := a.Clone()
	facts := change.Measure(patches)
	facts.Fix = change.SaysFix(w.pull.GetTitle())
	risk := change.Assess(facts)
	measured.Facts, measured.Risk = &facts, &risk
	request, coverage, err := w.prompt(measured, patches, truncated)
	if err != nil {
		return err
	}
	measured.Coverage = &coverage
	if err := w.ensureCheckRun(ctx, measured, w.Renderer.InProgress(measured)); err != nil {
		return err
	}
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if a.State.Ended() || a.Attempt != measured.Attempt {
			return &analysis.TransitionError{From: a.State, To: analysis.Dispatched}
		}
		if err := a.Acquire(w.Now(), w.owner); err != nil {
			return err
		}
		a.Facts, a.Risk, a.Coverage, a.Posted = measured.Facts, measured.Risk, measured.Coverage, measured.Posted
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
	return w.start(ctx, a, request)
}

func (w *work) prompt(a *analysis.Analysis, patches []change.Patch, truncated bool) (prompt.Context, analysis.Coverage, error) {
	schema, err := analysis.PortableSchema(a.Kind)
	if err != nil {
		return prompt.Context{}, analysis.Coverage{}, err
	}
	head, base := w.pull.GetHead(), w.pull.GetBase()
	return prompt.PullRequest(prompt.Input{
		AnalysisID:     a.ID,
		Repository:     a.Repository.FullName(),
		Number:         w.number,
		Title:          w.pull.GetTitle(),
		Body:           w.pull.GetBody(),
		Author:         w.pull.GetUser().GetLogin(),
		BaseRef:        base.GetRef(),
		HeadRef:        head.GetRef(),
		FromFork:       head.GetRepo().GetID() != base.GetRepo().GetID(),
		Facts:          *a.Facts,
		Risk:           *a.Risk,
		Patches:        patches,
		Truncated:      truncated,
		ResponseSchema: schema,
	})
}

// skip says in the check run why the analysis is not wanted.
func (w *work) skip(ctx context.Context, a *analysis.Analysis, reason string) error {
	skipped := a.Clone()
	if err := skipped.Skip(w.Now(), reason); err != nil {
		return err
	}
	if err := w.ensureCheckRun(ctx, skipped, w.Renderer.Completed(skipped)); err != nil {
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
	return w.showCheckRun(ctx, measured, w.Renderer.Completed(measured))
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
	found, err := w.github.FindCheckRun(ctx, a.Repository.Owner, a.Repository.Name, a.HeadSHA, a.Kind.CheckName(), analysis.ExternalID(a.ID, a.Attempt))
	if err == nil && found != nil {
		a.Posted.CheckRunID, a.Posted.CheckRunURL = found.GetID(), found.GetHTMLURL()
	}
	return err
}

func (w *work) showCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	shown, err := w.github.ShowCheckRun(ctx, a, run)
	if err != nil {
		return err
	}
	a.Posted.CheckRunID, a.Posted.CheckRunURL = shown.GetID(), shown.GetHTMLURL()
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(cmp.Or(run.Conclusion, render.Conclusion(run.Status))))
	return nil
}
