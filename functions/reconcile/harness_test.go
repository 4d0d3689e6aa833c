package reconcile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/reconcile"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
)

var errAway = errors.New("away")

// logged is all that the tests of this package have logged.
var logged logtest.Lines

func TestMain(m *testing.M) {
	slog.SetDefault(telemetry.New(&logged, "", "test"))
	os.Exit(m.Run())
}

// rig is the function with a real store and the App's client before a stand-in of GitHub. Its topics keep what is published.
type rig struct {
	t   *testing.T
	now time.Time
	db  *embedded.Store
	gh  *standin.Server

	reconcile.Reconciler
	events    []event.Event
	results   []event.Result
	topicAway error
	slow      time.Duration // that publishing an event takes

	stale  []*analysis.Analysis // what Due finds instead, when not nil
	broken error                // comes with what Due finds
	stuck  string               // the analysis that can't be written
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now().UTC().Truncate(time.Second)}
	gh := githubtest.Serve(t, standin.Options{})
	r.gh = gh.Server
	r.db = dbtest.Open(t)
	r.Reconciler = reconcile.Reconciler{
		Store: r, Topics: r, Now: func() time.Time { return r.now },
		GitHub: func(context.Context) (*githubapp.App, error) { return gh.App, nil },
	}
	return r
}

func (r *rig) Due(ctx context.Context, before time.Time, limit int) ([]*analysis.Analysis, error) {
	if r.stale != nil {
		return r.stale, r.broken
	}
	due, err := r.db.Due(ctx, before, limit)
	return due, errors.Join(err, r.broken)
}

func (r *rig) Update(ctx context.Context, a *analysis.Analysis, change func(*analysis.Analysis) error) (*analysis.Analysis, error) {
	if a.ID == r.stuck {
		return nil, errAway
	}
	return r.db.Update(ctx, a, change)
}

func (r *rig) DueParked(ctx context.Context, before time.Time, limit int) ([]*event.Parked, error) {
	return r.db.DueParked(ctx, before, limit)
}

func (r *rig) ChangeParked(ctx context.Context, id string, change func(*event.Parked) error) (*event.Parked, error) {
	return r.db.ChangeParked(ctx, id, change)
}

func (r *rig) Analysis(ctx context.Context, id string) (*analysis.Analysis, error) {
	return r.db.Analysis(ctx, id)
}

func (r *rig) Latest(ctx context.Context, id string) (*analysis.Latest, error) {
	return r.db.Latest(ctx, id)
}

func (r *rig) Discard(ctx context.Context, a *analysis.Analysis) error { return r.db.Discard(ctx, a) }

func (r *rig) Acquire(ctx context.Context, what, owner string, now, until time.Time) error {
	return r.db.Acquire(ctx, what, owner, now, until)
}

func (r *rig) Release(ctx context.Context, what, owner string) error {
	return r.db.Release(ctx, what, owner)
}

func (r *rig) DueGone(ctx context.Context, before time.Time, limit int) ([]*store.Sweep, error) {
	return r.db.DueGone(ctx, before, limit)
}

func (r *rig) ForgetGone(ctx context.Context, gone *store.Sweep) error {
	return r.db.ForgetGone(ctx, gone)
}

func (r *rig) ChangeSweep(ctx context.Context, installation, repository int64, change func(*store.Sweep) error) (*store.Sweep, error) {
	return r.db.ChangeSweep(ctx, installation, repository, change)
}

func (r *rig) Slots(ctx context.Context) (*slots.Slots, error) { return r.db.Slots(ctx) }

func (r *rig) ChangeSlots(ctx context.Context, change func(*slots.Slots) error) (*slots.Slots, error) {
	return r.db.ChangeSlots(ctx, change)
}

func (r *rig) Waiting(ctx context.Context, limit int) ([]*slots.Waiter, error) {
	return r.db.Waiting(ctx, limit)
}

func (r *rig) HandOver(ctx context.Context, w *slots.Waiter, fn func(*slots.Slots, *slots.Waiter, *analysis.Analysis) error) error {
	return r.db.HandOver(ctx, w, fn)
}

func (r *rig) Redelivery(ctx context.Context) (*store.Redelivery, error) { return r.db.Redelivery(ctx) }

func (r *rig) SaveRedelivery(ctx context.Context, before, after *store.Redelivery) error {
	return r.db.SaveRedelivery(ctx, before, after)
}

func (r *rig) PublishEvent(_ context.Context, e event.Event) error {
	if r.slow > 0 { // else a heartbeat may look at the clock
		r.now = r.now.Add(r.slow)
	}
	if r.topicAway == nil {
		r.events = append(r.events, e)
	}
	return r.topicAway
}

func (r *rig) PublishResult(_ context.Context, e event.Result) error {
	if r.topicAway == nil {
		r.results = append(r.results, e)
	}
	return r.topicAway
}

// kept is the event that asked for pull request number n.
func (r *rig) kept(n int) event.Event {
	return event.Event{
		Schema: event.Schema, Delivery: fmt.Sprintf("delivery-%d", n), Event: "pull_request", Action: "opened", Intent: event.Analyze,
		ReceivedAt: r.now.Add(-time.Hour), UpdatedAt: r.now.Add(-time.Hour), InstallationID: 777,
		Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "project"}, Sender: event.Sender{Login: "octocat", Type: "User"},
		Subject: analysis.Subject{Kind: "pull_request", Number: n}, HeadSHA: "abc", BaseSHA: "def",
	}
}

type step = func(*analysis.Analysis) error

// add stores an analysis of pull request n that was queued an hour ago and went on by steps.
func (r *rig) add(n int, steps ...step) string {
	r.t.Helper()
	kept, err := json.Marshal(r.kept(n))
	if err != nil {
		r.t.Fatal(err)
	}
	subject := analysis.Subject{Kind: "pull_request", Number: n}
	id := kindtest.ID(42, subject, "abc")
	r.change(id, func(a *analysis.Analysis) error {
		a.Kind, a.Subject, a.HeadSHA, a.InstallationID = "pull_request", subject, "abc", 777
		a.Repository = analysis.Repository{ID: 42, Owner: "octo", Name: "project"}
		return a.Queue(r.now.Add(-time.Hour), "delivery", kept)
	})
	for _, s := range steps {
		r.change(id, s)
	}
	return id
}

func (r *rig) change(id string, s step) {
	r.t.Helper()
	_, _, err := r.db.Claim(r.t.Context(), "pull_request-42-1", id, func(_ *analysis.Latest, a *analysis.Analysis) error { return s(a) })
	if err != nil {
		r.t.Fatal(err)
	}
}

// Steps of an analysis, each an hour before now.
func (r *rig) dispatch() step {
	return func(a *analysis.Analysis) error { return a.Dispatch(r.now.Add(-time.Hour)) }
}

func (r *rig) degrade() step {
	return func(a *analysis.Analysis) error { return a.Degrade(r.now.Add(-time.Hour), "no answer") }
}

func (r *rig) fail() step {
	return func(a *analysis.Analysis) error { return a.Fail(r.now.Add(-time.Hour), "broken") }
}

func (r *rig) supersede() step {
	return func(a *analysis.Analysis) error { return a.Supersede(r.now.Add(-time.Hour), "closed") }
}

func (r *rig) stored(id string) *analysis.Analysis {
	r.t.Helper()
	a, err := r.db.Analysis(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// call is one call of the scheduler.
func (r *rig) call() (int, reconcile.Report) {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	var report reconcile.Report
	if err := json.Unmarshal(w.Body.Bytes(), &report); err != nil {
		r.t.Fatal(err)
	}
	return w.Code, report
}
