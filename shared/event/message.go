package event

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/devplus-app/devplus/shared/analysis"
)

// MaxPushBytes bounds a push request's body. An Event's 4 KiB in base64, the attributes and the envelope fit many times over.
const MaxPushBytes = 64 << 10

// ErrUnparsable is wrapped by errors about a message that a redelivery can't repair.
var ErrUnparsable = errors.New("unparsable message")

// Message is a message from Pub/Sub.
type Message struct {
	ID              string
	Data            []byte
	Attributes      map[string]string
	PublishTime     time.Time // zero if Pub/Sub did not say
	Subscription    string    // projects/P/subscriptions/S
	DeliveryAttempt int       // counts from 1 if the subscription has a dead-letter topic, else 0
}

// envelope is the JSON of a push request, as Pub/Sub documents it.
type envelope struct {
	Message         *wrapped `json:"message"`
	Subscription    string   `json:"subscription,omitzero"`
	DeliveryAttempt int      `json:"deliveryAttempt,omitzero"`
}

type wrapped struct {
	Data        string            `json:"data,omitzero"`
	Attributes  map[string]string `json:"attributes,omitempty"`
	ID          string            `json:"messageId,omitzero"`
	PublishTime time.Time         `json:"publishTime,omitzero"`
}

// FromPush reads the message of a push request of at most limit bytes. Its error wraps ErrUnparsable if the content is invalid, but not if
// the transfer failed.
func FromPush(r *http.Request, limit int64) (Message, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return Message{}, fmt.Errorf("reading a push request: %w", err)
	}
	if int64(len(body)) > limit {
		return Message{}, fmt.Errorf("%w: the push request exceeds %d bytes", ErrUnparsable, limit)
	}
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return Message{}, fmt.Errorf("%w: push envelope: %w", ErrUnparsable, err)
	}
	if e.Message == nil {
		return Message{}, fmt.Errorf("%w: the push envelope has no message (is the subscription set to unwrapped payloads?)", ErrUnparsable)
	}
	m := Message{
		ID:              e.Message.ID,
		Attributes:      e.Message.Attributes,
		PublishTime:     e.Message.PublishTime,
		Subscription:    e.Subscription,
		DeliveryAttempt: e.DeliveryAttempt,
	}
	if m.Data, err = base64.StdEncoding.DecodeString(e.Message.Data); err != nil { // skips line breaks
		return m, fmt.Errorf("%w: message data: %w", ErrUnparsable, err)
	}
	return m, nil
}

// Envelope returns m as the body of a push request, which FromPush reads.
func (m Message) Envelope() ([]byte, error) {
	body, err := json.Marshal(envelope{
		Message: &wrapped{
			Data:        base64.StdEncoding.EncodeToString(m.Data),
			Attributes:  m.Attributes,
			ID:          m.ID,
			PublishTime: m.PublishTime,
		},
		Subscription:    m.Subscription,
		DeliveryAttempt: m.DeliveryAttempt,
	}, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("wrapping message %s: %w", m.ID, err)
	}
	return body, nil
}

// Decode reads an event's JSON, from Pub/Sub or from a stored analysis.
func Decode(data []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(data, &e); err != nil {
		return Event{}, fmt.Errorf("decoding an event: %w", err)
	}
	if !e.Intent.known() {
		e.Intent = intentOf(e)
	}
	return e, nil
}

// Kept returns the event that requested an analysis, as a message that continues it.
func Kept(a *analysis.Analysis) (Event, error) {
	e, err := Decode(a.Event)
	e.AnalysisID, e.Parked, e.Doubted = a.ID, false, false
	return e, err
}

// Event decodes a message of devplus-events. Another schema version is not unparsable: a redelivery may reach a newer deployment.
func (m Message) Event() (Event, error) {
	e, err := Decode(m.Data)
	if err != nil {
		return Event{}, fmt.Errorf("%w: %w", ErrUnparsable, err)
	}
	if e.Event == Schedule && e.InstallationID == 0 {
		return m.schedule(e)
	}
	switch {
	case e.Schema <= 0 || e.Event == "" || e.Action == "" || e.InstallationID <= 0:
		return Event{}, fmt.Errorf("%w: event without schema, event, action or installation_id", ErrUnparsable)
	}
	return e, e.readable()
}

// readable returns an error for an event of another schema version.
func (e Event) readable() error {
	if e.Schema != Schema {
		return fmt.Errorf("event has schema %d, this deployment reads %d", e.Schema, Schema)
	}
	return nil
}

// Result decodes a message of devplus-results.
func (m Message) Result() (Result, error) {
	var r Result
	if err := json.Unmarshal(m.Data, &r); err != nil {
		return Result{}, fmt.Errorf("%w: result: %w", ErrUnparsable, err)
	}
	if r.AnalysisID == "" || r.Attempt < 1 {
		return Result{}, fmt.Errorf("%w: result without analysis_id or attempt", ErrUnparsable)
	}
	return r, nil
}
