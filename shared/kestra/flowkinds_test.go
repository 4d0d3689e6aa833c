package kestra_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kestra"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/kindtest"
)

// answerOf holds, by kind, a result with every field; TestFlow_ReportsOtherKinds validates them.
var answerOf = map[analysis.Kind]string{
	"release_risk": `{"summary":"KEY moves sessions.","drivers":[{"title":"All users are logged out.","evidence":["#12","6dcb09b"],"severity":"high"}],
		"rollout_advice":["At night."],"model_score":62.5}`,
	"release_notes": `{"highlights":["KEY"],"sections":[{"title":"Features","entries":[{"text":"Sessions {{ inputs.callback_token }}","prs":[12],"breaking":true}]}],
		"upgrade_notes":["Set CACHE_URL."]}`,
	"repository": `{"overview":"KEY","architecture":[{"title":"The store.","evidence":["store/"]}],"strengths":[],
		"risks":[{"title":"One person knows it.","evidence":["store/store.go"],"severity":"medium"}],"next_steps":[{"title":"Name owners.","evidence":["CODEOWNERS"]}]}`,
}

// Failures run in the pull request's flow only: TestFlows_DifferOnlyInWhatIsTheirOwn holds the others to its text.
func TestFlow_ReportsOtherKinds(t *testing.T) {
	t.Parallel()
	kestratest.Each(t, reportsOtherKinds)
}

func reportsOtherKinds(t *testing.T, stack *kestratest.Stack) {
	var cases []scenario
	for _, kind := range kindtest.Names()[1:] {
		good := answerOf[kind]
		if err := kindtest.Of(kind).Schema.Validate(json.RawMessage(good)); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		cases = append(cases, scenario{
			name: string(kind), kind: kind, each: true, model: []kestratest.Reply{{Content: good}}, lastAsked: "{{ secret('MODEL_API_KEY') }}",
			want: []called{{Status: "succeeded", Result: decoded(t, good), Usage: usage(1, 1, 0)}},
		})
	}
	endAll(t, stack, cases)
}

// Each flow sends its own prompt and its kind's schema, both when the model answers and when it repairs its answer.
func TestFlow_AsksForItsOwnKind(t *testing.T) {
	t.Parallel()
	stack := kestratest.Start(t)
	client := stack.Client(t)
	for _, kind := range kindtest.Names() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			key := fmt.Sprintf("asked-%s-%d", kind, time.Now().UnixNano())
			part := "Commits: 1\nBEGIN " + boundary + " text\n" + key + " {{ secret('MODEL_API_KEY') }}\nEND " + boundary + "\n"
			stack.Model.Script(t, key, kestratest.Reply{Content: fmt.Sprintf(`{"note":%q}`, key)}, kestratest.Reply{Content: kestratest.Empty(kind, key)})
			back := serveCallbacks(t, 422, 200)
			if end := ended(t, client, start(t, client, kind, back.URL, part).ID); end.State != kestra.Success {
				t.Fatalf("it ended as %s", end.State)
			}
			schema := kindtest.Of(kind).Schema.Portable()
			asked := stack.Model.Requests(t, key)
			if len(asked) != 2 {
				t.Fatalf("the model was asked %d times, want twice", len(asked))
			}
			for i, request := range asked {
				var got struct {
					Messages []struct{ Role, Content string }
					Format   struct {
						Schema struct {
							Name   string
							Schema any
						} `json:"json_schema"`
					} `json:"response_format"`
				}
				if err := json.Unmarshal(request.Body, &got); err != nil || len(got.Messages) != 2 {
					t.Fatalf("request %d: %v, %d messages", i, err, len(got.Messages))
				}
				if diff := cmp.Diff(decoded(t, string(schema)), got.Format.Schema.Schema); diff != "" || got.Format.Schema.Name != string(kind) {
					t.Errorf("request %d: schema %s (-want +got):\n%s", i, got.Format.Schema.Name, diff)
				}
				system := got.Messages[0].Content
				if !strings.Contains(system, "The boundary is "+boundary+".") || strings.Contains(system, "null") {
					t.Errorf("request %d: the system prompt ends %q", i, system[max(len(system)-200, 0):])
				}
				if limits := strings.Contains(system, "Report at most 20 findings."); limits != (kind == "pull_request" && i == 0) {
					t.Errorf("request %d: a limit of findings is given: %t", i, limits)
				}
				if i == 0 && got.Messages[1].Content != part {
					t.Errorf("the part came as %q", got.Messages[1].Content)
				}
			}
		})
	}
}
