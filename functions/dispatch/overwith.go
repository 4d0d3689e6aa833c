package dispatch

import (
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/store"
)

// forgetSubject deletes the data of an ended subject, if the settings keep nothing. Reconcile deletes its analyses once Kestra has
// deleted their executions.
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
	if err := w.Store.LetGo(ctx, l.AnalysisID); err != nil {
		return err
	}
	keys := []store.Key{store.Latests.Key(latestID), store.Waiters.Key(latestID)}
	if number := w.subject.Number; number != 0 {
		keys = append(keys, store.CommandsOf.Key(store.CommandsID(w.request.Event.Repository.ID, number)))
	}
	return w.Store.Drop(ctx, keys...)
}
