package kestra_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

func TestClient_StartsFindsKillsAndDeletes(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, startsFindsKillsAndDeletes)
}

func startsFindsKillsAndDeletes(t *testing.T, stack *kestratest.Stack) {
	client := stack.Client(t)
	key := fmt.Sprintf("kill-%d", time.Now().UnixNano())
	stack.Model.Script(t, key, kestratest.Reply{Hang: true})
	back := serveCallbacks(t, http.StatusOK)

	before := time.Now()
	started := startLabeled(t, client, contextOf("pull_request", key), back.URL, key) // its own label: a search has the first MaxFound
	if started.Flow != pullRequestFlow || started.Labels["analysis"] != key || started.State.Terminal() ||
		started.Started.Before(before.Add(-time.Minute)) {
		t.Errorf("started %+v", started)
	}

	found := eventually(t, "the execution is found by its label", func() (kestra.Execution, bool) {
		all, err := client.FindByLabel(t.Context(), pullRequestFlow, "analysis", key)
		for _, e := range all {
			if e.ID == started.ID {
				return e, true
			}
		}
		return kestra.Execution{}, err != nil
	})
	if found.ID != started.ID || found.Labels["analysis"] != key {
		t.Errorf("found %+v", found)
	}
	if other, err := client.FindByLabel(t.Context(), pullRequestFlow, "analysis", key+"x"); err != nil || len(other) > 0 {
		t.Errorf("by another label: %v, %v", other, err)
	}
	same := func(e kestra.Execution) bool { return e.ID == started.ID }
	if other, err := client.FindByLabel(t.Context(), "ai-release-notes", "analysis", key); err != nil || slices.ContainsFunc(other, same) {
		t.Errorf("of another flow: %v, %v", other, err)
	}

	if err := client.Kill(t.Context(), started.ID); err != nil {
		t.Fatal(err)
	}
	if end := ended(t, client, started.ID); end.State != kestra.Killed {
		t.Errorf("killed, it ended as %s", end.State)
	}
	if err := client.Kill(t.Context(), started.ID); err != nil {
		t.Errorf("killing it again: %v", err)
	}

	mine := func() bool {
		all, err := client.OldestByLabel(t.Context(), "analysis", key)
		return err == nil && slices.ContainsFunc(all, same)
	}
	if !mine() {
		t.Error("it is not found without its flow")
	}
	for range 2 { // the answer to the first may have been lost
		if err := client.Delete(t.Context(), started.ID); err != nil {
			t.Errorf("deleting it: %v", err)
		}
	}
	if _, err := client.Execution(t.Context(), started.ID); !errors.Is(err, kestra.ErrNotFound) || mine() {
		t.Errorf("after it was deleted: %v, found %t", err, mine())
	}
}

func eventually[T any](t *testing.T, what string, try func() (T, bool)) T {
	t.Helper()
	deadline := time.After(3 * time.Minute)
	for {
		value, ok := try()
		if ok {
			return value
		}
		select {
		case <-deadline:
			t.Fatalf("not within 3 minutes: %s", what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func TestClient_TreatsRefusalsAsPermanent(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, treatsRefusalsAsPermanent)
}

func treatsRefusalsAsPermanent(t *testing.T, stack *kestratest.Stack) {
	client := stack.Client(t)
	stranger, err := kestra.New(kestra.Config{URL: stack.URL, Username: stack.Username, Password: "Wr0ng-password"})
	if err != nil {
		t.Fatal(err)
	}
	anInput := []kestra.Input{{Name: "analysis_id", Value: "a"}}
	cases := []struct {
		name   string
		call   func(context.Context) error
		status int
		says   string
	}{
		{"wrong password", func(ctx context.Context) error { _, err := stranger.Execution(ctx, "x"); return err }, 401, ""},
		{"unknown execution", func(ctx context.Context) error { _, err := client.Execution(ctx, "x"); return err }, 404, "Not Found"},
		{"killing an unknown execution", func(ctx context.Context) error { return client.Kill(ctx, "x") }, 404, "Not Found"},
		{"unknown flow", func(ctx context.Context) error { _, err := client.Start(ctx, "x", nil, anInput); return err }, 404, "Flow is not found"},
		{"missing inputs", func(ctx context.Context) error {
			_, err := client.Start(ctx, pullRequestFlow, nil, anInput)
			return err
		}, 422, "attempt"},
		{"no inputs", func(ctx context.Context) error { _, err := client.Start(ctx, pullRequestFlow, nil, nil); return err }, 422, "analysis_id"},
		{"an input of the wrong type", func(ctx context.Context) error {
			_, err := client.Start(ctx, pullRequestFlow, nil, []kestra.Input{{Name: "analysis_id", Value: "a"}, {Name: "attempt", Value: "first"},
				{Name: "context", File: []byte("{}")}, {Name: "callback_url", Value: "u"}, {Name: "callback_token", Value: "t"}})
			return err
		}, 422, "attempt"},
		{"a label of the system", func(ctx context.Context) error {
			_, err := client.Start(ctx, pullRequestFlow, map[string]string{"system.x": "y"}, anInput)
			return err
		}, 422, "system"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := c.call(t.Context())
			var refused *kestra.Error
			if !errors.As(err, &refused) {
				t.Fatalf("got %v", err)
			}
			if refused.Status != c.status || refused.Temporary() || !strings.Contains(refused.Message, c.says) {
				t.Errorf("got %v (temporary %t), want %d with %q", err, refused.Temporary(), c.status, c.says)
			}
			if errors.Is(err, kestra.ErrNotFound) != (c.status == 404) {
				t.Errorf("%v is ErrNotFound: %t", err, errors.Is(err, kestra.ErrNotFound))
			}
			if strings.Contains(err.Error(), "Wr0ng") {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}

func TestClient_RetriesOnlyIdempotentCalls(t *testing.T) {
	t.Parallel()
	ok := `{"id":"e1","flowId":"f","state":{"current":"RUNNING","startDate":"2026-01-02T03:04:05.678Z"},"labels":[{"key":"analysis","value":"a"}]}`
	get := func(ctx context.Context, c *kestra.Client) error { _, err := c.Execution(ctx, "e1"); return err }
	kill := func(ctx context.Context, c *kestra.Client) error { return c.Kill(ctx, "e1") }
	remove := func(ctx context.Context, c *kestra.Client) error { return c.Delete(ctx, "e1") }
	start := func(ctx context.Context, c *kestra.Client) error { _, err := c.Start(ctx, "f", nil, nil); return err }
	cases := []struct {
		name      string
		call      func(context.Context, *kestra.Client) error
		statuses  []int
		calls     int32
		temporary bool
		ok        bool
	}{
		{"reading, after 503", get, []int{503, 200}, 2, false, true},
		{"reading, after 429 twice", get, []int{429, 429, 200}, 3, false, true},
		{"reading, never", get, []int{500}, 3, true, false},
		{"killing, after 502", kill, []int{502, 202}, 2, false, true},
		{"deleting, its answer lost", remove, []int{502, 404}, 2, false, true},
		{"deleting, forbidden", remove, []int{403}, 1, false, false},
		{"reading, forbidden", get, []int{403}, 1, false, false},
		{"starting, after 503", start, []int{503, 200}, 1, true, false},
		{"starting, too big", start, []int{413}, 1, false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				n := int(calls.Add(1))
				w.WriteHeader(c.statuses[min(n, len(c.statuses))-1])
				_, _ = w.Write([]byte(ok))
			}))
			defer server.Close()
			client, err := kestra.New(kestra.Config{URL: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			err = c.call(t.Context(), client)
			var failed *kestra.Error
			if (err == nil) != c.ok || errors.As(err, &failed) && failed.Temporary() != c.temporary {
				t.Errorf("got %v, want ok %t, temporary %t", err, c.ok, c.temporary)
			}
			if calls.Load() != c.calls {
				t.Errorf("%d calls, want %d", calls.Load(), c.calls)
			}
		})
	}
}

func TestClient_SendsInputsLabelsAndCredentials(t *testing.T) {
	t.Parallel()
	var got *http.Request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
		}
		got = r
		_, _ = w.Write([]byte(`{"id":"e1","flowId":"f","state":{"current":"CREATED","startDate":"2026-01-02T03:04:05Z"},"labels":[{"key":"k","value":"v:w"}]}`))
	}))
	defer server.Close()
	client, err := kestra.New(kestra.Config{URL: server.URL + "/", Namespace: "ns", Username: "u@x.y", Password: "p",
		Token: func(context.Context) (string, error) { return "id-token", nil }})
	if err != nil {
		t.Fatal(err)
	}
	execution, err := client.Start(t.Context(), "f", map[string]string{"k": "v:w", "a": "ü&"}, []kestra.Input{
		{Name: "text", Value: "ä"}, {Name: "file", File: []byte("{}")}, {Name: "empty", File: []byte{}}})
	if err != nil {
		t.Fatal(err)
	}
	want := kestra.Execution{ID: "e1", Flow: "f", State: "CREATED", Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Labels: map[string]string{"k": "v:w"}}
	if diff := cmp.Diff(want, execution); diff != "" {
		t.Errorf("execution (-want +got):\n%s", diff)
	}
	user, password, _ := got.BasicAuth()
	sent := map[string]any{"path": got.URL.Path, "labels": got.URL.Query()["labels"], "user": user, "password": password,
		"identity": got.Header.Get("X-Serverless-Authorization"), "text": got.FormValue("text"),
		"files": len(got.MultipartForm.File["file"]) + len(got.MultipartForm.File["empty"])}
	wantSent := map[string]any{"path": "/api/v1/main/executions/ns/f", "labels": []string{"a:ü&", "k:v:w"}, "user": "u@x.y", "password": "p",
		"identity": "Bearer id-token", "text": "ä", "files": 2}
	if diff := cmp.Diff(wantSent, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestClient_UnreachableKestraIsTemporary(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	client, err := kestra.New(kestra.Config{URL: server.URL, Username: "u", Password: "Secret-0ne"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Start(t.Context(), "f", nil, nil)
	var failed *kestra.Error
	if !errors.As(err, &failed) || !failed.Temporary() || strings.Contains(err.Error(), "Secret") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.Execution(ctx, "e"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestNew_RefusesBadURLs(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "kestra", "ftp://kestra", "http://", "http://user:Secret-0ne@kestra", "http://ke stra"} {
		if _, err := kestra.New(kestra.Config{URL: bad}); err == nil || strings.Contains(err.Error(), "Secret") {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}
