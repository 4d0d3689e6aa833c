package telemetry_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// traced serves one request with Trace, and returns the attributes that a message published in it carries.
func traced(t *testing.T, header http.Header, work func(context.Context) context.Context) map[string]string {
	t.Helper()
	attributes := map[string]string{}
	handler := telemetry.Trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		propagation.TraceContext{}.Inject(work(r.Context()), propagation.MapCarrier(attributes))
	}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	r.Header = header
	handler.ServeHTTP(httptest.NewRecorder(), r)
	return attributes
}

func names(spans tracetest.SpanStubs) (all []string) {
	for _, s := range spans {
		all = append(all, s.Name)
	}
	slices.Sort(all)
	return all
}

func none(ctx context.Context) context.Context { return ctx }

// The tests share the process's tracer, so they are not parallel. A second tracer takes the first one's place.
func TestTrace_IsOneFromTheDeliveryToTheCheckRun(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	telemetry.StartTracing(exporter, 1)
	delivery := http.Header{"X-Github-Delivery": {"guid"}, "X-Github-Event": {"pull_request"}}
	message := traced(t, delivery, none)
	message["delivery"] = "guid"
	traced(t, nil, func(ctx context.Context) context.Context { return telemetry.Continue(ctx, "message", message, 1) })
	result := traced(t, nil, func(ctx context.Context) context.Context { // Kestra brings no trace along
		ctx = telemetry.Join(ctx, "answer", []string{"other", "guid"})
		telemetry.Record(ctx, "Kestra's execution", time.Now().Add(-time.Minute), map[string]string{"execution_id": "x"})
		return ctx
	})
	traced(t, nil, func(ctx context.Context) context.Context { return telemetry.Continue(ctx, "result", result, 1) })

	spans := exporter.GetSpans()
	if diff := cmp.Diff([]string{"Kestra's execution", "answer", "delivery pull_request", "message", "result"}, names(spans)); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	known := map[trace.SpanID]bool{{}: true}
	for _, s := range spans {
		known[s.SpanContext.SpanID()] = true
	}
	for _, s := range spans {
		if s.SpanContext.TraceID() != spans[0].SpanContext.TraceID() {
			t.Errorf("%s is in another trace", s.Name)
		}
		if !known[s.Parent.SpanID()] {
			t.Errorf("%s has a parent that nobody exported", s.Name)
		}
		if s.Name == "Kestra's execution" && s.EndTime.Sub(s.StartTime) < time.Minute {
			t.Errorf("Kestra's execution took %v", s.EndTime.Sub(s.StartTime))
		}
	}
}

// Failures are the purpose of traces, so they must not depend on the sampling rate.
func TestTrace_FollowsWhatFailsOrIsTriedAgain(t *testing.T) {
	for name, work := range map[string]func(context.Context) context.Context{
		"degraded": func(ctx context.Context) context.Context {
			return telemetry.FollowAnalysis(ctx, []string{"guid"}, 1, false, "model_timeout")
		},
		"failed": func(ctx context.Context) context.Context {
			return telemetry.FollowAnalysis(ctx, []string{"guid"}, 1, true, "")
		},
		"tried again": func(ctx context.Context) context.Context {
			return telemetry.FollowAnalysis(ctx, []string{"guid"}, 2, false, "")
		},
		"delivered again": func(ctx context.Context) context.Context {
			return telemetry.Continue(ctx, "message", map[string]string{"delivery": "guid"}, 2)
		},
	} {
		t.Run(name, func(t *testing.T) {
			exporter := tracetest.NewInMemoryExporter()
			telemetry.StartTracing(exporter, 0)
			message := traced(t, nil, work)
			traced(t, nil, func(ctx context.Context) context.Context { return telemetry.Continue(ctx, "next", message, 1) })
			spans := exporter.GetSpans()
			if len(spans) != 2 {
				t.Fatalf("spans %v, want the one that follows and the next function's", names(spans))
			}
			links := slices.Concat(spans[0].Links, spans[1].Links)
			if len(links) != 1 || links[0].Attributes[0].Value.AsString() != "guid" {
				t.Errorf("links %+v, want the delivery's", links)
			}
		})
	}
	exporter := tracetest.NewInMemoryExporter()
	telemetry.StartTracing(exporter, 0)
	traced(t, http.Header{"X-Github-Delivery": {"guid"}}, func(ctx context.Context) context.Context {
		return telemetry.FollowAnalysis(telemetry.Join(ctx, "answer", []string{"guid"}), []string{"guid"}, 1, false, "")
	})
	if spans := exporter.GetSpans(); len(spans) > 0 {
		t.Errorf("nothing went wrong, and %v were traced", names(spans))
	}
}

// Each function decides by itself; where they differed a trace would have holes.
func TestTrace_SharesAreTakenAlikeEverywhere(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	telemetry.StartTracing(exporter, 0.1)
	for i := range 500 {
		guid := string(rune('a'+i%26)) + time.Duration(i).String()
		before := len(exporter.GetSpans())
		traced(t, http.Header{"X-Github-Delivery": {guid}}, none)
		traced(t, nil, func(ctx context.Context) context.Context { return telemetry.Join(ctx, "answer", []string{guid}) })
		if n := len(exporter.GetSpans()) - before; n != 0 && n != 2 {
			t.Fatalf("delivery %s: %d of 2 spans", guid, n)
		}
	}
	if n := len(exporter.GetSpans()) / 2; n < 20 || n > 90 {
		t.Errorf("%d of 500 deliveries were traced, want about 50", n)
	}
}

// GitHub's calls are spans of the analysis, and GitHub learns nothing of it.
func TestTrace_HoldsTheCallsThatWereMade(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	telemetry.StartTracing(exporter, 1)
	var told http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told = r.Header }))
	t.Cleanup(server.Close)
	client := &http.Client{Transport: telemetry.Transport(http.DefaultTransport)}
	call := func(ctx context.Context) context.Context {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/repos/o/r", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return ctx
	}
	traced(t, http.Header{"X-Github-Delivery": {"guid"}, "X-Github-Event": {"push"}}, call)
	spans := exporter.GetSpans()
	if len(spans) != 2 || spans[0].SpanContext.TraceID() != spans[1].SpanContext.TraceID() {
		t.Errorf("spans %v, want the delivery and its call in one trace", names(spans))
	}
	if told.Get("Traceparent") != "" {
		t.Errorf("GitHub is sent %v", told)
	}
	exporter.Reset()
	traced(t, nil, call)
	if spans := exporter.GetSpans(); len(spans) > 0 {
		t.Errorf("%v were traced, and belong to no delivery", names(spans))
	}
}

func BenchmarkTrace(b *testing.B) {
	handler := telemetry.Trace(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := telemetry.Join(r.Context(), "answer", []string{"guid"})
		telemetry.Follow(ctx, []string{"guid"}, "degraded")
	}))
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", nil)
	r.Header.Set("X-GitHub-Delivery", "guid")
	for b.Loop() {
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
}
