package kestra_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// A quick review by the large model costs what the setting was to save. An effort without a model of its own has the usual one, and a model
// whose window is small is asked for a short answer.
func TestFlow_EffortChoosesTheModel(t *testing.T) {
	t.Parallel()
	stack := kestratest.Start(t)
	client := stack.Client(t)
	for effort, want := range map[string]string{"": kestratest.ModelName, "quick": kestratest.QuickModelName, "deep": kestratest.ModelName} {
		key := fmt.Sprintf("effort-%s-%d", effort, time.Now().UnixNano())
		stack.Model.Script(t, key, kestratest.Reply{})
		back := serveCallbacks(t, http.StatusOK)
		about := prompt.Context{
			Schema: 1, Kind: "pull_request", Boundary: boundary, ResponseSchema: kindtest.Of("pull_request").Schema.Portable(), Parts: []string{key},
			Effort: effort, AnswerTokens: 2048, Room: 4096,
		}
		ended(t, client, startAbout(t, client, about, back.URL).ID)
		asked := stack.Model.Requests(t, key)
		if len(asked) == 0 {
			t.Fatalf("effort %q: nobody is asked", effort)
		}
		var got struct {
			Model       string
			Temperature *float64
			MaxTokens   int `json:"max_tokens"`
		}
		if err := json.Unmarshal(asked[0].Body, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.Model); diff != "" || got.Temperature == nil || *got.Temperature != 0 || got.MaxTokens != 2048 {
			t.Errorf("effort %q: %s, %d tokens", effort, asked[0].Body, got.MaxTokens)
		}
	}
}
