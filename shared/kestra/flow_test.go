package kestra_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

const (
	pullRequestFlow = "ai-pull-request-analysis"
	analysisID      = "pull_request-1-0123456789abcdef0123"
	callbackToken   = "callback-token-of-this-analysis"
	boundary        = "DEVPLUS-DATA-5f1e0c"
)

// called is what a flow calls back, without what is the same in every call.
type called struct {
	Status string         `json:"status"`
	Result any            `json:"result"`
	Error  map[string]any `json:"error"`
	Usage  map[string]any `json:"usage"`
}

// callbacks is a callback service that answers by a list of statuses, the last one again and again.
type callbacks struct {
	*httptest.Server
	mu       sync.Mutex
	statuses []int
	got      []called
	faults   []string
}

const complaint = "result.summary: length must be >= 1, but got 0"

func serveCallbacks(t *testing.T, statuses ...int) *callbacks {
	c := &callbacks{statuses: statuses}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		status := c.take(r, body)
		w.WriteHeader(status)
		if status == http.StatusUnprocessableEntity {
			fmt.Fprintf(w, `{"error":%q}`, complaint)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *callbacks) take(r *http.Request, body []byte) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	var got called
	var envelope struct {
		AnalysisID  string `json:"analysis_id"`
		Attempt     any    `json:"attempt"`
		ExecutionID string `json:"execution_id"`
	}
	if json.Unmarshal(body, &got) != nil || json.Unmarshal(body, &envelope) != nil {
		c.faults = append(c.faults, "no JSON: "+string(body))
	}
	if envelope.AnalysisID != analysisID || envelope.Attempt != 2.0 || envelope.ExecutionID == "" {
		c.faults = append(c.faults, fmt.Sprintf("envelope %+v", envelope))
	}
	if at := r.Method + " " + r.URL.Path; at != "POST /api/v1/webhook/ai" {
		c.faults = append(c.faults, at)
	}
	if auth := r.Header.Get("Authorization"); auth != "Bearer "+callbackToken {
		c.faults = append(c.faults, "Authorization "+auth)
	}
	c.got = append(c.got, got)
	status := c.statuses[0]
	if len(c.statuses) > 1 {
		c.statuses = c.statuses[1:]
	}
	return status
}

// startReview starts the pull request's flow on parts, with an answer wanted at callback.
func startReview(t *testing.T, client *kestra.Client, callback string, parts ...string) kestra.Execution {
	t.Helper()
	return start(t, client, analysis.PullRequest, callback, parts...)
}

// start starts a kind's flow on parts, with an answer wanted at callback.
func start(t *testing.T, client *kestra.Client, kind analysis.Kind, callback string, parts ...string) kestra.Execution {
	t.Helper()
	schema, err := analysis.PortableSchema(kind)
	if err != nil {
		t.Fatal(err)
	}
	about := prompt.Context{Schema: 1, Kind: kind, Boundary: boundary, ResponseSchema: schema, Parts: parts}
	if kind == analysis.PullRequest {
		about.MaxFindings = prompt.MaxFindings
	}
	file, err := json.Marshal(about)
	if err != nil {
		t.Fatal(err)
	}
	execution, err := client.Start(t.Context(), kind.Flow(), map[string]string{"analysis": analysisID}, []kestra.Input{
		{Name: "analysis_id", Value: analysisID},
		{Name: "attempt", Value: "2"},
		{Name: "context", File: file},
		{Name: "callback_url", Value: callback},
		{Name: "callback_token", Value: callbackToken},
	})
	if err != nil {
		t.Fatal(err)
	}
	return execution
}

// ended waits for the end of an execution.
func ended(t *testing.T, client *kestra.Client, id string) kestra.Execution {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	for {
		// Kestra may not list an execution yet that it has just started.
		execution, err := client.Execution(ctx, id)
		if err == nil && execution.State.Terminal() {
			return execution
		}
		select {
		case <-ctx.Done():
			t.Fatalf("execution %s has not ended: %+v, %v", id, execution, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// review is a valid answer with findings of the given severities, whose summary holds key.
func review(key, verdict string, severities ...string) string {
	findings := []string{}
	for i, severity := range severities {
		findings = append(findings, fmt.Sprintf(`{"path":"a.go","line":%d,"end_line":%[1]d,"severity":%q,"category":"correctness","title":"finding",
			"explanation":"because","suggestion":"","confidence":0.5}`, i+1, severity))
	}
	return fmt.Sprintf(`{"summary":"about %s","walkthrough":[{"path":"a.go","change":"changed"}],"findings":[%s],"verdict":%q,"test_advice":["test %[1]s"]}`,
		key, strings.Join(findings, ","), verdict)
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

func usage(calls, parts, unanswered int) map[string]any {
	u := map[string]any{"model": any(kestratest.ModelName), "calls": float64(calls), "parts": float64(parts), "unanswered": float64(unanswered),
		"input_tokens": float64(calls * kestratest.InputTokens), "output_tokens": float64(calls * kestratest.OutputTokens)}
	return u
}

func failure(code, message string) map[string]any {
	return map[string]any{"code": code, "message": message}
}

// scenario is one way in which the model and the callback service can answer, and what comes of it.
type scenario struct {
	name  string
	kind  analysis.Kind // "" means PullRequest
	parts int           // 0 means 1
	// KEY stands for the case's own key in all texts.
	model     []kestratest.Reply
	callback  []int // none means 200
	want      []called
	state     kestra.State // "" means SUCCESS
	asks      int          // requests to the model; 0 means as many as replies
	lastAsked string       // the last request to the model holds this
}

// TestReviewEnds tells, for each way in which the model and the callback service can answer, what DevPlus is called back with.
// All executions run at once: some wait for retries.
func TestReviewEnds(t *testing.T) {
	stack := kestratest.Start(t)
	joined := func(summary string, advice ...any) any {
		finding := func(severity string, line float64) any {
			return map[string]any{"path": "a.go", "line": line, "end_line": line, "severity": severity, "category": "correctness", "title": "finding",
				"explanation": "because", "suggestion": "", "confidence": 0.5}
		}
		walk := map[string]any{"path": "a.go", "change": "changed"}
		return map[string]any{"summary": summary, "walkthrough": []any{walk, walk, walk}, "verdict": "changes_requested", "test_advice": advice,
			"findings": []any{finding("critical", 1), finding("high", 2), finding("low", 1)}}
	}

	endAll(t, stack, []scenario{
		{
			name:  "one part, answered",
			model: []kestratest.Reply{{Content: review("KEY", "comments", "low")}},
			want:  []called{{Status: "succeeded", Result: decoded(t, review("KEY", "comments", "low")), Usage: usage(1, 1, 0)}},
		},
		{
			name:  "three parts become one result, worst first, with one summary",
			parts: 3,
			model: []kestratest.Reply{
				{Content: review("KEY", "comments", "low")}, {Content: review("KEY", "changes_requested", "critical", "high")},
				{Content: review("KEY", "no_concerns")}, {Content: `{"summary":"all of KEY","test_advice":["one"]}`},
			},
			want: []called{{Status: "succeeded", Result: joined("all of KEY", "one"), Usage: usage(4, 3, 0)}},
		},
		{
			name:  "the summary's call is refused: the parts' summaries are joined",
			parts: 3,
			model: []kestratest.Reply{
				{Content: review("KEY", "comments", "low")}, {Content: review("KEY", "changes_requested", "critical", "high")},
				{Content: review("KEY", "no_concerns")}, {Status: 400, Body: `{"error":"no"}`},
			},
			want: []called{{Status: "succeeded", Result: joined("about KEY about KEY about KEY", "test KEY"), Usage: usage(3, 3, 0)}},
		},
		{
			name:  "one part of two unanswered: the other is the result",
			parts: 2,
			model: []kestratest.Reply{{Content: "I can't do that, KEY."}, {Content: kestratest.EmptyReview("KEY")}},
			want: []called{{Status: "succeeded", Usage: usage(2, 2, 1), Result: map[string]any{"summary": "KEY", "walkthrough": []any{}, "findings": []any{},
				"verdict": "no_concerns", "test_advice": []any{}}}},
		},
		{
			name:     "refused by its schema: mended and called back again",
			model:    []kestratest.Reply{{Content: `{"summary":"","note":"KEY"}`}, {Content: kestratest.EmptyReview("KEY")}},
			callback: []int{422, 200},
			want: []called{
				{Status: "succeeded", Result: map[string]any{"summary": "", "note": "KEY"}, Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(2, 1, 0)},
			},
			lastAsked: complaint,
		},
		{
			name:     "a second refusal is the end",
			model:    []kestratest.Reply{{Content: `{"summary":"","note":"KEY"}`}},
			callback: []int{422},
			want: []called{
				{Status: "succeeded", Result: map[string]any{"summary": "", "note": "KEY"}, Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: map[string]any{"summary": "", "note": "KEY"}, Usage: usage(2, 1, 0)},
			},
			asks: 2,
		},
		{
			name:     "superseded meanwhile: 409 is the end",
			model:    []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}},
			callback: []int{409},
			want:     []called{{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)}},
		},
		{
			name:     "the callback service is away for a moment",
			model:    []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}},
			callback: []int{503, 429, 200},
			want: []called{
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
			},
		},
		{
			name:     "a callback that is refused for good fails the execution and is told",
			model:    []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}},
			callback: []int{413, 200},
			want: []called{
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
				{Status: "failed", Error: failure("flow_failed", "calling back failed: HTTP 413"), Usage: usage(1, 1, 0)},
			},
			state: kestra.Failed,
		},
		{
			name:  "the model's rate limit, once",
			model: []kestratest.Reply{{Status: 429, Body: `{}`}, {Content: kestratest.EmptyReview("KEY")}},
			want:  []called{{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)}},
		},
		{
			name:  "the model's rate limit, for good",
			model: []kestratest.Reply{{Status: 429, Body: `{"error":"quota of KEY"}`}},
			want:  []called{{Status: "failed", Error: failure("model_limited", "the model endpoint answered HTTP 429")}},
			state: kestra.Failed,
			asks:  8, // four attempts, and Kestra's HTTP client itself repeats a 429 or 503 once
		},
		{
			name:  "the model fails, for good",
			parts: 2,
			model: []kestratest.Reply{{Status: 500, Body: `{"error":"your prompt was KEY"}`}},
			want:  []called{{Status: "failed", Error: failure("model_unreachable", "the model endpoint answered HTTP 500")}},
			state: kestra.Failed,
			asks:  8,
		},
		{
			name:  "the model refuses: not tried again",
			model: []kestratest.Reply{{Status: 401, Body: `{"error":"bad key"}`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model endpoint answered HTTP 401")}},
			state: kestra.Failed,
		},
		{
			name:  "the model hangs",
			model: []kestratest.Reply{{Hang: true}},
			want:  []called{{Status: "failed", Error: failure("model_timeout", "the model endpoint gave no answer in time")}},
			state: kestra.Failed,
			asks:  4,
		},
		{
			name:  "no choices",
			model: []kestratest.Reply{{Body: `{"choices":[]}`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model answered with no text")}},
			state: kestra.Failed,
		},
		{
			name:  "filtered",
			model: []kestratest.Reply{{Body: `{"choices":[{"message":{"content":null},"finish_reason":"content_filter"}]}`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model answered with no text (content_filter)")}},
			state: kestra.Failed,
		},
		{
			name:  "not a chat completion",
			model: []kestratest.Reply{{Body: `<html>KEY</html>`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model answered with no text")}},
			state: kestra.Failed,
		},
		{
			name:  "prose and fences round the JSON",
			model: []kestratest.Reply{{Content: "Voilà, the review:\n```json\n" + kestratest.EmptyReview("KEY") + "\n```\nAnything else?"}},
			want:  []called{{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)}},
		},
		{
			name:     "JSON that breaks off goes as text, is refused and mended",
			model:    []kestratest.Reply{{Content: `{"summary":"KEY","find`}, {Content: kestratest.EmptyReview("KEY")}},
			callback: []int{422, 200},
			want: []called{
				{Status: "succeeded", Result: `{"summary":"KEY","find`, Usage: usage(1, 1, 1)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(2, 1, 1)},
			},
			lastAsked: `find`,
		},
		{
			name:  "an endpoint that counts no tokens",
			model: []kestratest.Reply{{Body: `{"choices":[{"message":{"content":"{\"summary\":\"KEY\"}"}}]}`}},
			want: []called{{Status: "succeeded", Result: map[string]any{"summary": "KEY"}, Usage: map[string]any{"model": kestratest.ModelName,
				"calls": 1.0, "parts": 1.0, "unanswered": 0.0}}},
		},
		{
			name:  "expressions in data stay data",
			model: []kestratest.Reply{{Content: kestratest.EmptyReview("KEY {{ secret('MODEL_API_KEY') }} {{ inputs.callback_token }}")}},
			want: []called{{Status: "succeeded", Usage: usage(1, 1, 0),
				Result: decoded(t, kestratest.EmptyReview("KEY {{ secret('MODEL_API_KEY') }} {{ inputs.callback_token }}"))}},
			lastAsked: "{{ secret('MODEL_API_KEY') }}",
		},
		{
			name:  "more than 64 KiB",
			model: []kestratest.Reply{{Content: kestratest.EmptyReview("KEY" + strings.Repeat("x", 64<<10))}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model answered more than 64 KiB")}},
			state: kestra.Failed,
		},
	})
}

// endAll runs the scenarios, all at once, and compares how they end.
func endAll(t *testing.T, stack *kestratest.Stack, cases []scenario) {
	client := stack.Client(t)
	type run struct {
		key       string
		callbacks *callbacks
		execution kestra.Execution
	}
	runs := make([]run, len(cases))
	for i, c := range cases {
		key := fmt.Sprintf("key-%d-%02d", time.Now().UnixNano(), i)
		replies := make([]kestratest.Reply, len(c.model))
		for j, reply := range c.model {
			reply.Content, reply.Body = strings.ReplaceAll(reply.Content, "KEY", key), strings.ReplaceAll(reply.Body, "KEY", key)
			replies[j] = reply
		}
		stack.Model.Script(t, key, replies...)
		if len(c.callback) == 0 {
			c.callback = []int{200}
		}
		parts := make([]string, max(c.parts, 1))
		for j := range parts {
			parts[j] = fmt.Sprintf("Lines added: 1\nBEGIN %s title\n%s {{ secret('MODEL_API_KEY') }} {%% raw %%}\nEND %[1]s", boundary, key)
		}
		back := serveCallbacks(t, c.callback...)
		if c.kind == "" {
			c.kind = analysis.PullRequest
		}
		runs[i] = run{key, back, start(t, client, c.kind, back.URL, parts...)}
	}

	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			run := runs[i]
			end := ended(t, client, run.execution.ID)
			run.callbacks.mu.Lock()
			defer run.callbacks.mu.Unlock()
			got, err := json.Marshal(run.callbacks.got)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(got), kestratest.APIKey) || strings.Contains(string(got), callbackToken) {
				t.Errorf("a secret is called back: %s", got)
			}
			var without []called
			if err := json.Unmarshal([]byte(strings.ReplaceAll(string(got), run.key, "KEY")), &without); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, without); diff != "" {
				t.Errorf("called back (-want +got):\n%s", diff)
			}
			if len(run.callbacks.faults) > 0 {
				t.Errorf("faulty calls back: %s", run.callbacks.faults)
			}
			if c.state == "" {
				c.state = kestra.Success
			}
			if end.State != c.state {
				t.Errorf("the execution ended as %s, want %s", end.State, c.state)
			}
			asked := stack.Model.Requests(t, run.key)
			if c.asks == 0 {
				c.asks = len(c.model)
			}
			if len(asked) != c.asks {
				t.Fatalf("the model was asked %d times, want %d", len(asked), c.asks)
			}
			if last := string(asked[len(asked)-1].Body); !strings.Contains(last, c.lastAsked) {
				t.Errorf("the last request to the model lacks %q: %s", c.lastAsked, last)
			}
		})
	}
}
