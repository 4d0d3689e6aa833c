package dispatch

import (
	"context"
	"path"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/repoconfig"
	"github.com/devplus-app/devplus/shared/text"
)

// configurationCheck is the name of the check run about changed files with settings.
const configurationCheck = analysis.CheckName + ": configuration"

// validate shows the faults of changed settings files in a separate check run. It only checks them: settings at a head never apply.
func (w *work) validate(ctx context.Context, a *analysis.Analysis, paths []string) error {
	for _, name := range paths {
		folder, file := path.Split(name)
		f, err := w.request.GitHub.ConfigurationAt(ctx, a.HeadSHA, path.Clean("/" + folder)[1:], file)
		if err != nil {
			if githubapp.Permanent(err) {
				continue // such as an App that may not read contents
			}
			return err
		}
		faults := faultsOf(f, name == repoconfig.OrganizationPath)
		id := analysis.Identity{Kind: "configuration", RepositoryID: a.Repository.ID, Key: name}.ID(a.HeadSHA)
		about := &analysis.Analysis{ID: id, Attempt: 1, HeadSHA: a.HeadSHA, Repository: a.Repository}
		if err := lease.Check(ctx); err != nil {
			return err
		}
		if err := checkrun.Once(ctx, w.request.GitHub, about, configurationRun(name, faults)); err != nil {
			return err
		}
	}
	return nil
}

func faultsOf(f githubapp.ConfigFile, organization bool) repoconfig.Faults {
	switch {
	case f.Blob == "":
		return nil
	case f.Fault != "":
		return repoconfig.Faults{{Message: "the file " + f.Fault}}
	}
	return repoconfig.Check([]byte(f.Text), organization)
}

func configurationRun(name string, faults repoconfig.Faults) render.CheckRun {
	run := render.CheckRun{Name: configurationCheck, Status: "completed", Conclusion: render.Success}
	run.Title = page.PlainSay("%s is valid", page.PlainLine(name)).Line(render.MaxTitle)
	about := page.Statement("%s is read as data here. What applies is the file on the default branch.", page.Code(name))
	sections := []page.Section{about}
	if len(faults) > 0 {
		run.Conclusion = render.Failure
		run.Title = page.PlainSay("%s has %s", page.PlainLine(name), page.PlainLine(text.Count(len(faults), "fault"))).Line(render.MaxTitle)
		sections = append(sections, page.Statement("Once this is merged, the last valid version goes on to apply, or the deployment's settings."))
	}
	var lines []page.Inline
	for _, fault := range faults {
		lines = append(lines, page.Say("%s", page.Text(fault.String())))
		note := render.NewNote(name, max(fault.Line, 1), 0, "failure", page.PlainLine("Configuration"), page.PlainText(fault.Message))
		run.Annotations = append(run.Annotations, note.Annotation())
	}
	run.Summary = page.Compose(render.MaxText, append(sections, page.List(page.Heading("Faults"), lines)))
	return run
}
