package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	firestorestore "github.com/devplus-app/devplus/shared/store/firestore"
	"github.com/devplus-app/devplus/shared/testing/emulator"
)

// emulatedBroker is Pub/Sub's emulator with push subscriptions like those of the deployment.
type emulatedBroker struct {
	client  *pubsub.Client
	project string
}

func (b emulatedBroker) pubsub() *pubsub.Client { return b.client }
func (b emulatedBroker) quiesce()               {}
func (b emulatedBroker) close()                 { _ = b.client.Close() }

func (b emulatedBroker) push(ctx context.Context, targets map[string]string) error {
	dead := fmt.Sprintf("projects/%s/topics/devplus-dead", b.project)
	if _, err := b.client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: dead}); err != nil {
		return err
	}
	for topic, url := range targets {
		name := fmt.Sprintf("projects/%s/topics/%s", b.project, topic)
		if _, err := b.client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: name}); err != nil {
			return err
		}
		if _, err := b.client.SubscriptionAdminClient.CreateSubscription(ctx, &pubsubpb.Subscription{
			Name: fmt.Sprintf("projects/%s/subscriptions/%s", b.project, topic), Topic: name, AckDeadlineSeconds: 600,
			PushConfig:       &pubsubpb.PushConfig{PushEndpoint: url},
			RetryPolicy:      &pubsubpb.RetryPolicy{MinimumBackoff: durationpb.New(100 * time.Millisecond), MaximumBackoff: durationpb.New(time.Second)},
			DeadLetterPolicy: &pubsubpb.DeadLetterPolicy{DeadLetterTopic: dead, MaxDeliveryAttempts: analysis.MaxDeliveries},
		}); err != nil {
			return err
		}
	}
	return nil
}

func TestTheDeployedShapeWorksOnGooglesEmulators(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	conn, err := grpc.NewClient(emulator.PubSub(t), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	project := "e2e-" + strings.ToLower(t.Name()[len(t.Name())-8:]) + fmt.Sprint(time.Now().UnixNano())
	client, err := pubsub.NewClient(ctx, project, option.WithGRPCConn(conn))
	if err != nil {
		t.Fatal(err)
	}
	gh, app := gitHub(t)
	s, err := start(ctx, parts{
		addr: "127.0.0.1:0", github: app, store: firestorestore.New(emulator.FirestoreClient(t)), webhookSecret: []byte(testSecret),
		broker: func(context.Context) (broker, error) { return emulatedBroker{client, project}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if err := gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: "Limit it", Files: twoFiles()}); err != nil {
		t.Fatal(err)
	}
	payload, err := gh.PullRequestPayload("opened", 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 { // GitHub delivers again what it believes lost
		if d := gh.Deliver(ctx, s.url+"/webhook", "pull_request", payload, testSecret); d.StatusCode != 202 {
			t.Fatalf("the webhook answered %d", d.StatusCode)
		}
	}
	id := analysis.ID(gh.Options().RepositoryID, analysis.Subject{Kind: analysis.PullRequest, Number: 1}, head)
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	view, err := s.await(wait, id, newProgress(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	if runs := gh.CheckRuns(); view.State != analysis.Published || len(runs) != 1 || runs[0].Conclusion != "neutral" {
		t.Errorf("state %s, check runs %+v", view.State, runs)
	}
}

const testSecret = "a secret that only the test has"

// gitHub is a stand-in on a real connection, held to GitHub's own description where that is at hand.
func gitHub(t *testing.T) (*standin.Server, *githubapp.App) {
	t.Helper()
	gh, err := standin.New(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(described(t, gh))
	t.Cleanup(server.Close)
	app, err := githubapp.New(githubapp.Config{AppID: gh.Options().AppID, PrivateKey: gh.PrivateKey(), BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return gh, app
}
