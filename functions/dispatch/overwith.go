package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/store"
)

// forgetSubject deletes what is known of a subject that has ended, where the settings keep nothing.
func (w *work) forgetSubject(ctx context.Context) error {
	if !w.request.Settings.Repository.KeepsNothing() {
		return nil
	}
	latestID := w.identity.LatestID()
	l, err := w.Store.Latest(ctx, latestID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	w.forgetEnded(ctx, l.AnalysisID)
	keys, err := w.Store.Over(ctx, l.AnalysisID)
	if err != nil {
		return err
	}
	keys = append(keys, store.Latests.Key(latestID), store.Waiters.Key(latestID))
	if number := w.subject.Number; number != 0 {
		keys = append(keys, store.CommandsOf.Key(store.CommandsID(w.request.Event.Repository.ID, number)))
	}
	return w.Store.Drop(ctx, keys...)
}

// forgetEnded deletes what Kestra keeps of the reviews of a subject that has ended. While Kestra is away, that is left to the end of the next
// one, or to Kestra's own purge.
func (w *work) forgetEnded(ctx context.Context, analysisID string) {
	if w.Kestra == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	client, err := w.Kestra(ctx)
	if err == nil {
		err = execution.ForgetEnded(ctx, client, w.request.Event.Repository.ID, analysisID, w.Now())
	}
	if err != nil {
		slog.WarnContext(ctx, "could not delete the executions of a subject that has ended", "error", err)
	}
}
