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

// A model that is away must not cost the review while another one could answer, and people must see which did. One that refuses is there.
func TestFlow_FallsBackWhenTheModelIsAway(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, fallsBackWhenTheModelIsAway)
}

func fallsBackWhenTheModelIsAway(t *testing.T, stack *kestratest.Stack) {
	const quick, fallback = kestratest.QuickModelName, kestratest.ModelName
	away := kestratest.Reply{Status: http.StatusInternalServerError}
	for name, test := range map[string]struct {
		replies []kestratest.Reply
		asked   []string
		status  string
		model   any
	}{
		"away":    {[]kestratest.Reply{away, away, away, away, {Body: unnamed}}, []string{quick, quick, quick, quick, fallback}, "succeeded", fallback},
		"refuses": {[]kestratest.Reply{{Status: http.StatusForbidden, Body: "{}"}}, []string{quick}, "failed", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := fmt.Sprintf("fallback-%s-%d", name, time.Now().UnixNano())
			stack.Model.Script(t, key, test.replies...)
			back := serveCallbacks(t, http.StatusOK)
			client := stack.Client(t)
			ended(t, client, startAbout(t, client, prompt.Context{
				Schema: 1, Kind: "pull_request", Boundary: boundary, ResponseSchema: kindtest.Of("pull_request").Schema.Portable(),
				Parts: []string{key}, Effort: "quick",
			}, back.URL).ID)
			var asked []string
			for _, request := range stack.Model.Requests(t, key) {
				var body struct{ Model string }
				if err := json.Unmarshal(request.Body, &body); err != nil {
					t.Fatal(err)
				}
				asked = append(asked, body.Model)
			}
			if diff := cmp.Diff(test.asked, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if len(back.got) != 1 || back.got[0].Status != test.status || back.got[0].Usage["model"] != test.model {
				t.Errorf("called back %+v, want %s by %v", back.got, test.status, test.model)
			}
			if test.status == "succeeded" { // or the fallback would count at the other's price
				want := []any{map[string]any{"model": fallback, "input_tokens": 1.0, "output_tokens": 1.0}}
				if diff := cmp.Diff(want, back.got[0].Usage["asked"]); diff != "" || back.got[0].Usage["fallback"] != fallback {
					t.Errorf("by %v (-want +got):\n%s", back.got[0].Usage["fallback"], diff)
				}
			}
		})
	}
}

// unnamed is the answer of an endpoint that does not say which model it is.
const unnamed = `{"choices":[{"message":{"content":"{\"summary\":\"All is well.\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}`
