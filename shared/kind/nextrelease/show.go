package nextrelease

import (
	"context"
	"errors"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// CheckName is the name of the check run.
const CheckName = analysis.CheckName + ": next release"

// publication shows a page on GitHub.
type publication struct {
	gh          *githubapp.Repository
	page        preview
	head        string
	draft       *github.RepositoryRelease // nil: not looked for yet
	unshownHead bool                      // the head has no check run yet
}

// errForeign means that the draft has no place for the page, because a person removed the markers.
var errForeign = errors.New("the draft is somebody else's now")

// show shows the page in the draft, or else in a check run.
func (w *publication) show(ctx context.Context, how settings.NextRelease, n *store.NextRelease) error {
	if how == settings.NextDraft {
		err := w.showDraft(ctx, n)
		if !errors.Is(err, githubapp.ErrForbidden) && !errors.Is(err, errForeign) {
			return err
		}
	}
	return w.showCheck(ctx, n)
}

// showDraft creates or changes the draft. It never publishes it, and keeps a person's edits.
func (w *publication) showDraft(ctx context.Context, n *store.NextRelease) error {
	draft := w.draft
	if draft == nil && n.ReleaseID != 0 {
		var err error
		if draft, err = w.gh.Release(ctx, n.ReleaseID); err != nil && !errors.Is(err, githubapp.ErrNotFound) {
			return err
		}
	}
	if draft == nil || !draft.GetDraft() { // deleted or published
		return w.create(ctx, n)
	}
	n.ReleaseID = draft.GetID()
	if !releasenotes.IsNext(draft.GetBody()) {
		return errForeign
	}
	next := githubapp.Draft{Tag: draft.GetTagName(), Name: draft.GetName(), Body: w.body(draft.GetBody())}
	if next.Tag == n.Tag && w.page.changes > 0 { // otherwise a person chose another tag
		if next.Name == next.Tag {
			next.Name = w.page.tag
		}
		next.Tag = w.page.tag
	}
	if next == (githubapp.Draft{Tag: draft.GetTagName(), Name: draft.GetName(), Body: draft.GetBody()}) {
		return nil
	}
	written, err := w.gh.UpdateDraft(ctx, draft.GetID(), next)
	if err != nil {
		return err
	}
	if next.Tag == w.page.tag {
		n.Tag = next.Tag
	}
	telemetry.Action(ctx, "release", written.GetHTMLURL(), "draft of the next release updated")
	return nil
}

func (w *publication) create(ctx context.Context, n *store.NextRelease) error {
	n.ReleaseID, n.Tag = 0, ""
	if w.page.changes == 0 {
		return nil
	}
	body := releasenotes.NextBlock(w.page.block.String())
	if w.page.notes != nil {
		notes, err := releasenotes.WriteBody("", w.page.notes, w.page.writer)
		if err != nil {
			return err
		}
		body += notes
	}
	created, err := w.gh.CreateDraft(ctx, w.page.tag, body)
	if err != nil {
		return err
	}
	n.ReleaseID, n.Tag = created.GetID(), w.page.tag
	telemetry.Action(ctx, "release", created.GetHTMLURL(), "draft of the next release created")
	return nil
}

// body returns the draft's text with the page in it. It does not change the notes if a person's text has no place for
// them.
func (w *publication) body(body string) string {
	body = releasenotes.ReplaceNext(body, w.page.block.String())
	if w.page.notes == nil {
		return body
	}
	if written, err := releasenotes.WriteBody(body, w.page.notes, w.page.writer); err == nil {
		return written
	}
	return body
}

// showCheck shows the page in a check run on the head.
func (w *publication) showCheck(ctx context.Context, n *store.NextRelease) error {
	output := &github.CheckRunOutput{Title: &w.page.title, Summary: github.String(w.page.block.String())}
	if w.page.notes != nil {
		output.Text = github.String(releasenotes.Markdown(w.page.notes, w.page.writer))
	}
	if !w.unshownHead && n.CheckRunID != 0 {
		run, err := w.gh.UpdateCheckRun(ctx, n.CheckRunID, github.UpdateCheckRunOptions{Name: CheckName, Output: output})
		if err != nil {
			return err
		}
		telemetry.Action(ctx, "check run", run.GetHTMLURL(), "neutral")
		return nil
	}
	run, err := w.gh.CreateCheckRun(ctx, github.CreateCheckRunOptions{
		Name: CheckName, HeadSHA: w.head, Status: github.String("completed"), Conclusion: github.String("neutral"), Output: output,
	})
	if err != nil {
		return err
	}
	n.CheckRunID = run.GetID()
	telemetry.Action(ctx, "check run", run.GetHTMLURL(), "neutral")
	return nil
}
