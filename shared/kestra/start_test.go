package kestra_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

const (
	pullRequestFlow = "ai-pull-request-analysis"
	analysisID      = "pull_request-1-0123456789abcdef0123"
	callbackToken   = "callback-token-of-this-analysis"
	boundary        = "DEVPLUS-DATA-5f1e0c"
)

// startReview starts the pull request's flow on parts, with an answer wanted at callback.
func startReview(t *testing.T, client *kestra.Client, callback string, parts ...string) kestra.Execution {
	t.Helper()
	return start(t, client, "pull_request", callback, parts...)
}

// start starts a kind's flow on parts, with an answer wanted at callback.
func start(t *testing.T, client *kestra.Client, kind analysis.Kind, callback string, parts ...string) kestra.Execution {
	t.Helper()
	return startAbout(t, client, contextOf(kind, parts...), callback)
}

// contextOf returns the context of a kind's flow on parts.
func contextOf(kind analysis.Kind, parts ...string) prompt.Context {
	about := prompt.Context{Schema: 1, Kind: kind, Boundary: boundary, ResponseSchema: kindtest.Of(kind).Schema.Portable(), Parts: parts}
	if kind == "pull_request" {
		about.MaxFindings = prompt.MaxFindings
	}
	return about
}

// startAbout starts the flow of a context.
func startAbout(t *testing.T, client *kestra.Client, about prompt.Context, callback string) kestra.Execution {
	t.Helper()
	return startLabeled(t, client, about, callback, analysisID)
}

// startLabeled starts the flow of a context with the given label "analysis".
func startLabeled(t *testing.T, client *kestra.Client, about prompt.Context, callback, label string) kestra.Execution {
	t.Helper()
	file, err := json.Marshal(about)
	if err != nil {
		t.Fatal(err)
	}
	execution, err := client.Start(t.Context(), kindtest.Of(about.Kind).Flow, map[string]string{"analysis": label}, []kestra.Input{
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
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var last kestra.Execution
	for {
		// Kestra may not list an execution yet that it has just started.
		execution, err := client.Execution(ctx, id)
		if err == nil && execution.State.Terminal() {
			return execution
		}
		if err == nil {
			last = execution
		}
		select {
		case <-ctx.Done():
			t.Fatalf("execution %s has not ended: %+v, %v", id, last, err)
		case <-time.After(400 * time.Millisecond): // each answer is the whole execution with all texts
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
