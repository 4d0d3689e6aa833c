package callback

import (
	"context"
	"log/slog"

	"github.com/devplus-app/devplus/shared/slots"
)

// free frees the slot of a flow that has answered too late: it runs no longer. What fails here, reconcile does.
func (c *Callback) free(ctx context.Context, answer *answer) {
	wake := false
	_, err := c.Store.ChangeSlots(ctx, func(s *slots.Slots) error {
		wake = s.Free(answer.AnalysisID, answer.Attempt)
		return nil
	})
	if err != nil {
		slog.WarnContext(ctx, "could not free the slot of a late answer", "error", err)
	} else if wake {
		c.wake(ctx)
	}
}

// wake gives free slots to who waits.
func (c *Callback) wake(ctx context.Context) {
	if _, err := slots.Wake(ctx, c.Store, c.Topics, c.Now()); err != nil {
		slog.WarnContext(ctx, "could not wake who waits for a slot", "error", err)
	}
}
