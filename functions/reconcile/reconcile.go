// Package reconcile is the function that a scheduler calls every five minutes. It finds stuck analyses and publishes their
// message again, or gives them up with an error, and has GitHub redeliver failed webhooks. All other decisions are those of
// the functions that get the messages.
package reconcile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// maxDue bounds the analyses of one call. The rest stays due for the next call.
const maxDue = 100

// Store finds and changes analyses that are due.
type Store interface {
	Due(ctx context.Context, before time.Time, limit int) ([]*analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
}

// Topics publishes messages again.
type Topics interface {
	PublishEvent(ctx context.Context, e event.Event) error
	PublishResult(ctx context.Context, r event.Result) error
}

// Reconciler serves the scheduler's calls.
type Reconciler struct {
	Store  Store
	Topics Topics
	GitHub func(context.Context) (*githubapp.App, error)
	Now    func() time.Time
}

// New returns the handler of the scheduler's calls.
func New(p wiring.Parts) *Reconciler {
	p = p.Complete()
	return &Reconciler{Store: p.Store, Topics: p.Topics, GitHub: p.GitHub, Now: p.Now}
}

// Report is the outcome of one call.
type Report struct {
	Due         int      `json:"due"`         // analyses found stuck, at most 100 a call
	Republished int      `json:"republished"` // of them
	GivenUp     int      `json:"given_up"`    // of them
	Redelivered int      `json:"redelivered"` // webhooks that GitHub was asked to deliver again
	Errors      []string `json:"errors"`
}

// ServeHTTP answers 200 with a Report, or 500 with one if anything failed: the scheduler shows that, and the next call
// continues.
func (r *Reconciler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "a scheduler sends POST", http.StatusMethodNotAllowed)
		return
	}
	report := r.Run(req.Context())
	w.Header().Set("Content-Type", "application/json")
	if len(report.Errors) > 0 {
		w.WriteHeader(http.StatusInternalServerError)
	}
	_ = json.NewEncoder(w).Encode(report)
}

// Run does one call's work.
func (r *Reconciler) Run(ctx context.Context) Report {
	report := Report{Errors: []string{}}
	note := func(ctx context.Context, doing string, err error) {
		if err != nil {
			slog.ErrorContext(ctx, doing, "error", err)
			report.Errors = append(report.Errors, doing+": "+err.Error())
		}
	}
	due, err := r.Store.Due(ctx, r.Now(), maxDue)
	note(ctx, "looking for stuck analyses", err)
	report.Due = len(due)
	for _, a := range due {
		ctx := telemetry.WithAnalysis(telemetry.Join(ctx, "stuck", a.Deliveries), a.ID, a.Repository.FullName(), a.Deliveries)
		ctx = telemetry.Follow(ctx, a.Deliveries, "stuck")
		gaveUp, err := r.push(ctx, a)
		switch {
		case errors.Is(err, analysis.ErrOvertaken):
			continue
		case err != nil:
			note(ctx, "analysis "+a.ID, err)
		case gaveUp:
			report.GivenUp++
		default:
			report.Republished++
		}
	}
	report.Redelivered, err = r.redeliver(ctx)
	note(ctx, "redelivering webhooks", err)
	slog.InfoContext(ctx, "reconciled", "metric", string(telemetry.MetricReconcile), "due", report.Due,
		"republished", report.Republished, "given_up", report.GivenUp, "redelivered", report.Redelivered)
	return report
}

// push counts a try and publishes the message of a stuck analysis again: if the message gets lost, the next try is one
// interval later. After the last try, push gives the analysis up.
func (r *Reconciler) push(ctx context.Context, found *analysis.Analysis) (gaveUp bool, _ error) {
	now := r.Now()
	a, err := r.Store.Update(ctx, found, func(a *analysis.Analysis) error {
		if a.State != found.State || !a.IsDue(now) {
			return analysis.ErrOvertaken
		}
		if a.Tries < analysis.MaxTries && !(a.State == analysis.Queued && a.Overdue(now)) {
			a.Tries++
			if a.State != analysis.Dispatched { // dispatch must see that its time is over
				a.DueAt = now.Add(analysis.ReconcileEvery)
			}
			return nil
		}
		if a.State.Ended() { // GitHub could not be notified
			a.MarkNotified()
			return nil
		}
		if a.Overdue(now) {
			return a.Fail(now, "it could not be measured in time")
		}
		return a.Fail(now, fmt.Sprintf("stuck in state %s; tried %d times to get it on", a.State, analysis.MaxTries))
	})
	if err != nil {
		return false, err
	}
	if gaveUp = a.Notified || a.State != found.State; gaveUp {
		telemetry.GaveUp(ctx, "an analysis is stuck", fmt.Errorf("state %s after %d tries", found.State, analysis.MaxTries))
	}
	if a.Notified {
		return gaveUp, nil
	}
	err = r.publish(ctx, a)
	if errors.Is(err, errTopic) && !gaveUp {
		r.untry(ctx, a)
	}
	return gaveUp, err
}

// errTopic means that publishing failed, which is not the fault of the analysis.
var errTopic = errors.New("publishing")

func (r *Reconciler) publish(ctx context.Context, a *analysis.Analysis) error {
	var err error
	if a.State == analysis.Completed || a.State == analysis.Failed {
		err = r.Topics.PublishResult(ctx, event.Result{AnalysisID: a.ID, Attempt: a.Attempt})
	} else {
		e, err := event.Decode(a.Event)
		if err != nil {
			return err
		}
		e.AnalysisID = a.ID
		if err = r.Topics.PublishEvent(ctx, e); err != nil {
			return fmt.Errorf("%w: %w", errTopic, err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errTopic, err)
	}
	return nil
}

// untry uncounts a try, so that an outage of Pub/Sub does not fail everything that is stuck. If untry fails, the try counts.
func (r *Reconciler) untry(ctx context.Context, tried *analysis.Analysis) {
	_, _ = r.Store.Update(ctx, tried, func(a *analysis.Analysis) error {
		if a.State != tried.State || a.Tries != tried.Tries {
			return analysis.ErrOvertaken
		}
		a.Tries--
		return nil
	})
}
