package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

const project = "local"

// The pump's back-off: like Pub/Sub's own, but faster.
const (
	minBackoff = 250 * time.Millisecond
	maxBackoff = 10 * time.Second
)

// broker is Pub/Sub in this process: Google's fake behind the real client. The fake has no push subscriptions, so pumps pull the
// messages and post them.
type broker struct {
	server *pstest.Server
	client *pubsub.Client
	pumps  sync.WaitGroup
	stop   context.CancelFunc
}

func startBroker(ctx context.Context) (*broker, error) {
	server := pstest.NewServer()
	conn, err := grpc.NewClient(server.Addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, fmt.Errorf("connecting to Pub/Sub's fake: %w", err)
	}
	client, err := pubsub.NewClient(ctx, project, option.WithGRPCConn(conn))
	if err != nil {
		return nil, fmt.Errorf("connecting to Pub/Sub's fake: %w", err)
	}
	return &broker{server: server, client: client, stop: func() {}}, nil
}

// subscription is the configuration of a push subscription.
type subscription struct {
	topic, url string
	atOnce     int // the most messages at a time; 0: the client's default
}

// push makes the topics and delivers the messages of each to its URL, like a push subscription: 2xx acknowledges, and any other
// answer means a retry after a pause. After analysis.MaxPushes it logs an error and drops the message.
func (b *broker) push(ctx context.Context, targets []subscription) error {
	ctx, b.stop = context.WithCancel(ctx)
	for _, target := range targets {
		topic := target.topic
		name := fmt.Sprintf("projects/%s/topics/%s", project, topic)
		if _, err := b.client.TopicAdminClient.CreateTopic(ctx, &pubsubpb.Topic{Name: name}); err != nil {
			return fmt.Errorf("creating topic %s: %w", topic, err)
		}
		subscription := fmt.Sprintf("projects/%s/subscriptions/%s", project, topic)
		if _, err := b.client.SubscriptionAdminClient.CreateSubscription(ctx, &pubsubpb.Subscription{
			Name: subscription, Topic: name, AckDeadlineSeconds: int32(analysis.AckDeadline.Seconds()),
		}); err != nil {
			return fmt.Errorf("creating subscription %s: %w", topic, err)
		}
		p := &pump{subscription: subscription, url: target.url, deliveries: map[string]int{}}
		subscriber := b.client.Subscriber(subscription)
		subscriber.ReceiveSettings.MaxOutstandingMessages = target.atOnce
		b.pumps.Go(func() {
			if err := subscriber.Receive(ctx, p.deliver); err != nil {
				slog.Error("the pump has stopped", "subscription", subscription, "error", err)
			}
		})
	}
	return nil
}

func (b *broker) close() {
	b.stop()
	b.pumps.Wait()
	_ = b.client.Close()
	_ = b.server.Close()
}

// pump posts the messages of one subscription.
type pump struct {
	subscription, url string

	mu         sync.Mutex
	deliveries map[string]int // of each message
}

func (p *pump) deliver(ctx context.Context, m *pubsub.Message) {
	p.mu.Lock()
	p.deliveries[m.ID]++
	attempt := p.deliveries[m.ID]
	p.mu.Unlock()
	err := p.post(ctx, m, attempt)
	switch {
	case err == nil:
	case attempt >= analysis.MaxPushes:
		slog.ErrorContext(ctx, "dead letter: the message is given up", "subscription", p.subscription, "message_id", m.ID, "error", err)
	default:
		select {
		case <-time.After(min(minBackoff<<(attempt-1), maxBackoff)):
		case <-ctx.Done():
		}
		m.Nack()
		return
	}
	p.mu.Lock()
	delete(p.deliveries, m.ID)
	p.mu.Unlock()
	m.Ack()
}

func (p *pump) post(ctx context.Context, m *pubsub.Message, attempt int) error {
	body, err := event.Message{
		ID: m.ID, Data: m.Data, Attributes: m.Attributes, PublishTime: m.PublishTime,
		Subscription: p.subscription, DeliveryAttempt: attempt,
	}.Envelope()
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s answered %s", p.url, answer.Status)
	}
	return nil
}
