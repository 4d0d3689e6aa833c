package dispatch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// work processes one event for one subject.
type work struct {
	*dispatcher
	request kind.Request
	kind    kind.Kind
	owner   string // of its leases
	leases  bool   // it has taken, and released, its analysis's lease

	subject  kind.Subject // as GitHub shows it now
	measure  kind.Measurer
	review   review
	latest   *analysis.Latest // of the subject, as claimed
	state    stored
	identity analysis.Identity
	id       string // of its analysis, once known

	overtaken []*analysis.Analysis // to kill at the end
}

func (w *work) do(ctx context.Context) error {
	if settled, err := w.settleLate(ctx); settled || err != nil {
		return err
	}
	var err error
	if w.subject, w.measure, err = w.kind.Resolve(ctx, w.request); err != nil {
		return err
	}
	if shown := w.subject.UpdatedAt; !shown.IsZero() && shown.Before(w.request.Event.UpdatedAt) {
		return fmt.Errorf("GitHub still shows the state at %s, but the event is from %s", shown, w.request.Event.UpdatedAt)
	}
	w.identity = w.kind.Descriptor().Identity(w.request.Event.Repository.ID, w.subject.Subject)
	if w.subject.EndedReason != "" {
		if err := w.answerEnded(ctx); err != nil {
			return err
		}
		if err := w.stop(ctx); err != nil {
			return err
		}
		return w.forgetSubject(ctx)
	}
	w.id = w.identity.ID(w.subject.HeadSHA)
	ctx = telemetry.With(ctx, telemetry.KeyAnalysis, w.id)
	c, err := w.claim(ctx)
	if err != nil {
		return err
	}
	others, err := w.overtakes(ctx, c)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other == "" || other == w.id {
			continue
		}
		if err := w.supersede(ctx, other, w.subject.HeadSHA); err != nil { // it stays due, so reconcile retries
			slog.WarnContext(ctx, "could not end a superseded analysis yet", "overtaken", other, "error", err)
		}
	}
	if err := w.updateSharedHead(ctx, c.shares); err != nil {
		return err
	}
	return w.carryOut(ctx, c)
}

// overtakes returns the IDs of the analyses that a claim ends: those of older heads. If older heads may continue, it is only the analysis
// that the event should have continued, unless its answer may still come, because no other event would continue it.
func (w *work) overtakes(ctx context.Context, c claim) ([]string, error) {
	asked := w.request.Event.AnalysisID
	if w.kind.Descriptor().SupersedesOlder {
		return []string{c.previous, asked}, nil
	}
	if asked == "" || asked == w.id {
		return nil, nil
	}
	a, err := w.Store.Analysis(ctx, asked)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil || a.State == analysis.Completed || a.State == analysis.Dispatched && !isLate(w.request.Event, a, w.Now()) {
		return nil, err
	}
	return []string{asked}, nil
}

// carryOut executes the decision, and releases the lease if that fails.
func (w *work) carryOut(ctx context.Context, c claim) error {
	if w.leases = c.Lease; c.Lease {
		kept, stop := lease.Keep(ctx, w.Store, c.analysis.ID, w.owner, w.Now)
		defer stop()
		ctx = kept
	}
	err := w.acknowledge(ctx, c.analysis)
	if err != nil {
		w.release(ctx, c.analysis.ID)
		return err
	}
	switch c.Step {
	case StepRepublish:
		return w.announce(ctx, c.analysis)
	case StepNotify:
		return w.notifySuperseded(ctx, c.analysis)
	case StepSkip:
		err = w.skip(ctx, c.analysis, c.SkipReason, c.Fresh)
	case StepCheckLate:
		err = w.checkLate(ctx, c.analysis)
	case StepRun:
		w.review = c.review
		err = w.run(ctx, c.analysis, flowStart{newAttempt: c.Fresh, maybeStarted: c.MaybeStarted})
	}
	if err != nil {
		w.release(ctx, c.analysis.ID)
	}
	return err
}

// checkRuns returns the writer of the repository's check runs.
func (w *work) checkRuns() checkrun.Writer {
	return checkrun.Writer{GitHub: w.request.GitHub, Renderer: w.renderer, CheckLease: lease.Check}
}

// killOvertaken kills the executions of superseded analyses. It comes last, so that nothing else waits for Kestra.
func (w *work) killOvertaken(ctx context.Context) {
	for _, a := range w.overtaken {
		w.kill(ctx, a)
	}
}

func (w *work) announce(ctx context.Context, a *analysis.Analysis) error {
	ctx = telemetry.FollowAnalysis(ctx, a.Deliveries, a.Attempt, a.State == analysis.Failed, a.Degraded)
	return w.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt})
}

// release releases the lease, so that the next delivery need not wait until it expires. A failure does no harm.
func (w *work) release(ctx context.Context, id string) { w.dispatcher.release(ctx, id, w.owner) }

func (d *dispatcher) release(ctx context.Context, id, owner string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if a, err := d.Store.Analysis(ctx, id); err == nil && a.Lease.Owner == owner {
		_, _ = d.Store.Update(ctx, a, func(a *analysis.Analysis) error { a.Release(owner); return nil })
	}
}

// giveBack releases the leases of subjects that no work began on.
func (d *dispatcher) giveBack(ctx context.Context, subjects []subject) {
	for _, s := range subjects {
		if s.owner != "" {
			d.release(ctx, s.state.analysis.ID, s.owner)
		}
	}
}
