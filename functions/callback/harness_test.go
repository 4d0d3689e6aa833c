package callback_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/devplus-app/devplus/functions/callback"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/slots"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
	"github.com/devplus-app/devplus/shared/testing/logtest"
)

var start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

const (
	key      = "the key that dispatch mints with"
	clean    = `{"summary":"Sets a limit.","findings":[],"verdict":"no_concerns"}`
	unusable = `{"summary":1,"findings":[],"verdict":"no_concerns"}`
)

var errAway = errors.New("away")

// logged is all that the tests of this package have logged.
var logged logtest.Lines

func TestMain(m *testing.M) {
	slog.SetDefault(telemetry.New(&logged, "", "test"))
	os.Exit(m.Run())
}

// rig is a callback function on a real store with an analysis whose workflow runs.
type rig struct {
	t  *testing.T
	db *embedded.Store
	id string

	callback.Callback
	now     time.Time
	keys    ring
	reading error // of the store
	writing error // of the store

	mu        sync.Mutex
	topicAway error
	published []event.Result
	woken     []string // analyses whose event was published
}

func newRig(t *testing.T) *rig {
	t.Helper()
	db := dbtest.Open(t)
	r := &rig{t: t, db: db, now: start}
	r.keys.held = [][]byte{[]byte(key)}
	r.Callback = callback.Callback{Store: r, Keys: &r.keys, Topics: r, Kinds: kinds.All(nil, nil), Now: func() time.Time { return r.now }}
	subject := analysis.Subject{Kind: "pull_request", Number: 12}
	r.id = kindtest.ID(42, subject, "abc")
	r.claim(func(a *analysis.Analysis) error {
		a.Kind, a.Subject, a.HeadSHA = "pull_request", subject, "abc"
		a.Repository = analysis.Repository{ID: 42, Owner: "octo", Name: "project"}
		return a.Queue(start, "delivery", json.RawMessage(`{}`))
	})
	r.claim(func(a *analysis.Analysis) error { return a.Dispatch(start) })
	return r
}

func (r *rig) Analysis(ctx context.Context, id string) (*analysis.Analysis, error) {
	if r.reading != nil {
		return nil, r.reading
	}
	return r.db.Analysis(ctx, id)
}

func (r *rig) Settle(ctx context.Context, a *analysis.Analysis, k budget.Keys, change func(*analysis.Analysis, *store.Held) error) (*analysis.Analysis, error) {
	if r.writing != nil {
		return nil, r.writing
	}
	return r.db.Settle(ctx, a, k, change)
}

func (r *rig) ChangeHeld(ctx context.Context, k budget.Keys, change func(*store.Held) error) (*store.Held, error) {
	return r.db.ChangeHeld(ctx, k, change)
}

func (r *rig) Waiting(ctx context.Context, limit int) ([]*slots.Waiter, error) {
	return r.db.Waiting(ctx, limit)
}

func (r *rig) HandOver(ctx context.Context, w *slots.Waiter, fn func(*slots.Slots, *slots.Waiter, *analysis.Analysis) error) error {
	return r.db.HandOver(ctx, w, fn)
}

func (r *rig) PublishEvent(_ context.Context, e event.Event) error {
	r.woken = append(r.woken, e.AnalysisID)
	return nil
}

func (r *rig) PublishResult(_ context.Context, result event.Result) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.topicAway == nil {
		r.published = append(r.published, result)
	}
	return r.topicAway
}

// ring holds keys: those read last, and those that the next read finds.
type ring struct {
	held, stored [][]byte
	err          error
	refreshed    int
}

func (k *ring) Values(context.Context) ([][]byte, error) { return k.held, k.err }

func (k *ring) Refresh(context.Context) ([][]byte, error) {
	k.refreshed++
	if k.stored != nil {
		k.held = k.stored
	}
	return k.held, k.err
}

func (r *rig) claim(change func(*analysis.Analysis) error) {
	r.t.Helper()
	_, _, err := r.db.Claim(r.t.Context(), "pull_request-42-12", r.id, func(_ *analysis.Latest, a *analysis.Analysis) error { return change(a) })
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) stored() *analysis.Analysis {
	r.t.Helper()
	a, err := r.db.Analysis(r.t.Context(), r.id)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

func (r *rig) token(attempt int) string {
	return analysis.Mint([]byte(key), r.id, attempt, start.Add(analysis.TokenLifetime))
}

// succeeded is the body of an answer to the first attempt.
func (r *rig) succeeded(result string) string {
	return `{"analysis_id":"` + r.id + `","attempt":1,"execution_id":"execution1","status":"succeeded","result":` + result +
		`,"usage":{"model":"m","input_tokens":2000,"output_tokens":500,"calls":3,"parts":2,"unanswered":1}}`
}

func (r *rig) failed(cause string) string {
	return `{"analysis_id":"` + r.id + `","attempt":1,"execution_id":"execution1","status":"failed","error":` + cause + `}`
}

func request(token, body string) *http.Request {
	req := httptest.NewRequest(http.MethodPost, callback.Path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}

func (r *rig) serve(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// send answers the first attempt with a good token.
func (r *rig) send(body string) *httptest.ResponseRecorder { return r.serve(request(r.token(1), body)) }

func (r *rig) want(w *httptest.ResponseRecorder, status int) {
	r.t.Helper()
	if w.Code != status {
		r.t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
}

func (r *rig) wantPublished(n int) {
	r.t.Helper()
	if len(r.published) != n {
		r.t.Fatalf("published %d times, want %d", len(r.published), n)
	}
	for _, result := range r.published {
		if want := (event.Result{AnalysisID: r.id, Attempt: 1}); result != want {
			r.t.Errorf("published %+v, want %+v", result, want)
		}
	}
}
