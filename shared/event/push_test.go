package event

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/trace"

	"github.com/devplus-app/devplus/shared/telemetry"
)

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

// Pub/Sub repeats whatever is not 2xx: a wrong status loses work or repeats it for a week.
func TestPush_AnswersPubSub(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		method string
		body   string
		err    error
		status int
		level  string
	}{
		{"done", "POST", documented, nil, 204, ""},
		{"later", "POST", documented, errors.New("GitHub is away"), 503, "WARN"},
		{"cancelled", "POST", documented, context.Canceled, 503, "WARN"},
		{"too early", "POST", documented, fmt.Errorf("waiting: %w", ErrEarly), 425, "INFO"},
		{"unparsable inside", "POST", documented, fmt.Errorf("reading: %w", ErrUnparsable), 204, "ERROR"},
		{"unparsable envelope", "POST", "hello", nil, 204, "ERROR"},
		{"not a push", "GET", "", nil, 405, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var logged bytes.Buffer
			calls := 0
			h := Push(func(_ context.Context, m Message) error { calls++; return tt.err })
			r := httptest.NewRequest(tt.method, "/", strings.NewReader(tt.body))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), logKey{}, &logged)))
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			if wantCalls := map[bool]int{true: 1}[tt.body == documented]; calls != wantCalls {
				t.Errorf("handled %d times, want %d", calls, wantCalls)
			}
			if tt.method == http.MethodGet && w.Header().Get("Allow") != http.MethodPost {
				t.Errorf("Allow: %q", w.Header().Get("Allow"))
			}
			if tt.level == "" {
				if logged.Len() > 0 {
					t.Errorf("logged %s", &logged)
				}
				return
			}
			var line map[string]any
			if err := json.Unmarshal(logged.Bytes(), &line); err != nil || line["level"] != tt.level || line["error"] == nil && line["reason"] == nil {
				t.Errorf("want one line at %s with the error, got %v: %s", tt.level, err, &logged)
			}
		})
	}
}

func TestPush_KeepsTraceAndAttributes(t *testing.T) {
	t.Parallel()
	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	body, err := Message{ID: "1", DeliveryAttempt: 3, Attributes: map[string]string{
		"traceparent": "00-" + traceID + "-00f067aa0ba902b7-01", "delivery": guid, "repository": "octo/site", "other": "x",
	}}.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	r := post(bytes.NewReader(body))
	h := Push(func(ctx context.Context, _ Message) error {
		if got := trace.SpanContextFromContext(ctx).TraceID().String(); got != traceID {
			t.Errorf("trace %s", got)
		}
		slog.InfoContext(ctx, "working")
		return nil
	})
	h.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithValue(r.Context(), logKey{}, &logged)))
	var line map[string]any
	if err := json.Unmarshal(logged.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, &logged)
	}
	delete(line, "time")
	want := map[string]any{
		"level": "INFO", "msg": "working", "message_id": "1", "delivery_attempt": 3.0, "delivery": guid, "repository": "octo/site",
		"logging.googleapis.com/trace":  "projects/project/traces/" + traceID,
		"logging.googleapis.com/spanId": "00f067aa0ba902b7", "logging.googleapis.com/trace_sampled": true,
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("log line (-want +got):\n%s", diff)
	}
}
