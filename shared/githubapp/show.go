package githubapp

import (
	"context"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/render"
)

// FindCheckRun is this App's check run of that name and external ID on ref, nil when there is none.
func (r *Repository) FindCheckRun(ctx context.Context, ref, checkName, externalID string) (*github.CheckRun, error) {
	runs, err := r.CheckRuns(ctx, ref, checkName)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		if run.GetExternalID() == externalID {
			return run, nil
		}
	}
	return nil, nil
}

// ShowCheckRun makes the check run of a's attempt show run: the one that a.Posted names, else a new one. Like the calls it
// makes, it is not to be repeated blindly.
func (r *Repository) ShowCheckRun(ctx context.Context, a *analysis.Analysis, run render.CheckRun) (*github.CheckRun, error) {
	output := &github.CheckRunOutput{Title: &run.Title, Summary: &run.Summary, Text: &run.Text}
	for _, note := range run.Annotations {
		output.Annotations = append(output.Annotations, &github.CheckRunAnnotation{
			Path: &note.Path, StartLine: &note.StartLine, EndLine: &note.EndLine,
			AnnotationLevel: &note.Level, Title: &note.Title, Message: &note.Message,
		})
	}
	var conclusion *string
	if run.Conclusion != "" {
		conclusion = github.String(string(run.Conclusion))
	}
	if a.Posted.CheckRunID != 0 {
		return r.UpdateCheckRun(ctx, a.Posted.CheckRunID, github.UpdateCheckRunOptions{
			Name: run.Name, Status: &run.Status, Conclusion: conclusion, Output: output,
		})
	}
	return r.CreateCheckRun(ctx, github.CreateCheckRunOptions{
		Name: run.Name, HeadSHA: a.HeadSHA, ExternalID: github.String(analysis.ExternalID(a.ID, a.Attempt)),
		Status: &run.Status, Conclusion: conclusion, Output: output,
	})
}
