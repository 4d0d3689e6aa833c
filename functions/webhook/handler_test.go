package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
)

// GitHub's delivery log shows the outcome of a delivery by the status alone.
func TestWebhook_AnswersEachDelivery(t *testing.T) {
	t.Parallel()
	pull := encode(opened())
	header := func(key, value string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del(key)
			if value != "" {
				r.Header.Set(key, value)
			}
		}
	}
	without := func(field string) []byte {
		p := opened()
		delete(p, field)
		return encode(p)
	}
	labeled := opened()
	labeled["action"] = "labeled"
	for _, tt := range []struct {
		name   string
		event  string
		body   []byte
		change func(*http.Request)
		status int
		says   string // in the answer
	}{
		{"accepted", "pull_request", pull, nil, 202, `{"delivery":"` + guid + `"}`},
		{"accepted with charset", "pull_request", pull, header("Content-Type", "application/json; charset=utf-8"), 202, guid},
		{"ping", "ping", []byte(`{"zen":"Design for failure.","hook_id":1}`), nil, 200, "pong"},
		{"unknown event", "meteor", []byte(`{}`), nil, 204, ""},
		{"unwanted action", "pull_request", encode(labeled), nil, 204, ""},
		{"unsigned", "pull_request", pull, header("X-Hub-Signature-256", ""), 401, "X-Hub-Signature-256"},
		{"unsigned and empty", "ping", nil, header("X-Hub-Signature-256", ""), 401, ""},
		{"wrong secret", "pull_request", pull, header("X-Hub-Signature-256", sign("another secret that is long enough", pull)), 401, ""},
		{"signed by nothing", "pull_request", pull, header("X-Hub-Signature-256", sign("", pull)), 401, ""},
		{"signed something else", "pull_request", pull, header("X-Hub-Signature-256", sign(secret, []byte("{}"))), 401, ""},
		{"SHA-1 only", "pull_request", pull, header("X-Hub-Signature-256", "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6"), 401, ""},
		{"no prefix", "pull_request", pull, header("X-Hub-Signature-256", strings.TrimPrefix(sign(secret, pull), "sha256=")), 401, ""},
		{"cut", "pull_request", pull, header("X-Hub-Signature-256", sign(secret, pull)[:70]), 401, ""},
		{"not hex", "pull_request", pull, header("X-Hub-Signature-256", "sha256="+strings.Repeat("g", 64)), 401, ""},
		{"empty", "pull_request", nil, nil, 400, "not JSON"},
		{"not JSON", "pull_request", []byte("hello"), nil, 400, "not JSON"},
		{"cut JSON", "pull_request", pull[:len(pull)-1], nil, 400, "not JSON"},
		{"ping that is not JSON", "ping", []byte("zen"), nil, 400, "not JSON"},
		{"unknown event that is not JSON", "meteor", []byte("{"), nil, 400, "not JSON"},
		{"invalid UTF-8", "pull_request", bytes.Replace(pull, []byte("octo"), []byte("oct\xff"), 1), nil, 400, "not JSON"},
		{"an array", "pull_request", []byte("[]"), nil, 400, "a JSON object"},
		{"wrong shape", "pull_request", []byte(`{"action":"opened","pull_request":[]}`), nil, 400, "pull_request"},
		{"repository's own webhook", "pull_request", without("installation"), nil, 400, "installation"},
		{"no repository", "pull_request", without("repository"), nil, 400, "repository"},
		{"no pull request", "pull_request", without("pull_request"), nil, 400, "pull_request.number"},
		{"no event", "", pull, header("X-GitHub-Event", ""), 400, "X-GitHub-Event"},
		{"no delivery", "pull_request", pull, header("X-GitHub-Delivery", ""), 400, "X-GitHub-Delivery"},
		{"hostile delivery", "pull_request", pull, header("X-GitHub-Delivery", strings.Repeat("d", 9000)), 400, "X-GitHub-Delivery"},
		{"form", "pull_request", pull, header("Content-Type", "application/x-www-form-urlencoded"), 415, "application/json"},
		{"no content type", "pull_request", pull, header("Content-Type", ""), 415, "application/json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/", "/webhook"} {
				var out topic
				r := delivery(path, tt.event, tt.body)
				if tt.change != nil {
					tt.change(r)
				}
				w := ask(serve(secrets(secret), &out), r)
				if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
					t.Errorf("%s: %d %s, want %d saying %q", path, w.Code, w.Body, tt.status, tt.says)
				}
				if w.Code != 204 && (w.Header().Get("Content-Type") != "application/json" || !json.Valid(w.Body.Bytes())) {
					t.Errorf("%s: the answer is not JSON: %s", path, w.Body)
				}
				if want := map[int]int{202: 1}[tt.status]; len(out.events) != want {
					t.Errorf("%s: %d events published, want %d", path, len(out.events), want)
				}
			}
		})
	}
}

func TestWebhook_RefusesOtherMethodsAndPaths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 405, "POST"}, {"PUT", "/", 405, "POST"}, {"DELETE", "/webhook", 405, "POST"}, {"OPTIONS", "/webhook", 405, "POST"},
		{"POST", "/other", 404, ""},
	} {
		w := ask(serve(secrets(secret), &topic{}), httptest.NewRequest(tt.method, tt.path, nil))
		if w.Code != tt.status || w.Header().Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d, Allow %q; want %d, %q", tt.method, tt.path, w.Code, w.Header().Get("Allow"), tt.status, tt.allow)
		}
	}
}

func TestWebhook_PublishesTheEvent(t *testing.T) {
	t.Parallel()
	var out topic
	h := serve(secrets(secret), &out)
	if w := ask(h, delivery("/", "pull_request", encode(opened()))); w.Code != 202 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := event.Event{
		Schema: 1, Delivery: guid, Event: "pull_request", Action: "opened", Intent: event.Analyze, InstallationID: 7,
		Repository: analysis.Repository{ID: 42, Owner: "octo", Name: "site"},
		Sender:     event.Sender{Login: "dev", Type: "User"},
		Subject:    analysis.Subject{Kind: "pull_request", Number: 12},
		HeadSHA:    "0123456789abcdef0123456789abcdef01234567",
		BaseSHA:    "89abcdef0123456789abcdef0123456789abcdef",
	}
	got := out.events[0]
	if got.ReceivedAt.IsZero() || got.UpdatedAt.Format("2006-01-02T15:04:05Z07:00") != "2026-05-04T01:00:00Z" {
		t.Errorf("times: received %v, updated %v", got.ReceivedAt, got.UpdatedAt)
	}
	want.ReceivedAt, want.UpdatedAt = got.ReceivedAt, got.UpdatedAt
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

// Dispatch tells repeated deliveries by what they say: ten at once must say the same.
func TestWebhook_AcceptsDuplicatesAtOnce(t *testing.T) {
	t.Parallel()
	var out topic
	server := httptest.NewServer(serve(secrets(secret), &out).routes())
	defer server.Close()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			answer, err := server.Client().Do(delivery(server.URL, "pull_request", encode(opened())))
			if err != nil {
				t.Error(err)
				return
			}
			_ = answer.Body.Close()
			if answer.StatusCode != 202 {
				t.Errorf("status %d", answer.StatusCode)
			}
		})
	}
	all.Wait()
	events := out.published()
	if len(events) != 10 {
		t.Fatalf("%d events, want 10", len(events))
	}
	for _, e := range events[1:] {
		e.ReceivedAt = events[0].ReceivedAt
		if diff := cmp.Diff(events[0], e); diff != "" {
			t.Errorf("two events of one delivery differ:\n%s", diff)
		}
	}
}

func TestWebhook_FailsIfPublishingFails(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	h := serve(secrets(secret), &topic{err: errors.New("projects/internal is on fire")})
	r := delivery("/", "pull_request", encode(opened()))
	w := ask(h, r.WithContext(context.WithValue(r.Context(), logKey{}, &logged)))
	if w.Code != 503 || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("%d %s; want 503 without the cause", w.Code, w.Body)
	}
	var line object
	if err := json.Unmarshal(logged.Bytes(), &line); err != nil {
		t.Fatalf("want one line: %v: %s", err, &logged)
	}
	want := object{"level": "ERROR", "error": "projects/internal is on fire", "delivery": guid, "repository": "octo/site",
		"event": "pull_request", "action": "opened", "status": 503.0}
	for key, value := range want {
		if line[key] != value {
			t.Errorf("%s: logged %v, want %v", key, line[key], value)
		}
	}
}

// Logs are read by more people than the repository.
func TestWebhook_LogsNeitherBodyNorSignature(t *testing.T) {
	t.Parallel()
	const private = "hunter2"
	title := opened()
	title["title"] = private
	named := opened()
	named[private] = 1
	whole := encode(named)
	for name, body := range map[string][]byte{
		"accepted":    encode(title),
		"cut":         whole[:len(whole)-1],
		"after it":    append(whole[:len(whole):len(whole)], private...),
		"wrong shape": []byte(`{"action":"opened","installation":{"id":"` + private + `"}}`),
		"only that":   []byte(private),
	} {
		for _, signature := range []string{sign(secret, body), sign("another secret that is long enough", body)} {
			var logged bytes.Buffer
			r := deliveryFrom("/", "pull_request", bytes.NewReader(body), signature)
			w := ask(serve(secrets(secret), &topic{}), r.WithContext(context.WithValue(r.Context(), logKey{}, &logged)))
			if logged.Len() == 0 || !strings.Contains(logged.String(), guid) {
				t.Errorf("%s: want a line with the delivery: %s", name, &logged)
			}
			for _, word := range []string{private, signature, signature[7:], secret} {
				if strings.Contains(logged.String()+w.Body.String(), word) {
					t.Errorf("%s: %q stands in the log or the answer: %s %s", name, word, &logged, w.Body)
				}
			}
		}
	}
}
