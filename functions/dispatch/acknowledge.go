package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/reply"
)

// acknowledge reacts to a command whose request is already under way or done. A command that begins a round gets its reaction at the
// round's end.
func (w *work) acknowledge(ctx context.Context, a *analysis.Analysis) error {
	asked := w.request.Event.Command
	if began, err := event.Decode(a.Event); err != nil || began.Command.CommentID == asked.CommentID {
		return nil
	}
	return reply.React(ctx, w.request.GitHub, asked, githubapp.ThumbsUp)
}

// answerEnded answers a command that there is nothing to analyze.
func (w *work) answerEnded(ctx context.Context) error {
	c := w.request.Event.Command
	if c.Number != 0 {
		app, err := w.GitHub(ctx)
		if err != nil {
			return err
		}
		replies := reply.Answers{Store: w.Store, GitHub: w.request.GitHub, App: app.AppID(), Number: c.Number}
		err = replies.Show(ctx, page.Statement("%s to a command of %s: there is nothing to analyze: %s.", page.Strong("DevPlus"),
			page.Code(w.request.Event.Sender.Login), page.Text(w.subject.EndedReason)))
		if err != nil {
			return err
		}
	}
	return reply.React(ctx, w.request.GitHub, c, githubapp.Confused)
}

// disappoint reacts to a command whose event is given up before an analysis exists: otherwise its author would wait.
func (d *dispatcher) disappoint(ctx context.Context, e event.Event) error {
	if e.IsCommand() || e.Command.IsButton() {
		return nil
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	gh := app.Installation(e.InstallationID).In(e.Repository.ID, e.Repository.Owner, e.Repository.Name)
	return reply.React(ctx, gh, e.Command, githubapp.Confused)
}
