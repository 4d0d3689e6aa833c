// Package dispatch is the function that starts analyses: for each event it asks GitHub for the current state, claims the analysis, measures
// the change, shows the measurements in a check run, and starts the workflow.
//
// Any step may run twice or be cut off. Each is safe:
//
//	claim        is one transaction over the subject and the analysis; the lease keeps others out
//	check run    is searched by its external ID before it is created, unless the attempt is new
//	dispatched   is written, with the check run's ID, before the workflow is started
//	start        first searches, by labels, for a workflow that may have been started; two are harmless, because only the
//	             first answer counts
//	execution    is written last; without its ID the workflow is found by labels
//	supersede    begins with the transition; the analysis stays due until its check run is canceled
package dispatch

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/devplus-app/devplus/shared/effective"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/kind/nextrelease"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// dispatcher serves the push subscription of devplus-events.
type dispatcher struct {
	wiring.Parts
	renderer    render.Renderer
	nextRelease *nextrelease.Runner
	settings    *effective.Reader
	lastSlots   atomic.Pointer[slots.Slots] // as last read; only the model's window is used
}

// New returns the handler of devplus-events' messages.
func New(p wiring.Parts) http.Handler {
	p = p.Complete()
	d := &dispatcher{
		Parts: p, renderer: p.Renderer(), nextRelease: nextRelease(p),
		settings: &effective.Reader{Store: p.Store, Defaults: p.Settings, Bounds: p.Bounds, Now: p.Now},
	}
	return event.Push(func(ctx context.Context, m event.Message) error {
		e, err := m.Event()
		if err != nil {
			return err
		}
		ctx = telemetry.With(ctx, telemetry.KeyDelivery, e.Delivery, telemetry.KeyRepository, e.Repository.FullName())
		return d.take(ctx, e)
	})
}

// verdict is the one place that decides on an error: it returns err to retry; otherwise it calls abandon and returns its error.
func (d *dispatcher) verdict(ctx context.Context, e event.Event, err error, abandon func(error) error) error {
	switch {
	case err == nil:
		return nil
	case d.isLagging(e, err):
		return err
	case errors.As(err, new(*githubapp.DoubtError)):
		return err
	case errors.Is(err, githubapp.ErrGone):
		if err := d.doubt(ctx, e, err); err != nil {
			return err
		}
		telemetry.GaveUp(ctx, "GitHub no longer shows it to the App", err)
		return abandon(err)
	case githubapp.Permanent(err), errors.Is(err, store.ErrTooLarge):
		telemetry.GaveUp(ctx, "the event can't be worked on", err)
		return abandon(err)
	}
	return err
}

func (d *dispatcher) handle(ctx context.Context, e event.Event) error {
	switch {
	case e.Intent == event.StopAll:
		return d.stopAll(ctx, e)
	case e.Intent == event.Split:
		return d.split(ctx, e)
	case e.Intent == event.Follow:
		return d.follow(ctx, e)
	case e.Intent == event.Removed:
		return d.stopRemoved(ctx, e)
	}
	app, err := d.GitHub(ctx)
	if err != nil {
		return err
	}
	installation := app.Installation(e.InstallationID)
	gh := installation.In(e.Repository.ID, e.Repository.Owner, e.Repository.Name)
	if e.Parked {
		gh = gh.Settling()
	}
	switch {
	case e.Intent == event.Refresh:
		return d.nextRelease.Refresh(ctx, kind.Request{GitHub: gh, Event: e}, func(ctx context.Context) (settings.Settings, error) {
			return d.settings.Of(ctx, gh, e.Repository.Owner)
		})
	case e.Intent == event.Sweep:
		return d.sweep(ctx, gh, e)
	case e.Intent == event.Settle:
		return d.settleThread(ctx, gh, e)
	case e.IsCommand():
		return d.command(ctx, app, gh, e)
	case e.IsMergeGroup() && e.Intent == event.Stop:
		return d.withGroupLease(ctx, e, func(ctx context.Context) error { return d.endGroup(ctx, gh, e) })
	case e.IsMergeGroup():
		return d.withGroupLease(ctx, e, func(ctx context.Context) error { return d.group(ctx, gh, e) })
	}
	subjects, err := d.subjects(ctx, gh, e)
	if err != nil {
		return err
	}
	if subjects, err = d.unfinished(ctx, subjects); err != nil || len(subjects) == 0 {
		return err
	}
	if err := d.yield(ctx, installation, e, subjects); err != nil {
		d.giveBack(ctx, subjects)
		return err
	}
	set, err := d.settings.Of(ctx, gh, e.Repository.Owner)
	if err != nil {
		d.giveBack(ctx, subjects)
		return err
	}
	set = d.unpriced(ctx, set)
	again := []error{d.releases(ctx, e, set)}
	for i := 0; i < len(subjects); i++ { // a failure of one does not affect the others
		s := subjects[i]
		if !wants(set, s) {
			slog.InfoContext(ctx, "the repository's settings turn this analysis off", "kind", s.kind.Descriptor().Name)
			d.giveBack(ctx, subjects[i:i+1])
			continue
		}
		request := kind.Request{GitHub: gh, Event: s.event, Settings: set}
		w := &work{dispatcher: d, request: request, kind: s.kind, owner: cmp.Or(s.owner, rand.Text()), state: s.state}
		err := w.verdict(ctx, w.answerLate(ctx, w.do(ctx)))
		w.killOvertaken(ctx)
		if !w.leases {
			d.giveBack(ctx, subjects[i:i+1])
		}
		if i == 0 && err == nil {
			var others []subject
			others, err = w.otherSubjects(ctx)
			subjects = append(subjects, others...)
		}
		if err != nil {
			again = append(again, fmt.Errorf("%s of %s: %w", s.kind.Descriptor().Name, e.Repository.FullName(), err))
		}
	}
	return errors.Join(again...)
}

// wants reports whether the settings let the subject's analysis run. Whatever they say, running analyses end, waiting deployments get an
// answer, and existing checks can be re-run.
func wants(s settings.Settings, of subject) bool {
	if of.event.Recurs() && !s.Repository.Schedule.Includes(of.event.ReceivedAt) {
		return false
	}
	return s.Repository.Runs(string(of.kind.Descriptor().Name)) || of.event.Intent != event.Analyze || of.event.Subject.Environment != ""
}
