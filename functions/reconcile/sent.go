package reconcile

import (
	"context"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/execution"
)

// sentTimeout bounds one look at what Kestra keeps of an analysis: what is stuck comes first.
const sentTimeout = 20 * time.Second

// forgetSent deletes what Kestra keeps of an analysis of which nothing is to be kept. It reports false where Kestra is away; the analysis is
// due again then, until Kestra's own purge has been there.
func (r *Reconciler) forgetSent(ctx context.Context, found *analysis.Analysis) (here bool, _ error) {
	ctx, cancel := context.WithTimeout(ctx, sentTimeout)
	defer cancel()
	over, err := r.deleteSent(ctx, found.ID)
	if err != nil {
		slog.WarnContext(ctx, "could not delete the executions of what is not kept", "error", err)
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
