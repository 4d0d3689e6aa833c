package publish

import (
	"context"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/checkrun"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// work is the publication of one attempt.
type work struct {
	*Publisher
	github   *githubapp.Repository
	app      int64
	owner    string // of the lease
	analysis *analysis.Analysis
}

func (w *work) do(ctx context.Context) error {
	a := w.analysis
	k, err := w.Kinds.Named(a.Kind)
	if err != nil {
		return err
	}
	latest, err := w.Store.Latest(ctx, k.Descriptor().Identity(a.Repository.ID, a.Subject).LatestID())
	if err != nil {
		return err
	}
	ctx, s, err := w.sharing(ctx, w.github, a, k.Descriptor(), w.owner)
	if err != nil {
		return err
	}
	defer s.release(ctx)
	if latest.AnalysisID != a.ID && a.State == analysis.Completed && k.Descriptor().SupersedesOlder {
		return w.supersede(ctx, s, latest.HeadSHA)
	}
	if err := s.waits(a); err != nil {
		return err
	}
	if p, ok := k.(kind.Prover); ok && a.State == analysis.Completed {
		if err := p.Prove(ctx, w.github, a); err != nil {
			return err
		}
	}
	if r, ok := k.(kind.Rememberer); ok && a.State == analysis.Completed {
		if latest, err = w.remember(ctx, r, latest); err != nil {
			return err
		}
	}
	if err := w.checkRuns(s).Complete(ctx, a); err != nil {
		return err
	}
	s.replace(a)
	if err := s.updateOthers(ctx); err != nil {
		return err
	}
	if err := k.Publish(ctx, w.publication(latest)); err != nil {
		return err
	}
	if err := w.answer(ctx); err != nil {
		return err
	}
	if err := w.keepLess(ctx, k); err != nil {
		return err
	}
	a, err = w.Store.Update(ctx, w.analysis, func(stored *analysis.Analysis) error {
		if stored.Lease.Owner != w.owner || !publishable(stored) {
			return analysis.ErrOvertaken
		}
		stored.Published, stored.Evidence = w.analysis.Published, w.analysis.Evidence
		stored.Release(w.owner)
		stored.Transient = stored.Transient || leavesNothing(k, stored) // an earlier version did not say so
		if stored.State == analysis.Failed {
			stored.MarkNotified()
		} else if err := stored.Publish(w.Now()); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	telemetry.Count(ctx, telemetry.MetricAnalysis, "state", a.State, "kind", a.Kind, "degraded", w.analysis.Degraded != "",
		"seconds", int(w.Now().Sub(a.Times[analysis.Queued]).Seconds()))
	return nil
}

// publication returns the input for the kind's changes besides the check run. It keeps latest as it was last
// stored.
func (w *work) publication(latest *analysis.Latest) kind.Publication {
	return kind.Publication{
		GitHub: w.github, App: w.app, Renderer: w.Renderer, Analysis: w.analysis, Latest: latest, Settings: settings.Of(w.analysis.Settings), Now: w.Now,
		CheckLease: lease.Check,
		UpdateLatest: func(ctx context.Context, change func(*analysis.Latest) error) error {
			updated, err := w.Store.ChangeLatest(ctx, latest, change)
			if err == nil {
				*latest = *updated
			}
			return err
		},
	}
}

// remember takes the result into the subject's ledger, once, and the ledger into the analysis's evidence.
func (w *work) remember(ctx context.Context, k kind.Rememberer, latest *analysis.Latest) (*analysis.Latest, error) {
	return w.Store.ChangeLatest(ctx, latest, func(l *analysis.Latest) (err error) {
		l.Ledger, w.analysis.Evidence, err = k.Remember(w.analysis, l.Ledger)
		return err
	})
}

func (w *work) checkRuns(s *shared) checkrun.Writer {
	renderer := w.Renderer
	renderer.Sharing = s.countedBesideOwn(w.analysis)
	return checkrun.Writer{GitHub: w.github, Renderer: renderer, Listed: s.runs, CheckLease: lease.Check}
}

// supersede ends an analysis whose subject has a newer head, and shows that in its check run.
func (w *work) supersede(ctx context.Context, s *shared, by string) error {
	a, err := w.Store.Update(ctx, w.analysis, func(a *analysis.Analysis) error {
		if a.State != analysis.Completed {
			return analysis.ErrOvertaken
		}
		return a.Supersede(w.Now(), by)
	})
	if err != nil {
		return err
	}
	w.analysis = a
	writer := w.checkRuns(s)
	writer.CheckLease = func(context.Context) error { return nil } // no other worker publishes a superseded analysis
	if err := writer.Complete(ctx, a); err != nil {
		return err
	}
	if err := s.superseded(ctx, a); err != nil {
		return err
	}
	_, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
		a.Release(w.owner)
		if a.State == analysis.Superseded {
			a.MarkNotified()
		}
		return nil
	})
	return err
}

// release ends the lease, so that the next delivery need not wait for it. Nothing depends on it.
func (w *work) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if w.analysis == nil {
		return
	}
	_, _ = w.Store.Update(ctx, w.analysis, func(a *analysis.Analysis) error { a.Release(w.owner); return nil })
}
