package topics

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// serve starts Pub/Sub's in-process server with our topics, and the real client.
func serve(t *testing.T, options ...pstest.ServerReactorOption) (*pstest.Server, *Publisher) {
	t.Helper()
	server := pstest.NewServer(options...)
	t.Cleanup(func() { _ = server.Close() })
	client, err := pubsub.NewClient(t.Context(), "project",
		option.WithEndpoint(server.Addr), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{event.EventsTopic, event.BackgroundTopic, event.ResultsTopic} {
		if _, err := server.GServer.CreateTopic(t.Context(), &pubsubpb.Topic{Name: "projects/project/topics/" + name}); err != nil {
			t.Fatal(err)
		}
	}
	p := New(client, Names{event.EventsTopic, event.BackgroundTopic, event.ResultsTopic})
	t.Cleanup(func() { p.Stop(); _ = client.Close() })
	return server, p
}

func TestPublisher_UsesTheTopics(t *testing.T) {
	t.Parallel()
	server, p := serve(t)
	traceID, _ := trace.TraceIDFromHex("4bf92f3577b34da6a3ce929d0e0e4736")
	spanID, _ := trace.SpanIDFromHex("00f067aa0ba902b7")
	state, _ := trace.ParseTraceState("vendor=1")
	traced := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: traceID, SpanID: spanID, TraceFlags: trace.FlagsSampled, TraceState: state,
	}))

	opened := event.Event{
		Schema: 1, Delivery: "guid", Event: "pull_request", Action: "opened", Intent: event.Analyze, InstallationID: 7,
		Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "site", DefaultBranch: "main", Private: true},
		Sender:     event.Sender{Login: "dev[bot]", Type: "Bot"},
		ReceivedAt: time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC), UpdatedAt: time.Date(2026, 5, 4, 1, 0, 0, 0, time.UTC),
		Subject: analysis.Subject{Kind: "pull_request", Number: 12}, HeadSHA: strings.Repeat("a", 40), BaseSHA: strings.Repeat("b", 40),
	}
	gone := event.Event{Schema: 1, Delivery: "guid", Event: "installation", Action: "deleted", Intent: event.StopAll, InstallationID: 7}
	result := event.Result{AnalysisID: "pull_request-42-0123456789abcdef0123", Attempt: 2}
	for _, err := range []error{
		p.PublishEvent(traced, opened), p.PublishEvent(t.Context(), gone), p.PublishResult(t.Context(), result),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}

	messages := server.Messages()
	if len(messages) != 3 {
		t.Fatalf("%d messages, want 3", len(messages))
	}
	attributes := []map[string]string{
		{"event": "pull_request", "action": "opened", "repository": "octo/site", "delivery": "guid", "schema": "1",
			"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
		{"event": "installation", "action": "deleted", "delivery": "guid", "schema": "1"},
		{"analysis_id": result.AnalysisID, "schema": "1"},
	}
	for i, want := range attributes {
		if diff := cmp.Diff(want, messages[i].Attributes); diff != "" {
			t.Errorf("attributes of message %d (-want +got):\n%s", i, diff)
		}
	}
	for i, want := range []event.Event{opened, gone} {
		if got, err := (event.Message{Data: messages[i].Data}).Event(); err != nil || !cmp.Equal(want, got) {
			t.Errorf("event %d: %v\n%s", i, err, cmp.Diff(want, got))
		}
	}
	if got, err := (event.Message{Data: messages[2].Data}).Result(); err != nil || got != result {
		t.Errorf("result %+v, %v", got, err)
	}
	for i, topic := range []string{event.EventsTopic, event.EventsTopic, event.ResultsTopic} {
		if want := "projects/project/topics/" + topic; messages[i].Topic != want {
			t.Errorf("message %d is on %s, want %s", i, messages[i].Topic, want)
		}
	}
}

// A publication that was not acknowledged must not look done, and the next one must not pay for it.
func TestPublisher_ReportsErrorsAndGoesOn(t *testing.T) {
	t.Parallel()
	server, p := serve(t)
	server.SetAutoPublishResponse(false)
	server.AddPublishResponse(nil, status.Error(codes.PermissionDenied, "no"))
	err := p.PublishEvent(t.Context(), event.Event{Schema: 1, Event: "repository"})
	if status.Code(errors.Unwrap(err)) != codes.PermissionDenied {
		t.Errorf("refused: %v", err)
	}
	server.AddPublishResponse(nil, status.Error(codes.Unavailable, "later"))
	server.AddPublishResponse(&pubsubpb.PublishResponse{MessageIds: []string{"1"}}, nil)
	if err := p.PublishEvent(t.Context(), event.Event{Schema: 1, Event: "repository"}); err != nil {
		t.Errorf("unavailable once, then there: %v", err)
	}

	missing, p := serve(t, pstest.WithErrorInjection("Publish", codes.NotFound, "no topic"))
	if err := p.PublishResult(t.Context(), event.Result{AnalysisID: "a", Attempt: 1}); status.Code(errors.Unwrap(err)) != codes.NotFound {
		t.Errorf("no topic: %v", err)
	}
	if n := len(missing.Messages()); n != 0 {
		t.Errorf("%d messages", n)
	}
}

// GitHub waits 10 s: a Pub/Sub that hangs must become an answer before that, also where the caller sets no limit.
func TestPublisher_TimesOut(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]func(*Publisher) (context.Context, context.CancelFunc){
		"its own limit": func(p *Publisher) (context.Context, context.CancelFunc) {
			p.timeout = 50 * time.Millisecond
			return context.WithCancel(t.Context())
		},
		"the caller's": func(*Publisher) (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 50*time.Millisecond)
		},
	} {
		server, p := serve(t)
		server.SetAutoPublishResponse(false) // and no answer: the call hangs
		ctx, cancel := limit(p)
		start := time.Now()
		if err := p.PublishEvent(ctx, event.Event{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > publishTimeout/2 {
			t.Errorf("%s: after %v: %v", name, time.Since(start), err)
		}
		cancel()
		server.AddPublishResponse(&pubsubpb.PublishResponse{MessageIds: []string{"1"}}, nil) // lets the hanging call end
	}
	if publishTimeout >= 10*time.Second {
		t.Errorf("publishTimeout is %v", publishTimeout)
	}
}

// Thousands of repositories must not stand in line before a pull request.
func TestPublisher_KeepsTheLanesApart(t *testing.T) {
	t.Parallel()
	server, p := serve(t)
	for _, e := range []event.Event{
		{Event: "pull_request", Action: "opened", Intent: event.Analyze},
		{Event: "installation", Action: "deleted", Intent: event.StopAll},
		{Event: "installation", Action: "created", Intent: event.Split},
		{Event: event.Schedule, Action: "weekly", Intent: event.Analyze},
		{Event: "repository", Action: "transferred", Intent: event.Sweep},
	} {
		if err := p.PublishEvent(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	lanes := map[string]string{}
	for _, m := range server.Messages() {
		_, lane, _ := strings.Cut(m.Topic, "/topics/")
		lanes[m.Attributes["event"]+" "+m.Attributes["action"]] = lane
	}
	want := map[string]string{
		"pull_request opened": event.EventsTopic, "installation deleted": event.EventsTopic,
		"installation created": event.BackgroundTopic, "schedule weekly": event.BackgroundTopic, "repository transferred": event.BackgroundTopic,
	}
	if diff := cmp.Diff(want, lanes); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
}
