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

// sentTimeout bounds one look at what Kestra keeps of an analysis: what is stuck comes first.
const sentTimeout = 20 * time.Second

// forgetSent deletes what Kestra keeps of an analysis of which nothing is to be kept, and then the analysis, unless it is its subject's newest:
// that tells for some days what was done. It reports false where Kestra is away; the analysis is due again then, until Kestra's own purge has
// been there.
func (r *Reconciler) forgetSent(ctx context.Context, found *analysis.Analysis) (here bool, _ error) {
	ctx, cancel := context.WithTimeout(ctx, sentTimeout)
	defer cancel()
	over, err := r.deleteSent(ctx, found.ID)
	if err != nil {
		slog.WarnContext(ctx, "could not delete the executions of what is not kept", "error", err)
	}
	if over {
		newest, err := r.isNewest(ctx, found)
		if err != nil {
			return true, err
		}
		if !newest {
			err := r.Store.Discard(ctx, found)
			if errors.Is(err, store.ErrStale) {
				err = nil // it is wanted again, or due again
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

// isNewest reports whether an analysis is the newest that is known of its subject.
func (r *Reconciler) isNewest(ctx context.Context, a *analysis.Analysis) (bool, error) {
	k := r.Kinds.Of(a.Kind)
	if k == nil {
		return true, nil // of a newer version, which knows
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
