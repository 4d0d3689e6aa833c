package dispatch

import (
	"context"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/reply"
)

// acknowledge reacts to a command that began nothing, because what it asks for is under way or done. The end of a round reacts to the one
// that began it.
func (w *work) acknowledge(ctx context.Context, a *analysis.Analysis) error {
	asked := w.request.Event.Command
	if began, err := event.Decode(a.Event); err != nil || began.Command.CommentID == asked.CommentID {
		return nil
	}
	return reply.React(ctx, w.request.GitHub, asked, githubapp.ThumbsUp)
}
