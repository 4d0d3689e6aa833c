// Package reconcile is the function that a scheduler calls every five minutes. It finds stuck analyses and publishes their message again,
// or gives them up with an error, offers Kestra's free slots to waiters, and requests redelivery of failed webhooks. The functions that
// get the messages make all other decisions.
package reconcile

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/lease"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/wiring"
)

// Bounds on one call. The rest stays due for the next call.
const (
	maxDue  = 100               // documents read at a time
	maxTime = 400 * time.Second // of the scheduler's deadline
)

// Store finds and changes due analyses and parked events, and stores reconcile's lease, Kestra's slots and the state of redelivery.
type Store interface {
	Due(ctx context.Context, before time.Time, limit int) ([]*analysis.Analysis, error)
	Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error)
	DueParked(ctx context.Context, before time.Time, limit int) ([]*event.Parked, error)
	ChangeParked(ctx context.Context, id string, change func(*event.Parked) error) (*event.Parked, error)
	Redelivery(ctx context.Context) (*store.Redelivery, error)
	SaveRedelivery(ctx context.Context, before, after *store.Redelivery) error
	Analysis(ctx context.Context, id string) (*analysis.Analysis, error)
	Latest(ctx context.Context, id string) (*analysis.Latest, error)
	Discard(ctx context.Context, a *analysis.Analysis) error
	Acquire(ctx context.Context, what, owner string, now, until time.Time) error
	Release(ctx context.Context, what, owner string) error
	DueGone(ctx context.Context, before time.Time, limit int) ([]*store.Sweep, error)
	ForgetGone(ctx context.Context, gone *store.Sweep) error
	ChangeSweep(ctx context.Context, installationID, repositoryID int64, change func(*store.Sweep) error) (*store.Sweep, error)
	Slots(ctx context.Context) (*slots.Slots, error)
	ChangeSlots(ctx context.Context, change func(*slots.Slots) error) (*slots.Slots, error)
	slots.Store
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
	Kestra func(context.Context) (*kestra.Client, error) // nil: there is none
	Kinds  kind.List
	Now    func() time.Time
}

// New returns the handler of the scheduler's calls.
func New(p wiring.Parts) *Reconciler {
	p = p.Complete()
	return &Reconciler{Store: p.Store, Topics: p.Topics, GitHub: p.GitHub, Kestra: p.Kestra, Kinds: p.Kinds, Now: p.Now}
}

// Report is the outcome of one call.
type Report struct {
	Due         int `json:"due"`         // analyses found stuck
	Republished int `json:"republished"` // of them
	GivenUp     int `json:"given_up"`    // of them
	Parked      int `json:"parked"`      // events that waited for GitHub, or for their turn, published again
	Woken       int `json:"woken"`       // analyses that waited for a slot of Kestra's
	Redelivered int `json:"redelivered"` // webhooks that GitHub was asked to deliver again
	Forgotten   int `json:"forgotten"`   // repositories that the App no longer sees
	Slots       int `json:"slots"`       // of Kestra's, that were taken
	// The longest waits, in seconds: of an event for GitHub, and of the analysis that gets the next slot.
	ParkedSeconds  int      `json:"parked_seconds"`
	WaitingSeconds int      `json:"waiting_seconds"`
	Errors         []string `json:"errors"`
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

// work is the lease of the running call. Two calls would publish the same messages, and the scheduler repeats slow calls.
const work = "reconcile"

// Run does one call's work, unless another call is running.
func (r *Reconciler) Run(ctx context.Context) (report Report) {
	report = Report{Errors: []string{}}
	note := func(ctx context.Context, doing string, err error) {
		if err != nil {
			slog.ErrorContext(ctx, doing, "error", err)
			report.Errors = append(report.Errors, doing+": "+err.Error())
		}
	}
	started := r.Now()
	owner := rand.Text()
	switch err := r.Store.Acquire(ctx, work, owner, started, started.Add(analysis.LeaseDuration)); {
	case errors.Is(err, analysis.ErrLeased):
		slog.InfoContext(ctx, "another run is still in progress")
		return report
	case err != nil:
		note(ctx, "taking the lease", err)
		return report
	}
	ctx, stop := lease.KeepNamed(ctx, r.Store, work, owner, r.Now)
	defer func() {
		stop()
		note(ctx, "giving the lease back", r.Store.Release(context.WithoutCancel(ctx), work, owner))
	}()
	requested, back, err := r.redeliver(ctx)
	note(ctx, "redelivering webhooks", err)
	report.Redelivered = requested
	away := false // Kestra
	eachDue(started, r.Now, r.listStuck(ctx, back, note), func(a *analysis.Analysis) string { return a.ID }, func(a *analysis.Analysis) {
		switch {
		case a.SentIsKept():
			if away || !a.IsDue(r.Now()) {
				return
			}
			here, err := r.forgetSent(ctx, a)
			if away = !here; !errors.Is(err, analysis.ErrOvertaken) {
				note(ctx, "analysis "+a.ID, err)
			}
			return
		case !r.isUp(a, back):
			return
		}
		report.Due++
		ctx := telemetry.WithAnalysis(telemetry.Join(ctx, "stuck", a.Deliveries), a.ID, a.Repository.FullName(), a.Deliveries)
		ctx = telemetry.Follow(ctx, a.Deliveries, "stuck")
		gaveUp, err := r.push(ctx, a, back)
		switch {
		case errors.Is(err, analysis.ErrOvertaken):
		case err != nil:
			note(ctx, "analysis "+a.ID, err)
		case gaveUp:
			report.GivenUp++
		default:
			report.Republished++
		}
	})
	eachDue(started, r.Now, r.listParked(ctx, back, note), func(p *event.Parked) string { return p.ID }, func(p *event.Parked) {
		due, err := r.unpark(ctx, p, r.isParkedUp(back))
		note(ctx, "parked event "+p.ID, err)
		if err != nil || !due {
			return
		}
		report.Parked++
		if !p.Turn {
			report.ParkedSeconds = max(report.ParkedSeconds, int(r.Now().Sub(p.FirstAt).Seconds()))
		}
	})
	if back && r.Now().Sub(started) < maxTime {
		note(ctx, "noting GitHub's return", r.settleReturn(ctx))
	}
	seen := map[int64]map[int64]bool{}
	eachDue(started, r.Now, r.listGone(ctx, note), func(s *store.Sweep) string { return s.ID }, func(s *store.Sweep) {
		forgotten, err := r.forget(ctx, s, seen)
		note(ctx, "forgetting repository "+s.ID, err)
		if forgotten {
			report.Forgotten++
		}
	})
	note(ctx, "looking at Kestra's slots", r.lookAtSlots(ctx, &report))
	slog.InfoContext(ctx, "reconciled", "metric", string(telemetry.MetricReconcile), "due", report.Due,
		"republished", report.Republished, "given_up", report.GivenUp, "parked", report.Parked, "woken", report.Woken, "redelivered", report.Redelivered, "forgotten", report.Forgotten,
		"slots", report.Slots, "parked_seconds", report.ParkedSeconds, "waiting_seconds", report.WaitingSeconds)
	return report
}
