package checkrun

import (
	"context"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Find reads the check run with that name of a's attempt, nil if there is none. The external ID names the attempt.
func Find(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis, name string) (*github.CheckRun, error) {
	runs, err := gh.CheckRuns(ctx, a.HeadSHA, name)
	if err != nil {
		return nil, err
	}
	return Of(runs, a), nil
}

// Of returns the check run of a's attempt among runs, nil if there is none.
func Of(runs []*github.CheckRun, a *analysis.Analysis) *github.CheckRun {
	for _, run := range runs {
		if run.GetExternalID() == analysis.ExternalID(a.ID, a.Attempt) {
			return run
		}
	}
	return nil
}

// Once creates a check run that is never updated, unless a's head has it.
func Once(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis, run render.CheckRun) error {
	found, err := Find(ctx, gh, a, run.Name)
	if err != nil || found != nil {
		return err
	}
	shown, err := Show(ctx, gh, a, run)
	if err != nil {
		return err
	}
	telemetry.Action(ctx, "check run", shown.GetHTMLURL(), string(run.Conclusion))
	return nil
}

// Show updates the check run that a.Published names, or creates one. Do not retry it blindly: a second call adds the annotations again, or
// creates a second check run.
func Show(ctx context.Context, gh *githubapp.Repository, a *analysis.Analysis, run render.CheckRun) (*github.CheckRun, error) {
	output := &github.CheckRunOutput{Title: &run.Title, Summary: github.String(run.Summary.String()), Text: github.String(run.Text.String())}
	for _, note := range run.Annotations {
		output.Annotations = append(output.Annotations, &github.CheckRunAnnotation{
			Path: &note.Path, StartLine: &note.StartLine, EndLine: &note.EndLine,
			AnnotationLevel: &note.Level, Title: &note.Title, Message: &note.Message,
		})
	}
	var buttons []*github.CheckRunAction
	for _, b := range run.Buttons {
		buttons = append(buttons, &github.CheckRunAction{Label: b.Label, Description: b.Description, Identifier: b.Identifier})
	}
	var conclusion *string
	if run.Conclusion != "" {
		conclusion = github.String(string(run.Conclusion))
	}
	if a.Published.CheckRunID != 0 {
		return gh.UpdateCheckRun(ctx, a.Published.CheckRunID, github.UpdateCheckRunOptions{
			Name: run.Name, Status: &run.Status, Conclusion: conclusion, Output: output, Actions: buttons,
		})
	}
	return gh.CreateCheckRun(ctx, github.CreateCheckRunOptions{
		Name: run.Name, HeadSHA: a.HeadSHA, ExternalID: github.String(analysis.ExternalID(a.ID, a.Attempt)),
		Status: &run.Status, Conclusion: conclusion, Output: output, Actions: buttons,
	})
}
