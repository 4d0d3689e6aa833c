package event

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// ErrEarly is wrapped by errors about messages that came too early. Nothing has failed.
var ErrEarly = errors.New("it is not time yet")

// Push serves a push subscription with handle, whose context continues the publisher's trace and logs the message's attributes. The answer
// depends on the error of handle:
//
//	none                  204
//	wraps ErrUnparsable   204, logged as ERROR, because a redelivery can't help
//	wraps ErrEarly        425; Pub/Sub redelivers likewise
//	any other             503, logged as WARNING; Pub/Sub redelivers by the subscription's retry policy
func Push(handle func(context.Context, Message) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "a push subscription sends POST", http.StatusMethodNotAllowed)
			return
		}
		m, err := FromPush(r, MaxPushBytes)
		ctx := m.context(r.Context())
		if err == nil {
			err = handle(ctx, m)
		}
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case errors.Is(err, ErrUnparsable):
			telemetry.GaveUp(ctx, "reading a message", err)
			w.WriteHeader(http.StatusNoContent)
		case errors.Is(err, ErrEarly):
			slog.InfoContext(ctx, "message will be redelivered", "reason", err)
			http.Error(w, "deliver again later", http.StatusTooEarly)
		default:
			slog.WarnContext(ctx, "message failed and will be redelivered", "error", err)
			http.Error(w, "failed, deliver again", http.StatusServiceUnavailable)
		}
	})
}

// context adds m's trace to ctx and, for log lines, m's attributes.
func (m Message) context(ctx context.Context) context.Context {
	ctx = telemetry.Continue(ctx, "message "+m.Attributes["event"], m.Attributes, m.DeliveryAttempt)
	args := []any{"message_id", m.ID, "delivery_attempt", m.DeliveryAttempt}
	for _, key := range []string{telemetry.KeyDelivery, telemetry.KeyRepository, telemetry.KeyAnalysis, "event", "action"} {
		if value, ok := m.Attributes[key]; ok {
			args = append(args, key, value)
		}
	}
	return telemetry.With(ctx, args...)
}
