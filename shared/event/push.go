package event

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/devplus-app/devplus/shared/telemetry"
)

// Push serves a push subscription with handle. No error: the message is done (204). An error that wraps ErrUnparsable: it is
// given up and logged as ERROR, because it would come back the same (204). Any other error: Pub/Sub delivers again, by the
// subscription's retry policy (503), and the cause is logged as WARNING. The context that handle gets continues the
// publisher's trace, and its log lines name the message's attributes.
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
		default:
			slog.WarnContext(ctx, "message not done, it comes again", "error", err)
			http.Error(w, "not done, deliver again", http.StatusServiceUnavailable)
		}
	})
}

// context is ctx with m's trace and, for log lines, what its publisher said of it.
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
