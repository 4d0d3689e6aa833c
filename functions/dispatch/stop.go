package dispatch

import (
	"context"
	"errors"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/reply"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// stop ends the open analyses of a subject that has ended.
func (w *work) stop(ctx context.Context) error {
	l, err := w.Store.UpdateLatest(ctx, w.identity.LatestID(), func(l *analysis.Latest) error {
		if outdated := (State{Subject: w.subject, Latest: *l}).outdated(); outdated {
			return fmt.Errorf("GitHub shows the state at %s, but has already shown that at %s", w.subject.UpdatedAt, l.UpdatedAt)
		}
		w.record(l, l.AnalysisID)
		return w.settleMerged(l)
	})
	if err != nil {
		return err
	}
	for _, id := range unique([]string{l.AnalysisID, w.request.Event.AnalysisID}) {
		if id == "" {
			continue
		}
		if err := w.supersede(ctx, id, w.subject.EndedReason); err != nil {
			return err
		}
	}
	if err := w.updateSharedHead(ctx, l.Shares); err != nil {
		return err
	}
	if err := w.countFindings(ctx, l); err != nil {
		return err
	}
	return w.recordMerge(ctx, l.AnalysisID)
}

// countFindings counts the outcomes of a merged change's findings, unless the settings keep nothing.
func (w *work) countFindings(ctx context.Context, l *analysis.Latest) error {
	if w.subject.Merged == nil || len(l.Ledger) == 0 || w.request.Settings.Repository.KeepsNothing() {
		return nil
	}
	findings, err := ledger.Decode(l.Ledger)
	if err != nil || len(findings.Findings) == 0 {
		return err
	}
	return w.Store.CountFindings(ctx, w.request.Event.Repository.ID, w.subject.Number, findings, w.Now().Add(w.request.Settings.Retention()))
}

// settleMerged dismisses the findings of a merged change whose conversations were resolved.
func (w *work) settleMerged(l *analysis.Latest) error {
	if w.subject.Merged == nil || len(l.Ledger) == 0 {
		return nil
	}
	before, err := ledger.Decode(l.Ledger)
	if err == nil {
		l.Ledger, err = before.Merge().Encode()
	}
	return err
}

// supersede ends an overtaken analysis in any state, and shows that on GitHub.
func (w *work) supersede(ctx context.Context, id, by string) error {
	ctx = telemetry.With(ctx, telemetry.KeyAnalysis, id)
	a, err := w.Store.Analysis(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !a.State.Ended() {
		a, err = w.end(ctx, a, false, func(a *analysis.Analysis) error {
			if a.State.Ended() {
				return nil
			}
			return a.Supersede(w.Now(), by)
		})
		if err != nil {
			return err
		}
		count(ctx, a)
	}
	if a.State == analysis.Published && !a.NextTry.IsZero() {
		_, err = w.Store.Update(ctx, a, func(a *analysis.Analysis) error {
			if a.State == analysis.Published {
				a.ForgoRetry()
			}
			return nil
		})
		return err
	}
	if a.State != analysis.Superseded || a.Notified {
		return nil
	}
	return w.notifySuperseded(ctx, a)
}

// notifySuperseded completes the check runs of a superseded analysis as canceled. Only then is the analysis no longer due. It kills the
// execution last, so that a newer head does not wait for Kestra.
func (w *work) notifySuperseded(ctx context.Context, a *analysis.Analysis) error {
	shown := a.Clone()
	if err := w.checkRuns().Cancel(ctx, shown); err != nil {
		return err
	}
	if err := reply.Ended(ctx, w.request.GitHub, shown); err != nil {
		return err
	}
	w.overtaken = append(w.overtaken, a)
	if err := w.withdrawn(ctx, a); err != nil {
		return err
	}
	_, err := w.Store.Update(ctx, a, func(current *analysis.Analysis) error {
		if current.Expect(a.Attempt, analysis.Superseded) == nil {
			current.Published = shown.Published
			current.MarkNotified()
		}
		return nil
	})
	return err
}

// stopAll ends all open analyses of a deleted or suspended installation, or of a deleted or archived repository. GitHub can no longer be
// notified.
func (d *dispatcher) stopAll(ctx context.Context, e event.Event) error {
	gone := func(a *analysis.Analysis) bool {
		return a.InstallationID == e.InstallationID && (e.Repository.ID == 0 || a.Repository.ID == e.Repository.ID)
	}
	err := d.eachOpen(ctx, gone, func(ctx context.Context, a *analysis.Analysis) error { return d.lose(ctx, a, e.String()) })
	if err != nil {
		return err
	}
	return d.goneWith(ctx, e)
}

// lose fails an analysis that the App no longer has access to.
func (d *dispatcher) lose(ctx context.Context, a *analysis.Analysis, why string) error {
	failed := false
	ended, err := d.end(ctx, a, false, func(a *analysis.Analysis) error {
		if failed = !a.State.Ended(); failed {
			if err := a.Fail(d.Now(), why); err != nil {
				return err
			}
		}
		a.MarkNotified()
		return nil
	})
	if err != nil {
		return err
	}
	if failed {
		count(ctx, ended)
	}
	d.kill(ctx, a)
	return nil
}

// verdict abandons the analysis if a retry can't help.
func (w *work) verdict(ctx context.Context, err error) error {
	return w.dispatcher.verdict(ctx, w.request.Event, err, func(why error) error { return w.abandon(ctx, why) })
}

// unseen is, for people, why the analysis of something that is gone failed.
const unseen = "GitHub no longer shows it to the App"

// abandon ends the open analysis of the event, if there is one.
func (w *work) abandon(ctx context.Context, why error) error {
	if gate, ok := w.kind.(kind.Gate); ok && w.id == "" && w.request.Event.Subject.Environment != "" {
		return gate.AnswerUnmeasured(ctx, w.request, why)
	}
	id, err := w.analysisID(ctx)
	if err != nil {
		return err
	}
	if id == "" {
		return w.disappoint(ctx, w.request.Event)
	}
	a, err := w.Store.Analysis(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return w.disappoint(ctx, w.request.Event)
	case err != nil:
		return err
	case errors.Is(why, githubapp.ErrGone) && (a.State.Ended() || a.Published.CheckRunID == 0):
		return w.lose(ctx, a, unseen)
	case a.State.Ended():
		return w.disappoint(ctx, w.request.Event)
	}
	reason := "the analysis could not run (" + why.Error() + ")"
	if errors.Is(why, githubapp.ErrGone) {
		reason = unseen // its check run may still be there, and is completed
	}
	failed, err := w.end(ctx, a, false, func(a *analysis.Analysis) error {
		if a.Stands() {
			return a.Degrade(w.Now(), a.Degraded)
		}
		return a.Fail(w.Now(), reason)
	})
	if err != nil {
		return err
	}
	count(ctx, failed)
	w.kill(ctx, a)
	return w.announce(ctx, failed)
}

// analysisID returns the ID of the claimed analysis, or of the one that the event names, or of the subject's newest one; "" for none.
func (w *work) analysisID(ctx context.Context) (string, error) {
	identity := w.kind.Descriptor().Identity(w.request.Event.Repository.ID, w.request.Event.Subject)
	switch {
	case w.id != "":
		return w.id, nil
	case w.request.Event.AnalysisID != "":
		return w.request.Event.AnalysisID, nil
	case w.request.Event.HeadSHA != "":
		return identity.ID(w.request.Event.HeadSHA), nil
	}
	l, err := w.Store.Latest(ctx, identity.LatestID())
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return l.AnalysisID, nil
}
