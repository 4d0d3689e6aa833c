package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/event"
)

// longest is GitHub's longest example of an opened pull request.
func longest(b *testing.B) []byte {
	b.Helper()
	var body []byte
	for _, e := range examples(b) {
		for _, p := range e.Payloads {
			if e.Event == "pull_request" && p["action"] == "opened" && p["installation"] != nil {
				if one := encode(p); len(one) > len(body) {
					body = one
				}
			}
		}
	}
	if len(body) < 20_000 {
		b.Fatalf("the longest example has %d bytes", len(body))
	}
	return body
}

// nowhere takes events and does nothing.
type nowhere struct{}

func (nowhere) PublishEvent(context.Context, event.Event) error { return nil }

// BenchmarkDelivery compares the handler with its least possible work, the HMAC, and with go-github's two usual calls.
func BenchmarkDelivery(b *testing.B) {
	body := longest(b)
	signature := sign(secret, body)
	key := []byte(secret)
	request := func() *http.Request { return deliveryFrom("/", "pull_request", bytes.NewReader(body), signature) }
	run := func(name string, one func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				one()
			}
		})
	}
	h := New(Config{Secrets: secrets(secret), Publisher: nowhere{}})
	run("handler", func() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request())
		if w.Code != 202 {
			b.Fatal(w.Code)
		}
	})
	run("request alone", func() { _, _ = httptest.NewRecorder(), request() })
	run("HMAC alone", func() {
		mac := hmac.New(sha256.New, key)
		mac.Write(body)
		mac.Sum(nil)
	})
	run("parse alone", func() {
		if _, ok, err := event.Parse("pull_request", guid, body, time.Now()); !ok || err != nil {
			b.Fatal(ok, err)
		}
	})
	run("go-github", func() {
		r := request()
		payload, err := github.ValidatePayload(r, key)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := github.ParseWebHook(github.WebHookType(r), payload); err != nil {
			b.Fatal(err)
		}
	})
}
