package dispatch

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/reply"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// flowStart describes how far earlier deliveries may have brought an attempt.
type flowStart struct {
	newAttempt   bool // the attempt is new
	maybeStarted bool // its flow may have been started
}

// run measures the subject, shows the measurements on GitHub, and starts the flow.
func (w *work) run(ctx context.Context, a *analysis.Analysis, start flowStart) error {
	mayForgo := a.State == analysis.Queued && w.kind.Descriptor().Reviewed
	var held *store.Held
	var err error
	if !mayForgo || w.review.unwanted == "" {
		if held, err = w.readHeld(ctx, a); err != nil {
			return err
		}
	}
	a, found, kept, err := w.measured(ctx, a, held)
	if err != nil {
		return err
	}
	forgone := ""
	if mayForgo {
		forgone = w.review.forgone(w.request.Settings, found.Risk)
	}
	if forgone != "" {
		held = nil
	}
	measured := a.Clone()
	measured.Facts, measured.Risk, measured.Evidence, measured.Digests, measured.Coverage = found.Facts, found.Risk, found.Evidence, found.Digests, found.Coverage
	heldBack := a.Held()
	if held == nil || found.Result != nil || w.review.requested || !w.Now().Before(a.HeldUntil) {
		measured.HeldUntil = time.Time{}
	}
	if held != nil && found.Result == nil && !measured.Held() && a.State == analysis.Queued && !held.Slots.HasRoom(w.Now(), w.MaxRunning, a.ID, a.Attempt) {
		if err := measured.Wait(w.Now()); err != nil {
			return err
		}
	}
	if !measured.Stands() {
		if err := w.checkRuns().Ensure(ctx, measured, start.newAttempt); err != nil {
			return err
		}
	}
	if err := w.validate(ctx, a, found.Configuration); err != nil {
		return err
	}
	showsWaiting := heldBack || measured.Waiting()
	a, err = w.begin(ctx, a, measured, held, kept, found, forgone)
	if overtaken(err) {
		w.release(ctx, measured.ID) // a new attempt needs the lease
		return w.withdraw(ctx, measured)
	}
	if err != nil {
		return err
	}
	switch a.State {
	case analysis.Queued:
		if a.Held() {
			return errHeld
		}
		return w.await(ctx, a, measured, heldBack)
	case analysis.Completed:
		count(ctx, a)
		return w.announce(ctx, a)
	}
	count(ctx, a)
	err = w.start(ctx, a, found.Context, start.maybeStarted)
	if showsWaiting && err == nil {
		w.refresh(ctx, a)
	}
	return err
}

// redact replaces secrets in the stored and published parts of measurements.
func redact(found *kind.Measured) (err error) {
	if found.Facts != nil {
		if err := prompt.RedactFacts(found.Facts); err != nil {
			return err
		}
	}
	if found.Risk != nil {
		if err := prompt.Redact(found.Risk); err != nil {
			return err
		}
	}
	for _, document := range []*json.RawMessage{&found.Evidence, &found.Digests} {
		if *document, err = prompt.RedactJSON(*document); err != nil {
			return err
		}
	}
	return nil
}

// overtaken reports whether err means that the attempt ended or another began.
func overtaken(err error) bool {
	var transition *analysis.TransitionError
	return errors.Is(err, analysis.ErrOvertaken) || errors.As(err, &transition)
}

// earlierResults returns the results of earlier analyses of the subject, for kinds that need them.
func (w *work) earlierResults(ctx context.Context, a *analysis.Analysis) (before kind.Before, err error) {
	if _, remembers := w.kind.(kind.Rememberer); remembers {
		before.Ledger = w.latest.Ledger
	}
	if a.Previous != "" && w.kind.Descriptor().ComparesWithPrevious {
		if before.Analysis, err = w.Store.Analysis(ctx, a.Previous); errors.Is(err, store.ErrNotFound) {
			return before, nil
		}
	}
	return before, err
}

// skip ends the analysis and shows the reason in its check run.
func (w *work) skip(ctx context.Context, a *analysis.Analysis, reason string, fresh bool) error {
	skipped := a.Clone()
	if err := skipped.Skip(w.Now(), reason); err != nil {
		return err
	}
	shared := false
	if a.Published.CheckRunID == 0 {
		var err error
		if shared, err = w.sharesHead(ctx, a); err != nil {
			return err
		}
	}
	if !shared { // a skipped check run would hide the conclusion of another subject
		if err := w.checkRuns().Ensure(ctx, skipped, fresh); err != nil {
			return err
		}
	}
	if err := reply.Ended(ctx, w.request.GitHub, skipped); err != nil {
		return err
	}
	_, err := w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Published = skipped.Published
		a.Release(w.owner)
		return a.Skip(w.Now(), reason)
	})
	if err == nil {
		count(ctx, skipped)
	}
	return err
}

// withdraw cancels the check run of an attempt that ended after its claim: the worker that ended it can't have known the check run.
func (w *work) withdraw(ctx context.Context, measured *analysis.Analysis) error {
	stored, err := w.Store.Analysis(ctx, measured.ID)
	if err != nil {
		return err
	}
	ended := stored.State == analysis.Superseded || stored.Attempt != measured.Attempt
	if !ended || stored.Published.CheckRunID == measured.Published.CheckRunID {
		return nil
	}
	measured.State, measured.SupersededBy = analysis.Superseded, cmp.Or(stored.SupersededBy, "another attempt")
	if err := w.checkRuns().Cancel(ctx, measured); err != nil {
		return err
	}
	return w.withdrawn(ctx, measured)
}

// count counts the analysis in the metric of its state.
func count(ctx context.Context, a *analysis.Analysis) {
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", a.Degraded != "")
}
