// Package topics publishes events and results to Pub/Sub. What only reads messages imports package event, and is not linked with
// Pub/Sub's client.
package topics

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"github.com/go-json-experiment/json"
	"go.opentelemetry.io/otel/propagation"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
)

// Names has the names of the topics. A function that publishes to only some of them leaves the others empty. Without Background, those
// events go to Events, as in earlier versions.
type Names struct{ Events, Background, Results string }

// publishTimeout bounds one publication, including the client's own retries: GitHub waits 10 s for the webhook's answer.
const publishTimeout = 8 * time.Second

// Publisher publishes events and results to their topics. Each publication is one RPC and returns when the server has the message. Messages
// are unordered, so an error does not hold back later ones.
type Publisher struct {
	events, background, results *pubsub.Publisher
	timeout                     time.Duration
}

// New returns a publisher to the topics of these names, usually event.EventsTopic, event.BackgroundTopic and event.ResultsTopic. Stop it before
// closing client.
func New(client *pubsub.Client, n Names) *Publisher {
	p := &Publisher{events: topic(client, n.Events), results: topic(client, n.Results), timeout: publishTimeout}
	if p.background = p.events; n.Background != "" {
		p.background = topic(client, n.Background)
	}
	return p
}

func topic(client *pubsub.Client, name string) *pubsub.Publisher {
	p := client.Publisher(name)
	p.PublishSettings = pubsub.PublishSettings{
		DelayThreshold: time.Millisecond, // a caller waits for each message, so a batch would only delay it
		CountThreshold: 1,
		ByteThreshold:  pubsub.DefaultPublishSettings.ByteThreshold,
		Timeout:        publishTimeout,
		FlowControlSettings: pubsub.FlowControlSettings{ // keeps a stalled Pub/Sub from filling the memory; GitHub redelivers
			MaxOutstandingMessages: 1000,
			MaxOutstandingBytes:    1000 * 2 * event.MaxBytes,
			LimitExceededBehavior:  pubsub.FlowControlSignalError,
		},
	}
	return p
}

// PublishEvent publishes e in its lane, with attributes that subscriptions can filter by and people can search for.
func (p *Publisher) PublishEvent(ctx context.Context, e event.Event) error {
	attributes := map[string]string{"event": e.Event, "action": e.Action, telemetry.KeyDelivery: e.Delivery}
	if e.Repository.ID != 0 { // events of whole installations have none
		attributes[telemetry.KeyRepository] = e.Repository.FullName()
	}
	to := p.events
	if e.Background() {
		to = p.background
	}
	if err := p.publish(ctx, to, e, attributes); err != nil {
		return fmt.Errorf("publishing event %s of delivery %s: %w", e.Event, e.Delivery, err)
	}
	return nil
}

// PublishResult publishes r.
func (p *Publisher) PublishResult(ctx context.Context, r event.Result) error {
	if err := p.publish(ctx, p.results, r, map[string]string{telemetry.KeyAnalysis: r.AnalysisID}); err != nil {
		return fmt.Errorf("publishing result of %s: %w", r.AnalysisID, err)
	}
	return nil
}

// Stop waits for pending publications.
func (p *Publisher) Stop() {
	p.events.Stop()
	p.background.Stop()
	p.results.Stop()
}

func (p *Publisher) publish(ctx context.Context, to *pubsub.Publisher, v any, attributes map[string]string) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding: %w", err)
	}
	attributes["schema"] = strconv.Itoa(event.Schema)
	propagation.TraceContext{}.Inject(ctx, propagation.MapCarrier(attributes)) // adds traceparent, if there is a trace
	delete(attributes, "tracestate")                                           // may exceed an attribute's limit
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	_, err = to.Publish(ctx, &pubsub.Message{Data: data, Attributes: attributes}).Get(ctx)
	return err
}
