package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/propagation"

	"github.com/devplus-app/devplus/shared/telemetry"
)

const (
	traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
	spanID  = "00f067aa0ba902b7"
)

// line is what log writes, one line of JSON, without the keys that differ from run to run.
func line(t *testing.T, project string, log func(*slog.Logger)) map[string]any {
	t.Helper()
	var out bytes.Buffer
	log(telemetry.New(&out, project, "webhook"))
	if strings.Count(out.String(), "\n") != 1 || !strings.HasSuffix(out.String(), "\n") {
		t.Errorf("not one line: %q", out.String())
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	at, _ := got["time"].(string)
	if _, err := time.Parse(time.RFC3339Nano, at); err != nil {
		t.Errorf("time: %v", err)
	}
	if got["service"] != "webhook" || got["version"] != telemetry.Version() {
		t.Errorf("service %v, version %v", got["service"], got["version"])
	}
	delete(got, "time")
	delete(got, "service")
	delete(got, "version")
	return got
}

// request carries a traceparent header, when there is one, and Trace has seen it.
func request(t *testing.T, traceparent string) context.Context {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	r.Header.Set("traceparent", traceparent)
	var ctx context.Context
	telemetry.Trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ctx = r.Context() })).ServeHTTP(httptest.NewRecorder(), r)
	return ctx
}

// Cloud Logging knows these names and no others; its alerts go by severity.
func TestLog_HasTheFieldsOfCloudLogging(t *testing.T) {
	t.Parallel()
	for level, severity := range map[slog.Level]string{
		slog.LevelInfo: "INFO", slog.LevelInfo + 1: "INFO", slog.LevelWarn: "WARNING", slog.LevelError: "ERROR", slog.LevelError + 4: "ERROR",
	} {
		got := line(t, "", func(l *slog.Logger) {
			l.Log(t.Context(), level, "two\nlines", "error", errors.New("a cause"), slog.Group("g", "msg", "kept", "level", slog.LevelInfo))
		})
		want := map[string]any{"severity": severity, "message": "two\nlines", "error": "a cause", "g": map[string]any{"msg": "kept", "level": "INFO"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", level, diff)
		}
	}
}

func TestTrace_ReachesLogLines(t *testing.T) {
	t.Parallel()
	sampled := map[string]any{
		"severity": "INFO", "message": "m",
		"logging.googleapis.com/trace":         "projects/project/traces/" + traceID,
		"logging.googleapis.com/spanId":        spanID,
		"logging.googleapis.com/trace_sampled": true,
	}
	bare := map[string]any{"severity": "INFO", "message": "m"}
	for _, c := range []struct {
		name, project, traceparent string
		want                       map[string]any
	}{
		{"sampled", "project", "00-" + traceID + "-" + spanID + "-01", sampled},
		{"no project to name it by", "", "00-" + traceID + "-" + spanID + "-01", bare},
		{"no trace", "project", "", bare},
		{"a broken header", "project", "00-" + traceID + "-" + spanID, bare},
		{"the trace of nothing", "project", "00-" + strings.Repeat("0", 32) + "-" + spanID + "-01", bare},
		{"a header that breaks out", "project", "00-" + traceID + "\",\"x\":\"-" + spanID + "-01", bare},
	} {
		ctx := request(t, c.traceparent)
		if diff := cmp.Diff(c.want, line(t, c.project, func(l *slog.Logger) { l.InfoContext(ctx, "m") })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// Messages carry the trace on, so that one search shows an analysis in all functions.
func TestTrace_IsPassedOn(t *testing.T) {
	t.Parallel()
	const traceparent = "00-" + traceID + "-" + spanID + "-01"
	attributes := map[string]string{}
	propagation.TraceContext{}.Inject(request(t, traceparent), propagation.MapCarrier(attributes))
	if attributes["traceparent"] != traceparent {
		t.Errorf("attributes %v", attributes)
	}
}

func TestLog_AttributesAddUp(t *testing.T) {
	t.Parallel()
	base := telemetry.With(t.Context(), telemetry.KeyDelivery, "guid", "attempt", 1)
	left := telemetry.With(base, "attempt", 2, telemetry.KeyAnalysis, "left")
	right := telemetry.With(base, telemetry.KeyAnalysis, "right", slog.Int("n", 3))
	for name, c := range map[string]struct {
		ctx  context.Context
		want map[string]any
	}{
		"none":  {t.Context(), map[string]any{}},
		"base":  {base, map[string]any{"delivery": "guid", "attempt": 1.0}},
		"left":  {left, map[string]any{"delivery": "guid", "attempt": 2.0, "analysis_id": "left"}},
		"right": {right, map[string]any{"delivery": "guid", "attempt": 1.0, "analysis_id": "right", "n": 3.0}},
	} {
		got := line(t, "project", func(l *slog.Logger) { l.WarnContext(c.ctx, "m", "own", true) })
		c.want["severity"], c.want["message"], c.want["own"] = "WARNING", "m", true
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Two keys of one name in a line of JSON: which one is found is anybody's guess.
func TestLog_HasEachKeyOnce(t *testing.T) {
	t.Parallel()
	ctx := telemetry.With(telemetry.With(t.Context(), "repository", "octo/old"), "repository", "octo/new")
	var out bytes.Buffer
	telemetry.New(&out, "", "webhook").InfoContext(ctx, "m")
	if strings.Count(out.String(), `"repository"`) != 1 || !strings.Contains(out.String(), "octo/new") {
		t.Errorf("logged %s", out.String())
	}
}

// The standard library's own rules for handlers.
func TestLog_PassesSlogtest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		out.Reset()
		return telemetry.Handler(slog.NewJSONHandler(&out, nil), "project")
	}, func(t *testing.T) map[string]any {
		var got map[string]any
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		return got
	})
}

// Log-based metrics, alerts and the audit trail find their lines by these. Not parallel: it is the default logger that is used.
func TestCount_WritesALogLine(t *testing.T) {
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	ctx := telemetry.With(t.Context(), telemetry.KeyAnalysis, "x")
	for name, c := range map[string]struct {
		log  func()
		want map[string]any
	}{
		"count":   {func() { telemetry.Count(ctx, telemetry.MetricAnalysis, "state", "failed") }, map[string]any{"severity": "INFO", "message": "count analysis", "metric": "analysis", "state": "failed", "analysis_id": "x"}},
		"action":  {func() { telemetry.Action(ctx, "comment", "https://github.com/o/r/pull/1", "edited") }, map[string]any{"severity": "INFO", "message": "action", "object": "comment", "url": "https://github.com/o/r/pull/1", "result": "edited", "analysis_id": "x"}},
		"gave up": {func() { telemetry.GaveUp(ctx, "publishing", errors.New("gone")) }, map[string]any{"severity": "ERROR", "message": "gave up: publishing", "metric": "given_up", "error": "gone", "analysis_id": "x"}},
	} {
		got := line(t, "", func(l *slog.Logger) { slog.SetDefault(l); c.log() })
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestVersion_IsTheDeployments(t *testing.T) {
	t.Setenv("DEVPLUS_VERSION", "")
	if telemetry.Version() == "" {
		t.Error("an unknown version has no name")
	}
	t.Setenv("DEVPLUS_VERSION", "v1.2.3")
	if got := telemetry.Version(); got != "v1.2.3" {
		t.Errorf("version %s", got)
	}
}
