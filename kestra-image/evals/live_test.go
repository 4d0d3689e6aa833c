package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/require"
)

// endpointOf serves a model that finds the defects of the files that it is asked about, and nothing while silent is set.
func endpointOf(t *testing.T, silent *atomic.Bool, defects []subject) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer the-key" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		findings := []map[string]any{}
		for _, s := range defects {
			for _, d := range s.defects {
				if strings.Contains(string(body), d.Path) && !silent.Load() {
					findings = append(findings, map[string]any{
						"path": d.Path, "line": d.First, "severity": "high", "category": d.Categories[0], "title": "T", "explanation": "E", "confidence": 0.9,
					})
				}
			}
		}
		content, _ := json.Marshal(map[string]any{"summary": "S", "findings": findings, "verdict": "comments"})
		_ = json.NewEncoder(w).Encode(map[string]any{
			"choices": []any{map[string]any{"message": map[string]any{"content": string(content)}, "finish_reason": "stop"}},
			"usage":   map[string]any{"prompt_tokens": 2000, "completion_tokens": 500},
		})
	}))
	t.Cleanup(server.Close)
	t.Setenv("MODEL_BASE_URL", server.URL+"/v1")
	t.Setenv("MODEL_NAME", "a-model")
	t.Setenv("MODEL_API_KEY", "the-key")
	t.Setenv("MODEL_PRICE_INPUT", "1")
	t.Setenv("MODEL_PRICE_OUTPUT", "10")
}

// With a model, one command must print the table, store the answers, and report a worse review without losing either.
func TestLive_MeasuresAnEndpointAndFailsOnADrop(t *testing.T) {
	require.Tools(t, "sh")       // reads the image's environment.sh
	subjects := someOf(t, "go/") // 8 with a defect
	var silent atomic.Bool
	endpointOf(t, &silent, subjects)
	file := filepath.Join(t.TempDir(), "answers.txtar")
	ask := func() (string, error) {
		var out bytes.Buffer
		err := asking{record: file, atOnce: 2}.ask(t.Context(), subjects, &out, io.Discard)
		return strings.Join(strings.Fields(out.String()), " "), err
	}
	said, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"16 changes, reviewed by a-model", "go 16 8 of 8, 100% (68-100) 8 of 8, 100%", "2000 (2000-2000) input tokens, 500 (500-500) output tokens, 0.0070"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	recorded, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(recorded, []byte("model: a-model\nprompt: ")) {
		t.Fatalf("%v: %.80s", err, recorded)
	}

	silent.Store(true)
	said, err = ask()
	if err == nil || !strings.Contains(err.Error(), errDropped.Error()) || !strings.Contains(said, "defects found, of 8: 8 lost") {
		t.Errorf("%v\n%s", err, said)
	}
	if again, err := os.ReadFile(file); err != nil || !bytes.Equal(again, recorded) {
		t.Errorf("the baseline was replaced by a worse run: %v", err)
	}
	if _, err := os.Stat(file + ".failed"); err != nil {
		t.Errorf("the answers are lost: %v", err)
	}
}

func TestLive_SaysWhatIsNotConfigured(t *testing.T) {
	require.Tools(t, "sh") // reads the image's environment.sh
	t.Setenv("MODEL_BASE_URL", "")
	t.Setenv("MODEL_NAME", "a-model")
	err := asking{}.ask(t.Context(), nil, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "MODEL_BASE_URL") {
		t.Errorf("%v", err)
	}
}

// A key that is wrong must not read as a model that finds nothing.
func TestLive_OfAnEndpointThatRefusesIsNotMeasured(t *testing.T) {
	require.Tools(t, "sh") // reads the image's environment.sh
	subjects := someOf(t, "go/n")
	endpointOf(t, new(atomic.Bool), subjects)
	t.Setenv("MODEL_API_KEY", "another")
	file := filepath.Join(t.TempDir(), "answers.txtar")
	var out bytes.Buffer
	err := asking{record: file, atOnce: 1}.ask(t.Context(), subjects, &out, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "not measured") || !strings.Contains(out.String(), "HTTP 401") {
		t.Errorf("%v\n%s", err, out.String())
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("recordings were written of nothing")
	}
}
