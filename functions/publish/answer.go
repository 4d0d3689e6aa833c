package publish

import (
	"context"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/reply"
)

// answer answers a command with a link to the result, and reacts to the comment. For a pull request's own check, the reaction is
// enough.
func (w *work) answer(ctx context.Context) error {
	a := w.analysis
	began, err := event.Decode(a.Event)
	if err != nil {
		return nil // of an analysis without an event
	}
	if number := began.Command.Number; number != 0 {
		replies := reply.Answers{Store: w.Store, GitHub: w.github, App: w.app, Number: number}
		check := render.WriterOf(a, w.Renderer.Host).Ours("the check run", a.Published.CheckRunURL)
		err := replies.Show(ctx, page.Statement("%s to a command of %s: %s. Details are in %s of %s.", page.Strong("DevPlus"),
			page.Code(began.Sender.Login), page.Text(w.Renderer.Headline(a)), check, page.Code(render.SHA7(a.HeadSHA))))
		if err != nil {
			return err
		}
	}
	return reply.Ended(ctx, w.github, a)
}
