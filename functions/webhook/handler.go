// Package webhook is the function that GitHub calls. It verifies a delivery, publishes it as a small event, and answers. It
// calls neither GitHub nor a database, so it answers even while these are down.
package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/telemetry"
	"github.com/devplus-app/devplus/shared/text"
)

// Publisher publishes events. Once it returns no error, the event is safe.
type Publisher interface {
	PublishEvent(context.Context, event.Event) error
}

// Config holds what the handler needs. All fields are required.
type Config struct {
	Secrets   Secrets
	Publisher Publisher
}

type handler struct {
	Config
	bodyTimeout time.Duration
	budget      *budget
}

// New serves POST / and POST /webhook, where GitHub delivers.
//
// It answers 202 once the event is published, 204 for an event that DevPlus does not handle, and 200 for a ping; 400, 401, 408,
// 413 or 415 for anything but a delivery of our GitHub App; and 503 if it can't verify or publish now, or holds too many bodies
// already. GitHub does not retry, but shows every status but 2xx as failed, and reconcile has failed deliveries redelivered.
func New(c Config) http.Handler { return newHandler(c).routes() }

func newHandler(c Config) *handler {
	return &handler{Config: c, bodyTimeout: bodyTimeout, budget: newBudget()}
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", h.deliver)
	mux.HandleFunc("POST /webhook", h.deliver)
	return mux
}

func (h *handler) deliver(w http.ResponseWriter, r *http.Request) {
	received := time.Now()
	name, delivery := r.Header.Get("X-GitHub-Event"), r.Header.Get("X-GitHub-Delivery")
	// Cut these for the log: until the signature is verified, anybody may have sent them.
	ctx := telemetry.With(r.Context(), telemetry.KeyDelivery, text.Head(delivery, maxLogged), "event", text.Head(name, maxLogged))

	e, wanted, fault := h.accept(ctx, w, r, name, delivery, received)
	switch {
	case fault != nil:
		refuse(ctx, w, fault)
	case name == "ping":
		slog.InfoContext(ctx, "ping: GitHub reaches the webhook and the secret is right")
		answer(w, http.StatusOK, map[string]string{"message": "pong"})
	case !wanted:
		w.WriteHeader(http.StatusNoContent)
	default:
		h.publish(ctx, w, e)
	}
}

// accept reads, verifies and parses a delivery. It releases the body before publishing, which may take seconds. It reports
// false for an event that DevPlus does not handle.
func (h *handler) accept(ctx context.Context, w http.ResponseWriter, r *http.Request, name, delivery string, received time.Time) (event.Event, bool, *refusal) {
	b, fault := h.readBody(ctx, w, r)
	if fault != nil {
		return event.Event{}, false, fault
	}
	defer b.release()
	if fault := h.verify(ctx, b); fault != nil {
		return event.Event{}, false, fault
	}
	if fault := requireHeaders(name, delivery); fault != nil {
		return event.Event{}, false, fault
	}
	e, wanted, err := event.Parse(name, delivery, b.bytes, received)
	if err != nil {
		return event.Event{}, false, &refusal{http.StatusBadRequest, err.Error(), nil} // holds nothing of the payload
	}
	return e, wanted, nil
}

func (h *handler) publish(ctx context.Context, w http.ResponseWriter, e event.Event) {
	ctx = telemetry.With(ctx, "action", e.Action)
	if e.Repository.ID != 0 {
		ctx = telemetry.With(ctx, telemetry.KeyRepository, e.Repository.FullName())
	}
	if err := h.Publisher.PublishEvent(ctx, e); err != nil {
		refuse(ctx, w, &refusal{http.StatusServiceUnavailable, "the event could not be published; redeliver it later", err})
		return
	}
	slog.InfoContext(ctx, "delivery accepted")
	answer(w, http.StatusAccepted, map[string]string{"delivery": e.Delivery})
}

// requireHeaders checks the headers that describe the body. The signature does not cover them.
func requireHeaders(name, delivery string) *refusal {
	switch {
	case name == "":
		return &refusal{http.StatusBadRequest, "header X-GitHub-Event is missing", nil}
	case delivery == "":
		return &refusal{http.StatusBadRequest, "header X-GitHub-Delivery is missing", nil}
	}
	return nil
}

// refuse logs why a delivery is not accepted and answers with the fixed part of the reason.
func refuse(ctx context.Context, w http.ResponseWriter, f *refusal) {
	level := slog.LevelWarn
	if f.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	args := []any{"status", f.status, "reason", f.text}
	if f.cause != nil {
		args = append(args, "error", f.cause)
	}
	slog.Log(ctx, level, "delivery refused", args...)
	if f.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	if f == busy {
		w.Header().Set("Connection", "close") // instead of reading the rest
	}
	answer(w, f.status, map[string]string{"error": f.text})
}
