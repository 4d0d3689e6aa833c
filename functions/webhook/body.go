package webhook

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"os"
	"time"
)

// MaxBodyBytes is GitHub's own limit for a payload: it sends none that is larger.
const MaxBodyBytes = 25 << 20

const (
	// bodyTimeout is for the whole body: GitHub gives up after 10 s, and a sender that trickles must not hold an instance.
	bodyTimeout = 10 * time.Second
	// firstBuffer is what a sender's Content-Length is believed for; beyond it, memory follows what has come.
	firstBuffer = 64 << 10
)

// read takes a delivery's body, from a request that at least looks like one: nothing unsigned gets 25 MiB of memory.
func (h *handler) read(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, &refusal{http.StatusUnsupportedMediaType,
			"set the webhook's content type to application/json in the GitHub App's settings", err}
	}
	if r.ContentLength > MaxBodyBytes {
		return nil, tooLarge
	}
	if _, ok := parseSignature(r.Header.Get(signatureHeader)); !ok {
		return nil, badSignature
	}

	// For the body alone: net/http lifts it when the body is here. A ResponseWriter without deadlines relies on its server.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(h.bodyTimeout))

	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), firstBuffer)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, MaxBodyBytes))
	switch {
	case err == nil:
		return body.Bytes(), nil
	case errors.As(err, new(*http.MaxBytesError)):
		return nil, tooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &refusal{http.StatusRequestTimeout, "the body took too long", err}
	default:
		return nil, &refusal{http.StatusBadRequest, "the body ended early", err}
	}
}

var tooLarge = &refusal{http.StatusRequestEntityTooLarge, "the payload exceeds GitHub's limit of 25 MiB", nil}
