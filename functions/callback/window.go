package callback

import (
	"context"
	"log/slog"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/slots"
)

// recordWindow records that the model's window is smaller than its input, for later analyses.
func (c *Callback) recordWindow(a *analysis.Analysis, s *slots.Slots, answer *answer) {
	switch {
	case a.State == analysis.Queued: // by Shrink
		s.FoundWindow(c.Now(), a.Window)
	case answer.Usage.Window != "": // some parts fit
		said := failure{Message: answer.Usage.Window}
		if window, ok := prompt.Window(a.Window).Smaller(said.window()); ok {
			s.FoundWindow(c.Now(), int(window))
		}
	}
}

// askAgain requests a new attempt of an analysis, with smaller messages. If this fails, reconcile does it.
func (c *Callback) askAgain(ctx context.Context, a *analysis.Analysis) {
	slog.InfoContext(ctx, "the model takes fewer tokens than it was sent: asking again with smaller messages", "window", a.Window)
	e, err := event.Kept(a)
	if err == nil {
		err = c.Topics.PublishEvent(ctx, e)
	}
	if err != nil {
		slog.WarnContext(ctx, "could not ask the model again yet", "error", err)
	}
}
