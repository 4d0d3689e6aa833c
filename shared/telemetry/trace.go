package telemetry

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// flushTimeout bounds the time that a sampled request waits to export its spans: Cloud Run stops the CPU after the response.
const flushTimeout = 2 * time.Second

// tracer makes spans of deliveries. One analysis is one trace, from the delivery to the check run. The trace ID is derived from the
// delivery's GUID, so that a callback from Kestra, which carries no trace, joins it without stored state.
type tracer struct {
	provider *sdk.TracerProvider
	ratio    sdk.Sampler
}

// tracing is the process's tracer; nil for none, and then every function here returns at once.
var tracing atomic.Pointer[tracer]

// StartTracing samples a share of deliveries, 0 to 1, and hands their spans to exporter.
func StartTracing(exporter sdk.SpanExporter, share float64, attributes ...attribute.KeyValue) {
	t := &tracer{ratio: sdk.TraceIDRatioBased(share)}
	t.provider = sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithSampler(forced{sdk.ParentBased(t.ratio)}), sdk.WithIDGenerator(ids{}),
		sdk.WithResource(described(attributes)))
	tracing.Store(t)
	otel.SetTracerProvider(t.provider) // Google's clients make their spans by it
}

func (t *tracer) tracer() trace.Tracer { return t.provider.Tracer("devplus") }

// delivery is the context of the span with which a delivery's trace begins.
func (t *tracer) delivery(guid string) trace.SpanContext {
	sum := sha256.Sum256([]byte("delivery " + guid))
	c := trace.SpanContextConfig{TraceID: trace.TraceID(sum[:16]), SpanID: trace.SpanID(sum[16:24]), Remote: true}
	if t.ratio.ShouldSample(sdk.SamplingParameters{TraceID: c.TraceID}).Decision == sdk.RecordAndSample {
		c.TraceFlags = trace.FlagsSampled
	}
	return trace.NewSpanContext(c)
}

type (
	forceKey struct{} // set: the next span is sampled whatever the share is
	firstKey struct{} // a trace.SpanContext: the IDs of the next root span
	spansKey struct{} // *spans: those of the request
)

// forced samples a span on request, and any other span if its parent is sampled. A root span that is no delivery, such as the first read of a
// secret, is not sampled.
type forced struct{ sdk.Sampler }

func (f forced) ShouldSample(p sdk.SamplingParameters) sdk.SamplingResult {
	if p.ParentContext.Value(forceKey{}) != nil {
		return sdk.AlwaysSample().ShouldSample(p)
	}
	if p.ParentContext.Value(firstKey{}) == nil && !trace.SpanContextFromContext(p.ParentContext).IsValid() {
		return sdk.NeverSample().ShouldSample(p)
	}
	return f.Sampler.ShouldSample(p)
}

// ids gives a delivery's first span the IDs that follow from the delivery, and all others random ones.
type ids struct{}

func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	if first, ok := ctx.Value(firstKey{}).(trace.SpanContext); ok {
		return first.TraceID(), first.SpanID()
	}
	var id trace.TraceID
	binary.NativeEndian.PutUint64(id[:8], rand.Uint64()|1) // a trace's ID is not zero
	binary.NativeEndian.PutUint64(id[8:], rand.Uint64())
	return id, ids{}.NewSpanID(ctx, id)
}

func (ids) NewSpanID(context.Context, trace.TraceID) (id trace.SpanID) {
	binary.NativeEndian.PutUint64(id[:], rand.Uint64()|1)
	return id
}

// spans are the spans of a request, which end with it.
type spans struct {
	mu   sync.Mutex
	open []trace.Span
}

func (s *spans) end() (sampled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.open) - 1; i >= 0; i-- {
		sampled = sampled || s.open[i].SpanContext().IsSampled()
		s.open[i].End()
	}
	return sampled
}

// startSpan starts a span that ends with the request.
func (t *tracer) startSpan(ctx context.Context, name string, options ...trace.SpanStartOption) context.Context {
	request, ok := ctx.Value(spansKey{}).(*spans)
	if !ok {
		return ctx // no request, so nothing would end the span
	}
	next, span := t.tracer().Start(ctx, name, options...)
	request.mu.Lock()
	request.open = append(request.open, span)
	request.mu.Unlock()
	return trace.ContextWithSpan(ctx, trace.SpanFromContext(next))
}

// Trace is middleware that joins the trace of the request, as its W3C traceparent header names it, or begins the trace of a delivery.
// Messages carry the trace on. All spans of the request end with it.
func Trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		t := tracing.Load()
		if t == nil {
			next.ServeHTTP(w, r.WithContext(ctx))
			return
		}
		request := new(spans)
		ctx = context.WithValue(ctx, spansKey{}, request)
		if guid := r.Header.Get("X-GitHub-Delivery"); guid != "" {
			first := context.WithValue(ctx, firstKey{}, t.delivery(guid))
			ctx = trace.ContextWithSpan(ctx, trace.SpanFromContext(t.startSpan(first, "delivery "+r.Header.Get("X-GitHub-Event"), trace.WithNewRoot())))
		}
		next.ServeHTTP(w, r.WithContext(ctx))
		if request.end() {
			t.flush(ctx)
		}
	})
}

func (t *tracer) flush(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	if err := t.provider.ForceFlush(ctx); err != nil {
		slog.WarnContext(ctx, "spans were not exported", "error", err)
	}
}

// Continue continues the trace that a message's attributes name, or that of its delivery. A redelivered message is always traced.
func Continue(ctx context.Context, name string, attributes map[string]string, deliveryAttempt int) context.Context {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier(attributes))
	t := tracing.Load()
	if t == nil {
		return ctx
	}
	if guid := attributes[KeyDelivery]; guid != "" && attributes["traceparent"] == "" {
		ctx = trace.ContextWithRemoteSpanContext(ctx, t.delivery(guid))
	}
	if deliveryAttempt > 1 {
		return t.follow(ctx, name, attributes[KeyDelivery], attribute.Int("delivery_attempt", deliveryAttempt))
	}
	return t.startSpan(ctx, name)
}

// Follow traces an analysis from here on, sampled or not. reason says why: it failed, was degraded, or is retried. The span links to the
// delivery.
func Follow(ctx context.Context, deliveries []string, reason string) context.Context {
	t := tracing.Load()
	if t == nil || trace.SpanContextFromContext(ctx).IsSampled() {
		return ctx
	}
	return t.follow(ctx, "followed", lastDelivery(deliveries), attribute.String("reason", reason))
}

// FollowAnalysis calls Follow if an analysis failed, was degraded, or is in a later attempt.
func FollowAnalysis(ctx context.Context, deliveries []string, attempt int, failed bool, degraded string) context.Context {
	switch {
	case failed:
		return Follow(ctx, deliveries, "failed")
	case degraded != "":
		return Follow(ctx, deliveries, "degraded: "+degraded)
	case attempt > 1:
		return Follow(ctx, deliveries, "tried again")
	}
	return ctx
}

func lastDelivery(deliveries []string) string {
	if len(deliveries) == 0 {
		return ""
	}
	return deliveries[len(deliveries)-1]
}

func (t *tracer) follow(ctx context.Context, name, delivery string, attributes ...attribute.KeyValue) context.Context {
	options := []trace.SpanStartOption{trace.WithAttributes(attributes...)}
	if delivery != "" {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: t.delivery(delivery), Attributes: []attribute.KeyValue{attribute.String(KeyDelivery, delivery)}}))
	}
	followed := t.startSpan(context.WithValue(ctx, forceKey{}, true), name, options...)
	return trace.ContextWithSpan(ctx, trace.SpanFromContext(followed))
}

// Join continues the trace of a delivery in a request that does not carry it: a callback.
func Join(ctx context.Context, name string, deliveries []string) context.Context {
	t := tracing.Load()
	if t == nil || len(deliveries) == 0 {
		return ctx
	}
	return t.startSpan(trace.ContextWithRemoteSpanContext(ctx, t.delivery(lastDelivery(deliveries))), name)
}

// Record adds a span for work of another system, from begin until now.
func Record(ctx context.Context, name string, begin time.Time, attributes map[string]string) {
	t := tracing.Load()
	if t == nil || begin.IsZero() {
		return
	}
	var all []attribute.KeyValue
	for key, value := range attributes {
		all = append(all, attribute.String(key, value))
	}
	_, span := t.tracer().Start(ctx, name, trace.WithTimestamp(begin), trace.WithAttributes(all...))
	span.End()
}

// Transport makes a span of each request that base makes. Without tracing it is base.
func Transport(base http.RoundTripper) http.RoundTripper {
	if tracing.Load() == nil {
		return base
	}
	return otelhttp.NewTransport(base, otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method + " " + r.URL.Host }))
}

// Project is the attribute that tells Cloud Trace which project the spans belong to.
func Project(id string) attribute.KeyValue { return attribute.String("gcp.project_id", id) }

// described is the resource that describes this process.
func described(attributes []attribute.KeyValue) *resource.Resource {
	return resource.NewSchemaless(append(attributes,
		attribute.String("service.name", os.Getenv("K_SERVICE")), attribute.String("service.version", Version()))...)
}
