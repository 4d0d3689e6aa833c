package dispatch

import (
	"cmp"
	"context"
	"errors"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// flowStart describes how far earlier deliveries may have brought an attempt.
type flowStart struct {
	fresh        bool // the attempt is new
	maybeStarted bool // its flow may have been started
}

// run measures the subject, shows the measurements on GitHub, and starts the flow.
func (w *work) run(ctx context.Context, a *analysis.Analysis, start flowStart) error {
	previous, err := w.previous(ctx, a)
	if err != nil {
		return err
	}
	if a, err = w.withScale(ctx, a); err != nil {
		return err
	}
	found, err := w.measure(ctx, a, previous)
	if err != nil {
		return err
	}
	if err := redact(&found); err != nil {
		return err
	}
	measured := a.Clone()
	measured.Facts, measured.Risk, measured.Evidence, measured.Coverage = found.Facts, found.Risk, found.Evidence, found.Coverage
	if !measured.Stands() {
		if err := w.checkRuns().Ensure(ctx, measured, start.fresh); err != nil {
			return err
		}
	}
	a, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		if err := a.Expect(measured.Attempt, analysis.Queued, analysis.Dispatched, analysis.Completed); err != nil {
			return err
		}
		if err := a.Acquire(w.Now(), w.owner); err != nil {
			return err
		}
		a.Facts, a.Risk, a.Evidence = measured.Facts, measured.Risk, measured.Evidence
		a.Coverage, a.Published, a.Scale = measured.Coverage, measured.Published, measured.Scale
		switch {
		case w.Kestra == nil:
			a.Release(w.owner)
			return a.Degrade(w.Now(), w.NoKestra)
		case a.State == analysis.Queued:
			return a.Dispatch(w.Now())
		}
		return nil
	})
	if overtaken(err) {
		w.release(ctx, measured.ID) // a new attempt needs the lease
		return w.withdraw(ctx, measured)
	}
	if err != nil {
		return err
	}
	count(ctx, a)
	if a.State == analysis.Completed {
		return w.announce(ctx, a)
	}
	return w.start(ctx, a, found.Context, start.maybeStarted)
}

// redact replaces secrets in what is stored and shown of measurements.
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
	found.Evidence, err = prompt.RedactJSON(found.Evidence)
	return err
}

// overtaken reports whether err means that the attempt ended or another began.
func overtaken(err error) bool {
	var transition *analysis.TransitionError
	return errors.Is(err, analysis.ErrOvertaken) || errors.As(err, &transition)
}

// previous returns the subject's previous analysis for a kind that compares with it, nil if there is none.
func (w *work) previous(ctx context.Context, a *analysis.Analysis) (*analysis.Analysis, error) {
	if a.Previous == "" || !w.kind.Descriptor().ComparesWithPrevious {
		return nil, nil
	}
	previous, err := w.Store.Analysis(ctx, a.Previous)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return previous, err
}

// skip ends the analysis and shows the reason in its check run.
func (w *work) skip(ctx context.Context, a *analysis.Analysis, reason string, fresh bool) error {
	skipped := a.Clone()
	if err := skipped.Skip(w.Now(), reason); err != nil {
		return err
	}
	if err := w.checkRuns().Ensure(ctx, skipped, fresh); err != nil {
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
	return w.checkRuns().Cancel(ctx, measured)
}

// count counts the analysis in the metric of its state.
func count(ctx context.Context, a *analysis.Analysis) {
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", a.Degraded != "")
}
