package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/event/examplestest"
	"github.com/devplus-app/devplus/shared/telemetry"
)

const (
	guid   = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
	secret = "a secret of the App, long enough"
)

// topic keeps what is published, or refuses it.
type topic struct {
	mu     sync.Mutex
	events []event.Event
	err    error
}

func (t *topic) PublishEvent(_ context.Context, e event.Event) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil {
		t.events = append(t.events, e)
	}
	return t.err
}

func (t *topic) published() []event.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.events
}

// vault holds secrets: those that were read last, and those that another read would find.
type vault struct {
	held, stored [][]byte
	err          error
	refreshed    int
}

func secrets(values ...string) *vault {
	var v vault
	for _, value := range values {
		v.held = append(v.held, []byte(value))
	}
	v.stored = v.held
	return &v
}

func (v *vault) Values(context.Context) ([][]byte, error) { return v.held, v.err }

func (v *vault) Refresh(context.Context) ([][]byte, error) {
	v.refreshed++
	v.held = v.stored
	return v.held, v.err
}

func serve(s Secrets, p Publisher) *handler {
	return newHandler(Config{Secrets: s, Publisher: p})
}

func sign(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// delivery is a request as GitHub sends it.
func delivery(target, name string, body []byte) *http.Request {
	return deliveryFrom(target, name, bytes.NewReader(body), sign(secret, body))
}

func deliveryFrom(target, name string, body io.Reader, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, body)
	r.RequestURI = "" // so that a client can send it too
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-GitHub-Event", name)
	r.Header.Set("X-GitHub-Delivery", guid)
	r.Header.Set("X-Hub-Signature-256", signature)
	return r
}

func ask(h *handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.routes().ServeHTTP(w, r)
	return w
}

type object = map[string]any

func opened() object {
	return object{
		"action":       "opened",
		"installation": object{"id": 7},
		"repository":   object{"id": 42, "name": "site", "owner": object{"login": "octo"}},
		"sender":       object{"login": "dev", "type": "User"},
		"pull_request": object{
			"number": 12, "updated_at": "2026-05-04T01:00:00Z",
			"head": object{"sha": "0123456789abcdef0123456789abcdef01234567"},
			"base": object{"sha": "89abcdef0123456789abcdef0123456789abcdef"},
		},
	}
}

func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return body
}

type logKey struct{}

// perContext writes a record to the buffer in its context, so that parallel tests keep their logs apart.
type perContext struct{}

func (perContext) Enabled(context.Context, slog.Level) bool { return true }
func (h perContext) WithAttrs([]slog.Attr) slog.Handler     { return h }
func (h perContext) WithGroup(string) slog.Handler          { return h }
func (perContext) Handle(ctx context.Context, r slog.Record) error {
	if buffer, ok := ctx.Value(logKey{}).(*bytes.Buffer); ok {
		return slog.NewJSONHandler(buffer, nil).Handle(ctx, r)
	}
	return nil
}

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(telemetry.Handler(perContext{}, "project")))
	os.Exit(m.Run())
}

// examples are GitHub's own payloads. npm fetches them; without it the test is skipped, or fails where all is required.
func examples(t testing.TB) []examplestest.Examples {
	t.Helper()
	all, err := examplestest.Load()
	switch {
	case err != nil && os.Getenv("DEVPLUS_REQUIRE") == "all":
		t.Fatalf("GitHub's example payloads: %v; install Node.js, whose npm fetches them", err)
	case err != nil:
		t.Skipf("GitHub's example payloads: %v; install Node.js, whose npm fetches them", err)
	}
	return all
}
