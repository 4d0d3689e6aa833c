// Package telemetry writes structured logs for Cloud Logging, with the trace of the request, and the counters and audit lines
// that log-based metrics count.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"

	"go.opentelemetry.io/otel/trace"
)

// The keys that every log line of an analysis carries.
const (
	KeyAnalysis   = "analysis_id"
	KeyDelivery   = "delivery"
	KeyRepository = "repository"
)

// New returns a logger that writes Cloud Logging's structured JSON: severity, message, time, version and, from the context, the
// trace and the attributes that With added. Source: cloud.google.com/logging/docs/structured-logging.
func New(w io.Writer, project, service string) *slog.Logger {
	json := slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: cloudNames})
	return slog.New(Handler(json, project)).With("service", service, "version", Version())
}

// Handler adds the context's trace and the attributes of With to each record. The trace has its full name if project is set.
func Handler(next slog.Handler, project string) slog.Handler { return contextHandler{next, project} }

// cloudNames renames slog's own keys to Cloud Logging's and its levels to Cloud Logging's severities.
func cloudNames(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.MessageKey:
		a.Key = "message"
	case slog.LevelKey:
		level, _ := a.Value.Any().(slog.Level)
		severity := "DEBUG"
		switch {
		case level >= slog.LevelError:
			severity = "ERROR"
		case level >= slog.LevelWarn:
			severity = "WARNING"
		case level >= slog.LevelInfo:
			severity = "INFO"
		}
		return slog.String("severity", severity)
	}
	return a
}

type contextKey struct{}

// With adds attributes, as slog.Logger.With takes them, to every log line written with the returned context. A new attribute
// replaces an older one with the same key, because Cloud Logging keeps only one of them.
func With(ctx context.Context, args ...any) context.Context {
	var r slog.Record
	r.Add(args...)
	carried, _ := ctx.Value(contextKey{}).([]slog.Attr)
	carried = slices.Clone(carried)
	r.Attrs(func(a slog.Attr) bool {
		carried = append(slices.DeleteFunc(carried, func(b slog.Attr) bool { return b.Key == a.Key }), a)
		return true
	})
	return context.WithValue(ctx, contextKey{}, carried)
}

// WithAnalysis adds the attributes of an analysis. The last delivery is the one being handled.
func WithAnalysis(ctx context.Context, id, repository string, deliveries []string) context.Context {
	ctx = With(ctx, KeyAnalysis, id, KeyRepository, repository)
	if n := len(deliveries); n > 0 {
		ctx = With(ctx, KeyDelivery, deliveries[n-1])
	}
	return ctx
}

type contextHandler struct {
	slog.Handler
	project string
}

func (h contextHandler) Handle(ctx context.Context, r slog.Record) error {
	r = r.Clone()
	if span := trace.SpanContextFromContext(ctx); span.IsValid() && h.project != "" {
		r.AddAttrs(
			slog.String("logging.googleapis.com/trace", "projects/"+h.project+"/traces/"+span.TraceID().String()),
			slog.String("logging.googleapis.com/spanId", span.SpanID().String()),
			slog.Bool("logging.googleapis.com/trace_sampled", span.IsSampled()))
	}
	carried, _ := ctx.Value(contextKey{}).([]slog.Attr)
	r.AddAttrs(carried...)
	return h.Handler.Handle(ctx, r)
}

func (h contextHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return contextHandler{h.Handler.WithAttrs(attrs), h.project}
}

func (h contextHandler) WithGroup(name string) slog.Handler {
	return contextHandler{h.Handler.WithGroup(name), h.project}
}

// Count logs one occurrence of a metric. A log-based metric of that name counts it by its attributes.
func Count(ctx context.Context, metric Metric, args ...any) {
	slog.InfoContext(ctx, "count "+string(metric), append([]any{"metric", string(metric)}, args...)...)
}

// Action logs a write to GitHub: the audit trail.
func Action(ctx context.Context, object, url, result string) {
	slog.InfoContext(ctx, "action", "object", object, "url", url, "result", result)
}

// GaveUp logs work that DevPlus gives up: severity ERROR and a counter in one line.
func GaveUp(ctx context.Context, what string, err error) {
	slog.ErrorContext(ctx, "gave up: "+what, "metric", string(MetricGivenUp), "error", err)
}

// Metric names a counter.
type Metric string

// The counters.
const (
	MetricGivenUp   Metric = "given_up"  // work that ended without an answer
	MetricAnalysis  Metric = "analysis"  // an analysis entered a state
	MetricRefused   Metric = "refused"   // a callback was refused
	MetricReconcile Metric = "reconcile" // work that was found stuck
)

// Version returns DEVPLUS_VERSION, which the deployment sets, else the version of the module, else "dev".
func Version() string {
	if v := os.Getenv("DEVPLUS_VERSION"); v != "" {
		return v
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
