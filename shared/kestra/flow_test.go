package kestra_test

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
)

func TestFlow_ReportsHowItEnded(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, reportsHowItEnded)
}

func reportsHowItEnded(t *testing.T, stack *kestratest.Stack) {
	joined := func(summary string, advice ...any) any {
		finding := func(severity string, line float64) any {
			return map[string]any{"path": "a.go", "line": line, "end_line": line, "severity": severity, "category": "correctness", "title": "finding",
				"explanation": "because", "suggestion": "", "confidence": 0.5}
		}
		walk := map[string]any{"path": "a.go", "change": "changed"}
		return map[string]any{"summary": summary, "walkthrough": []any{walk, walk, walk}, "verdict": "changes_requested", "test_advice": advice,
			"open_findings": []any{},
			"findings":      []any{finding("critical", 1), finding("high", 2), finding("low", 1)}}
	}

	endAll(t, stack, []scenario{
		{
			name:  "one part, answered",
			model: []kestratest.Reply{{Content: review("KEY", "comments", "low")}},
			want:  []called{{Status: "succeeded", Result: decoded(t, review("KEY", "comments", "low")), Usage: usage(1, 1, 0)}},
		},
		{
			name:  "three parts become one result, worst first, with one summary",
			each:  true,
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
				"open_findings": []any{}, "verdict": "no_concerns", "test_advice": []any{}}}},
		},
		{
			name:     "refused by its schema: repaired and called back again",
			each:     true,
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
			each:     true,
			model:    []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}},
			callback: []int{409},
			want:     []called{{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)}},
		},
		{
			name:     "the callback service is away for a moment",
			each:     true,
			model:    []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}},
			callback: []int{503, 429, 200},
			want: []called{
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(1, 1, 0)},
			},
		},
		{
			name:     "a callback that is refused for good fails the execution and is reported",
			each:     true,
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
			each:  true,
			model: []kestratest.Reply{{Status: 429, Body: `{"error":"quota of KEY"}`}},
			want:  []called{{Status: "failed", Error: failure("model_limited", "the model endpoint answered HTTP 429")}},
			state: kestra.Failed,
			asks:  8, // four attempts, and Kestra's HTTP client itself repeats a 429 or 503 once
		},
		{
			name:  "the model fails, for good",
			each:  true,
			parts: 2,
			model: []kestratest.Reply{{Status: 500, Body: `{"error":"your prompt was KEY"}`}},
			want:  []called{{Status: "failed", Error: failure("model_unreachable", "the model endpoint answered HTTP 500")}},
			state: kestra.Failed,
			asks:  8,
		},
		{
			name: "an endpoint that takes no response_format is asked without, from then on",
			each: true,
			model: []kestratest.Reply{
				{Status: 400, Body: `{"error":"response_format is not supported"}`}, {Content: `{"summary":"","note":"KEY"}`}, {Content: kestratest.EmptyReview("KEY")},
			},
			callback: []int{422, 200},
			want: []called{
				{Status: "succeeded", Result: map[string]any{"summary": "", "note": "KEY"}, Usage: usage(1, 1, 0)},
				{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: usage(2, 1, 0)},
			},
			plain: true,
		},
		{
			name:  "a question that is refused without response_format as well: what the endpoint said is passed on",
			model: []kestratest.Reply{{Status: 400, Body: `{"error":"no such parameter: KEY"}`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model endpoint answered HTTP 400: no such parameter: KEY")}},
			state: kestra.Failed,
			asks:  2,
			plain: true,
		},
		{
			name:  "the model refuses: not tried again",
			model: []kestratest.Reply{{Status: 401, Body: `{"error":"bad key"}`}},
			want:  []called{{Status: "failed", Error: failure("model_refused", "the model endpoint answered HTTP 401: bad key")}},
			state: kestra.Failed,
		},
		{
			name:  "a question that is too long for the model's window",
			model: []kestratest.Reply{{Status: 400, Body: `{"error":{"code":"context_length_exceeded","message":"This model's maximum context length is 8192 tokens."}}`}},
			want: []called{{Status: "failed", Error: failure("model_window",
				"the model endpoint answered HTTP 400: This model's maximum context length is 8192 tokens.")}},
			state: kestra.Failed,
			asks:  2,
			plain: true,
		},
		{
			name:  "one part of two is too long",
			parts: 2,
			model: []kestratest.Reply{{Content: kestratest.EmptyReview("KEY")}, {Status: 413, Body: `[{"error":{"message":"the input token count exceeds the maximum"}}]`}},
			want:  []called{{Status: "succeeded", Result: decoded(t, kestratest.EmptyReview("KEY")), Usage: with(usage(1, 2, 1), "window", "the input token count exceeds the maximum")}},
		},
		{
			name:  "the model hangs",
			each:  true,
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
			name:     "JSON that breaks off goes as text, is refused and repaired",
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
			each:  true,
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

func with(usage map[string]any, key string, value any) map[string]any {
	usage[key] = value
	return usage
}
