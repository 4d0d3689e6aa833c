package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/settings"
)

// take handles an event. If GitHub is unreachable, it parks the event, which reconcile publishes again later.
func (d *dispatcher) take(ctx context.Context, e event.Event) error {
	if ended, err := d.takeUp(ctx, e); ended || err != nil {
		return err
	}
	promised, err := d.promise(ctx, e)
	if err != nil {
		return err
	}
	err = d.verdict(ctx, e, d.withinLimits(ctx, e), func(error) error { return d.disappoint(ctx, e) })
	var away *githubapp.AwayError
	var waiting *waitingError
	var turn *turnError
	e.Doubted = false
	switch {
	case errors.As(err, &turn):
		e.Turn = true
		return d.park(ctx, e, err, turn.until)
	case err == nil && (e.Parked || promised):
		_, err := d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error { p.End(e.Delivery, d.Now()); return nil })
		return err
	case errors.As(err, new(*githubapp.DoubtError)):
		e.Doubted = true
		return d.park(ctx, e, err, time.Time{})
	case errors.As(err, &waiting):
		return d.park(ctx, e, err, time.Time{})
	case errors.As(err, &away) && d.isSoon(ctx, e):
		return errors.Join(errSoon, d.putBack(ctx, e))
	case errors.As(err, &away):
		return d.park(ctx, e, err, away.Until)
	case d.isLagging(e, err):
		return d.park(ctx, e, err, time.Time{})
	case err != nil:
		return errors.Join(err, d.putBack(ctx, e))
	}
	return nil
}

// isSoon reports whether a deployment gets its answer so soon that reconcile would come too late.
func (d *dispatcher) isSoon(ctx context.Context, e event.Event) bool {
	deadline, err := d.answerBy(ctx, e)
	return err == nil && d.isGate(e) && analysis.Soon(deadline, d.Now())
}

// putBack lets a redelivery take a parked event again.
func (d *dispatcher) putBack(ctx context.Context, e event.Event) error {
	if !e.Parked {
		return nil
	}
	_, err := d.Store.ChangeParked(context.WithoutCancel(ctx), e.ParkedID(), func(p *event.Parked) error { p.PutBack(e.Delivery); return nil })
	return err
}

// takeUp locks an event that reconcile has published, so that a duplicate message costs no requests to GitHub. It reports whether that event
// has already been handled.
func (d *dispatcher) takeUp(ctx context.Context, e event.Event) (ended bool, err error) {
	if !e.Parked {
		return false, nil
	}
	_, err = d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) (err error) {
		ended, err = p.TakeUp(e.Delivery, d.Now())
		return err
	})
	return ended, err
}

// park keeps an event until a time, and ends its delivery.
func (d *dispatcher) park(ctx context.Context, e event.Event, why error, until time.Time) error {
	ctx = context.WithoutCancel(ctx) // the request may have run out of time
	deadline, err := d.answerBy(ctx, e)
	if err != nil {
		return errors.Join(why, err)
	}
	p, err := d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error {
		return p.Park(e, why.Error(), until, deadline, d.Now())
	})
	if err != nil {
		return errors.Join(why, err)
	}
	slog.WarnContext(ctx, "event parked", "event", e.String(), "due_at", p.DueAt, "tries", p.Tries, "error", why)
	return nil
}

// isLagging reports whether a replica of GitHub's may lag behind its webhook.
func (d *dispatcher) isLagging(e event.Event, err error) bool {
	return errors.Is(err, githubapp.ErrGone) && !errors.Is(err, githubapp.ErrForbidden) && d.Now().Sub(e.ReceivedAt) < githubapp.ReplicaLag
}

// promise stores the time by which a waiting deployment must have its answer, before any call to GitHub: even if the message is lost,
// reconcile then returns to the event. It reports whether there is a promise, which ends once the event is handled.
func (d *dispatcher) promise(ctx context.Context, e event.Event) (bool, error) {
	if e.Parked || !d.isGate(e) {
		return false, nil
	}
	deadline, err := d.answerBy(ctx, e)
	if err != nil {
		return false, err
	}
	_, err = d.Store.ChangeParked(ctx, e.ParkedID(), func(p *event.Parked) error {
		if p.Waiting() && p.Delivery == e.Delivery {
			return nil
		}
		return p.Park(e, "it is being handled", deadline, deadline, d.Now())
	})
	return err == nil, err
}

// isGate reports whether a deployment waits for the answer to an event.
func (d *dispatcher) isGate(e event.Event) bool {
	return e.Subject.Environment != "" && slices.ContainsFunc(d.Kinds, func(k kind.Kind) bool {
		_, gate := k.(kind.Gate)
		return gate && k.Handles(e)
	})
}

// answerBy returns the time by which a waiting deployment or merge group must have an answer, by the repository's last known settings; zero
// for all other events.
func (d *dispatcher) answerBy(ctx context.Context, e event.Event) (time.Time, error) {
	switch {
	case e.IsMergeGroup():
		return e.ReceivedAt.Add(groupPatience), nil
	case !d.isGate(e):
		return time.Time{}, nil
	}
	set, err := d.settings.Known(ctx, e.Repository.ID, e.Repository.Owner)
	if err != nil {
		return time.Time{}, err
	}
	return answerAt(e, set), nil
}

// answerAt returns the time by which the settings let a deployment wait.
func answerAt(e event.Event, set settings.Settings) time.Time {
	return analysis.AnswerAt(e.ReceivedAt, set.GateOf(e.Subject.Environment).Timeout)
}

// answerLate answers a deployment from its event alone, once its deadline has passed. It returns why if there is nothing to answer, or
// GitHub is still unreachable.
func (w *work) answerLate(ctx context.Context, why error) error {
	gate, ok := w.kind.(kind.Gate)
	e := w.request.Event
	if !ok || !w.isGate(e) || !errors.As(why, new(*githubapp.AwayError)) {
		return why
	}
	if w.Now().Before(answerAt(e, w.request.Settings)) {
		return why
	}
	return gate.AnswerUnmeasured(ctx, w.request, why)
}
