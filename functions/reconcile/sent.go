package reconcile

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
	"github.com/devplus-app/devplus/shared/store"
)

// sentTimeout bounds one request for an analysis's executions: stuck analyses are more urgent.
const sentTimeout = 20 * time.Second

// forgetSent deletes Kestra's executions of an analysis that must not be kept, and then the analysis itself. It keeps the subject's newest
// analysis for some days, as a record. It reports false if Kestra is unreachable; the analysis then becomes due again, until Kestra's own purge
// has run.
func (r *Reconciler) forgetSent(ctx context.Context, found *analysis.Analysis) (here bool, _ error) {
	ctx, cancel := context.WithTimeout(ctx, sentTimeout)
	defer cancel()
	over, err := r.deleteSent(ctx, found.ID)
	if err != nil {
		slog.WarnContext(ctx, "could not delete the executions of an analysis whose data is not kept", "error", err)
	}
	if over {
		newest, err := r.isNewest(ctx, found)
		if err != nil {
			return true, err
		}
		if !newest {
			err := r.Store.Discard(ctx, found)
			if errors.Is(err, store.ErrStale) {
				err = nil // it is in use again, or due again
			}
			return true, err
		}
	}
	_, stored := r.Store.Update(context.WithoutCancel(ctx), found, func(a *analysis.Analysis) error {
		if !a.SentIsKept() {
			return analysis.ErrOvertaken
		}
		a.DueAt = time.Time{}
		if !over {
			a.DueAt = r.Now().Add(maxWait)
		}
		return nil
	})
	return err == nil, stored
}

// isNewest reports whether an analysis is the newest known one of its subject.
func (r *Reconciler) isNewest(ctx context.Context, a *analysis.Analysis) (bool, error) {
	k := r.Kinds.Of(a.Kind)
	if k == nil {
		return true, nil // a newer version stored it and will decide
	}
	l, err := r.Store.Latest(ctx, k.Descriptor().Identity(a.Repository.ID, a.Subject).LatestID())
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && l.AnalysisID == a.ID, err
}

func (r *Reconciler) deleteSent(ctx context.Context, id string) (over bool, _ error) {
	if r.Kestra == nil {
		return true, nil
	}
	client, err := r.Kestra(ctx)
	if err != nil {
		return false, err
	}
	return execution.ForgetAnalysis(ctx, client, id)
}
