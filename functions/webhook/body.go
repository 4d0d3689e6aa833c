package webhook

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"os"
	"time"
)

// MaxBodyBytes is the largest payload that GitHub sends.
const MaxBodyBytes = 25 << 20

const (
	// bodyTimeout bounds reading the whole body: GitHub gives up after 10 s, and a slow sender must not occupy an instance.
	bodyTimeout = 10 * time.Second
	// firstBuffer is the most memory reserved by Content-Length; beyond it, memory grows with what arrives.
	firstBuffer = 64 << 10
)

// read returns a delivery's body. It first checks the headers, so that a request without a signature never gets 25 MiB of memory.
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

	// The deadline is for the body alone: net/http removes it after the body. Without deadlines, the server's own apply.
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
