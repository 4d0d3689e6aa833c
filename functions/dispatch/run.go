package dispatch

import (
	"context"
	"fmt"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// noKestra is why nothing is reviewed where no workflow engine is configured.
const noKestra = "no workflow engine is configured: set KESTRA_URL"

// run measures the change, shows that on GitHub, and starts the workflow.
func (w *work) run(ctx context.Context, a *analysis.Analysis) error {
	patches, truncated, err := w.github.Files(ctx, a.Repository.Owner, a.Repository.Name, w.number)
	if err != nil {
		return err
	}
	measured := a.Clone()
	facts := change.Measure(patches)
	risk := change.Assess(facts)
	measured.Facts, measured.Risk = &facts, &risk
	request, coverage, err := w.prompt(measured, patches, truncated)
	if err != nil {
		return err
	}
	measured.Coverage = &coverage
	if err := w.ensureCheckRun(ctx, measured, render.InProgress(measured)); err != nil {
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
			return a.Degrade(w.Now(), noKestra)
		case a.State == analysis.Queued:
			return a.Dispatch(w.Now())
		}
		return nil
	})
	if err != nil {
		return err
	}
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", a.Degraded != "")
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
		AnalysisID: a.ID,
		Repository: a.Repository.FullName(),
		Number:     w.number,
		Title:      w.pull.GetTitle(),
		Body:       w.pull.GetBody(),
		Author:     w.pull.GetUser().GetLogin(),
		BaseRef:    base.GetRef(),
		HeadRef:    head.GetRef(),
		Fork:       head.GetRepo().GetID() != base.GetRepo().GetID(),
		Facts:      *a.Facts,
		Risk:       *a.Risk,
		Patches:    patches,
		Truncated:  truncated,
		Schema:     schema,
	})
}

// skip says in the check run why the analysis is not wanted.
func (w *work) skip(ctx context.Context, a *analysis.Analysis, reason string) error {
	skipped := a.Clone()
	if err := skipped.Skip(w.Now(), reason); err != nil {
		return err
	}
	if err := w.ensureCheckRun(ctx, skipped, render.Completed(skipped, telemetry.Version())); err != nil {
		return err
	}
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Posted = skipped.Posted
		a.Release(w.owner)
		return a.Skip(w.Now(), reason)
	})
	if err == nil {
		telemetry.Count(ctx, telemetry.MetricAnalysis, "state", analysis.Skipped, "kind", a.Kind, "reason", reason)
	}
	return err
}

// ensureCheckRun makes the attempt's check run show run and notes its ID in a. One that an earlier work may have made is
// looked for first.
func (w *work) ensureCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	owner, name, external := a.Repository.Owner, a.Repository.Name, analysis.ExternalID(a.ID, a.Attempt)
	if a.Posted.CheckRunID == 0 && !w.fresh {
		if err := w.findCheckRun(ctx, a); err != nil {
			return err
		}
	}
	if a.Posted.CheckRunID != 0 {
		if run.Status != "completed" {
			return nil
		}
		return w.completeCheckRun(ctx, a, run)
	}
	options := github.CreateCheckRunOptions{
		Name: run.Name, HeadSHA: a.HeadSHA, ExternalID: &external, Status: &run.Status,
		Output: &github.CheckRunOutput{Title: &run.Title, Summary: &run.Summary, Text: &run.Text},
	}
	if run.Conclusion != "" {
		options.Conclusion = &run.Conclusion
	}
	made, err := w.github.CreateCheckRun(ctx, owner, name, options)
	if err != nil {
		return err
	}
	a.Posted.CheckRunID, a.Posted.CheckRunURL = made.GetID(), made.GetHTMLURL()
	telemetry.Action(ctx, "check run", made.GetHTMLURL(), "created, "+run.Status)
	return nil
}

// findCheckRun notes the attempt's check run in a, if there is one on the head.
func (w *work) findCheckRun(ctx context.Context, a *analysis.Analysis) error {
	runs, err := w.github.CheckRuns(ctx, a.Repository.Owner, a.Repository.Name, a.HeadSHA, analysis.CheckName)
	if err != nil {
		return err
	}
	for _, found := range runs {
		if found.GetExternalID() == analysis.ExternalID(a.ID, a.Attempt) {
			a.Posted.CheckRunID, a.Posted.CheckRunURL = found.GetID(), found.GetHTMLURL()
		}
	}
	return nil
}

func (w *work) completeCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) error {
	updated, err := w.github.UpdateCheckRun(ctx, a.Repository.Owner, a.Repository.Name, a.Posted.CheckRunID, github.UpdateCheckRunOptions{
		Name: run.Name, Status: &run.Status, Conclusion: &run.Conclusion,
		Output: &github.CheckRunOutput{Title: &run.Title, Summary: &run.Summary, Text: &run.Text},
	})
	if err != nil {
		return fmt.Errorf("completing the check run as %s: %w", run.Conclusion, err)
	}
	telemetry.Action(ctx, "check run", updated.GetHTMLURL(), "completed, "+run.Conclusion)
	return nil
}
