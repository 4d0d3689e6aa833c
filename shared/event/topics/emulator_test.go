package topics_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/event/topics"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

// Google's own emulator wraps and repeats: what it posts is not of our making, as Envelope is.
func TestPush_DeliversThroughTheEmulator(t *testing.T) {
	t.Parallel()
	client, err := pubsub.NewClient(t.Context(), fmt.Sprintf("push-%d", time.Now().UnixNano()),
		option.WithEndpoint(emulator.PubSub(t)), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	arrived := make(chan event.Message, 10)
	var calls atomic.Int32
	server := httptest.NewServer(event.Push(func(_ context.Context, m event.Message) error {
		arrived <- m
		if calls.Add(1) == 1 {
			return errors.New("not yet")
		}
		return nil
	}))
	defer server.Close()

	project := "projects/" + client.Project()
	topic := &pubsubpb.Topic{Name: project + "/topics/" + event.EventsTopic}
	if _, err := client.TopicAdminClient.CreateTopic(t.Context(), topic); err != nil {
		t.Fatal(err)
	}
	subscription := &pubsubpb.Subscription{
		Name: project + "/subscriptions/dispatch", Topic: topic.Name, AckDeadlineSeconds: 600,
		PushConfig: &pubsubpb.PushConfig{PushEndpoint: server.URL},
	}
	if _, err := client.SubscriptionAdminClient.CreateSubscription(t.Context(), subscription); err != nil {
		t.Fatal(err)
	}
	p := topics.New(client, topics.Names{Events: event.EventsTopic, Results: event.ResultsTopic})
	defer p.Stop()
	want := event.Event{Schema: 1, Delivery: "guid", Event: "repository", Action: "deleted", Intent: event.StopAll, InstallationID: 7,
		Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "site", DefaultBranch: "main", Private: true}}
	if err := p.PublishEvent(t.Context(), want); err != nil {
		t.Fatal(err)
	}

	var first event.Message
	for attempt := range 2 {
		select {
		case m := <-arrived:
			got, err := m.Event()
			if err != nil || !cmp.Equal(want, got) {
				t.Errorf("delivery %d: %v\n%s", attempt, err, cmp.Diff(want, got))
			}
			if m.ID == "" || m.Subscription != subscription.Name || m.PublishTime.IsZero() || m.Attributes["delivery"] != "guid" {
				t.Errorf("delivery %d: %+v", attempt, m)
			}
			if attempt == 0 {
				first = m
			} else if m.ID != first.ID {
				t.Errorf("message %s came, then %s", first.ID, m.ID)
			}
		case <-time.After(time.Minute):
			t.Fatalf("delivery %d did not come", attempt)
		}
	}
}
