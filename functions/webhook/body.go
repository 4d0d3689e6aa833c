package webhook

import (
	"context"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"os"
	"time"
)

const (
	// bodyTimeout bounds reading the whole body: GitHub gives up after 10 s, and a slow sender must not occupy an instance.
	bodyTimeout = 10 * time.Second
	// firstBuffer is the most memory allocated by Content-Length alone; beyond it, memory grows with the received bytes.
	firstBuffer = 64 << 10
)

// body is a delivery's payload. It occupies a part of the budget until release.
type body struct {
	bytes     []byte
	signature []byte      // as the request states it
	secrets   [][]byte    // at the start of the request
	macs      []hash.Hash // of bytes, by secret

	budget   *budget
	declared int64  // Content-Length; -1: unknown
	reserved int64  // of the usual bodies' share
	isLarge  bool   // it holds one of the large buffers
	large    []byte // that buffer; nil until needed
}

// readBody reads a delivery's body and computes its HMAC meanwhile. It checks the headers first: a request without a signature, or one
// beyond the budget, gets no memory. The caller releases the body.
func (h *handler) readBody(ctx context.Context, w http.ResponseWriter, r *http.Request) (*body, *refusal) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return nil, &refusal{http.StatusUnsupportedMediaType,
			"set the webhook's content type to application/json in the GitHub App's settings", err}
	}
	if r.ContentLength > MaxBodyBytes {
		return nil, tooLarge
	}
	signature, ok := parseSignature(r.Header.Get(signatureHeader))
	if !ok {
		return nil, badSignature
	}
	secrets, fault := validSecrets(h.Secrets.Values(ctx))
	if fault != nil {
		return nil, fault
	}
	b := &body{signature: signature, secrets: secrets, macs: newMACs(secrets), budget: h.budget, declared: r.ContentLength}
	if !b.admit() {
		return nil, busy
	}

	// The deadline is for the body alone: net/http removes it after the body. Without deadlines, the server's own apply.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(h.bodyTimeout))
	if fault := b.fill(http.MaxBytesReader(w, r.Body, MaxBodyBytes)); fault != nil {
		b.release()
		return nil, fault
	}
	return b, nil
}

// admit reserves the body's part of the budget, and reports whether it fits. A body of unknown length is a usual one until it has
// grown beyond that.
func (b *body) admit() bool {
	if b.declared > usualBytes {
		b.large, b.isLarge = b.budget.takeLarge()
		return b.isLarge
	}
	n := b.declared
	if n < 0 {
		n = usualBytes
	}
	if !b.budget.reserve(n) {
		return false
	}
	b.reserved = n
	return true
}

// release returns the body's part of the budget. Its bytes are invalid afterwards.
func (b *body) release() {
	b.budget.usual.Add(b.reserved)
	if b.isLarge {
		b.budget.large <- b.large
	}
	*b = body{}
}

// fill reads the body to its end.
func (b *body) fill(from io.Reader) *refusal {
	b.bytes = make([]byte, 0, min(max(b.declared, 0), firstBuffer)+slack)
	for {
		if len(b.bytes) == cap(b.bytes) && !b.growBuffer() {
			return busy
		}
		n, err := from.Read(b.bytes[len(b.bytes):cap(b.bytes)])
		read := b.bytes[len(b.bytes) : len(b.bytes)+n]
		b.bytes = b.bytes[:len(b.bytes)+n]
		for _, mac := range b.macs {
			mac.Write(read)
		}
		switch {
		case err == nil:
		case err == io.EOF:
			return nil
		case errors.As(err, new(*http.MaxBytesError)):
			return tooLarge
		case errors.Is(err, os.ErrDeadlineExceeded):
			return &refusal{http.StatusRequestTimeout, "the body took too long", err}
		default:
			return &refusal{http.StatusBadRequest, "the body ended early", err}
		}
	}
}

// growBuffer moves the body to the next larger buffer: that of a usual body, then one of those that large bodies share. Doubling would leave
// garbage of the same size behind. It reports false if no shared buffer is free.
func (b *body) growBuffer() bool {
	var next []byte
	switch {
	case b.declared >= 0 && b.declared <= usualBytes:
		next = make([]byte, 0, b.declared+slack)
	case b.declared < 0 && len(b.bytes) < usualBytes:
		next = make([]byte, 0, usualBytes+slack)
	default:
		if !b.isLarge {
			b.large, b.isLarge = b.budget.takeLarge()
		}
		if !b.isLarge {
			return false
		}
		if b.large == nil {
			b.large = make([]byte, MaxBodyBytes+slack)
		}
		next = b.large[:0]
	}
	b.bytes = append(next, b.bytes...)
	return true
}

var (
	tooLarge = &refusal{http.StatusRequestEntityTooLarge, "the payload exceeds GitHub's limit of 25 MiB", nil}
	busy     = &refusal{http.StatusServiceUnavailable, "too many bodies at a time; redeliver later", nil}
)
