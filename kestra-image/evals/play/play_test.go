package play_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/prompt"
)

// answering is a model that answers from a list, and remembers what it was asked.
type answering struct {
	replies []reply
	asked   []play.Question
}

type reply struct {
	status int
	text   string // the body of a refusal
}

func (a *answering) Ask(_ context.Context, q play.Question) (int, []byte, error) {
	r := a.replies[min(len(a.asked), len(a.replies)-1)]
	a.asked = append(a.asked, q)
	if r.status != 200 {
		return r.status, []byte(r.text), nil
	}
	body, err := json.Marshal(map[string]any{
		"choices": []any{map[string]any{"message": map[string]any{"content": r.text}}}, "usage": map[string]any{"prompt_tokens": 10, "completion_tokens": 1},
	})
	return 200, body, err
}

func (a *answering) calls() (calls []string) {
	for _, q := range a.asked {
		calls = append(calls, string(q.Call))
	}
	return calls
}

// request is what endpoints get.
type request struct {
	Model       string
	MaxTokens   int `json:"max_tokens"`
	Temperature *float64
	Messages    []struct{ Role, Content string }
	Format      json.RawMessage `json:"response_format"`
}

func read(t *testing.T, q play.Question) (r request) {
	t.Helper()
	if err := json.Unmarshal(q.Body, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

const schema = `{"type":"object","properties":{"summary":{"type":"string"},"findings":{"type":"array"},"an earlier letter":{"type":"string"}}}`

func contextOf(parts ...string) prompt.Context {
	return prompt.Context{
		Schema: 1, Kind: "pull_request", Boundary: "DEVPLUS-DATA-1", MaxFindings: 7, ResponseSchema: json.RawMessage(schema), Parts: parts,
	}
}

var environment = play.Environment{
	"model_name": "usual", "model_name_deep": "thorough", "model_max_tokens": "4096", "model_max_tokens_field": "max_tokens", "model_temperature": "0.2",
}

func flow(t *testing.T) *play.Flow {
	t.Helper()
	text, err := os.ReadFile("../../flows/ai-pull-request-analysis.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := play.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func accept(result json.RawMessage) (json.RawMessage, error) { return result, nil }

// The evaluation must use what is deployed: the flow's own message, schema and settings.
func TestReview_AsksWhatTheFlowAsks(t *testing.T) {
	t.Parallel()
	model := &answering{replies: []reply{{200, `Sure: {"summary": "s", "findings": []}`}}}
	c := contextOf("the message")
	c.Effort = "deep"
	out, err := flow(t).Review(t.Context(), c, environment, model, accept)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"findings":[],"summary":"s"}`, string(out.Result)); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if out.Usage.Calls != 1 || out.Usage.Parts != 1 || *out.Usage.InputTokens != 10 || *out.Usage.OutputTokens != 1 || out.Usage.Model != "thorough" {
		t.Errorf("usage %+v", out.Usage)
	}
	r := read(t, model.asked[0])
	if r.Model != "thorough" || r.MaxTokens != 4096 || *r.Temperature != 0.2 || len(r.Messages) != 2 || r.Messages[1].Content != "the message" {
		t.Errorf("asked %+v", r)
	}
	if s := r.Messages[0].Content; !strings.HasPrefix(s, "You are a senior software engineer") || !strings.HasSuffix(s, "The boundary is DEVPLUS-DATA-1. Report at most 7 findings.\n") {
		t.Errorf("the instructions are %q", s)
	}
	if !bytes.Contains(model.asked[0].Body, []byte(`"schema":`+schema)) {
		t.Errorf("the schema's fields have lost their order: %s", r.Format)
	}
	if q := model.asked[0]; strings.Contains(q.Instructions(), "DEVPLUS-DATA-1") || !strings.Contains(q.Instructions(), "an earlier letter") || q.Message() != "the message" {
		t.Errorf("digests are of %q and %q", q.Instructions(), q.Message())
	}
}

func TestReview_AsksOnceMoreWithoutAFormat(t *testing.T) {
	t.Parallel()
	model := &answering{replies: []reply{{400, `{"error": "no response_format"}`}, {200, `{"summary": "s", "findings": []}`}}}
	if _, err := flow(t).Review(t.Context(), contextOf("m"), environment, model, accept); err != nil {
		t.Fatal(err)
	}
	if len(model.asked) != 2 || read(t, model.asked[0]).Format == nil || read(t, model.asked[1]).Format != nil {
		t.Errorf("asked %v", model.calls())
	}
}

func TestReview_JoinsPartsUnderOneSummary(t *testing.T) {
	t.Parallel()
	model := &answering{replies: []reply{
		{200, `{"summary": "one", "findings": [{"title": "mild", "severity": "low"}], "verdict": "comments"}`},
		{200, `{"summary": "two", "findings": [{"title": "bad", "severity": "high"}], "verdict": "changes_requested"}`},
		{200, `{"summary": "both", "test_advice": ["test it"]}`},
	}}
	out, err := flow(t).Review(t.Context(), contextOf("a", "b"), environment, model, accept)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Summary, Verdict string
		Findings         []struct{ Title string }
	}
	if err := json.Unmarshal(out.Result, &got); err != nil {
		t.Fatal(err)
	}
	if got.Summary != "both" || got.Verdict != "changes_requested" || len(got.Findings) != 2 || got.Findings[0].Title != "bad" || out.Usage.Calls != 3 {
		t.Errorf("%+v, %+v", got, out.Usage)
	}
	if diff := cmp.Diff([]string{"1", "2", "wording"}, model.calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	if !model.asked[2].FollowsAnswers() || model.asked[0].FollowsAnswers() {
		t.Error("the question about answers is not told from the others")
	}
}

func TestReview_RepairsWhatItsSchemaRefuses(t *testing.T) {
	t.Parallel()
	model := &answering{replies: []reply{{200, `{"summary": 7}`}, {200, `{"summary": "s"}`}}}
	strict := func(result json.RawMessage) (json.RawMessage, error) {
		if strings.Contains(string(result), "7") {
			return nil, fmt.Errorf("validating: %w", &analysis.InvalidResultError{Problems: []string{"summary is no text"}})
		}
		return result, nil
	}
	out, err := flow(t).Review(t.Context(), contextOf("m"), environment, model, strict)
	if err != nil {
		t.Fatal(err)
	}
	if string(out.Result) != `{"summary":"s"}` || out.Usage.Calls != 2 {
		t.Errorf("%s, %+v", out.Result, out.Usage)
	}
	if said := read(t, model.asked[1]).Messages[1].Content; !strings.Contains(said, "summary is no text") || !strings.Contains(said, `{"summary":7}`) {
		t.Errorf("the repairer is told %q", said)
	}
	never := func(json.RawMessage) (json.RawMessage, error) {
		return nil, &analysis.InvalidResultError{Problems: []string{"no"}}
	}
	model.asked = nil
	if _, err := flow(t).Review(t.Context(), contextOf("m"), environment, model, never); err == nil || !strings.Contains(err.Error(), "unusable") {
		t.Errorf("a result that is refused twice: %v", err)
	}
}

func TestReview_SaysWhyThereIsNoAnswer(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]reply{
		"HTTP 401 the key is wrong": {401, `{"error": {"message": "the key is wrong"}}`},
		"HTTP 200":                  {200, ""},
	} {
		_, err := flow(t).Review(t.Context(), contextOf("m"), environment, &answering{replies: []reply{r}}, accept)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", r, err)
		}
	}
}

// A flow that is built otherwise must be noticed, not measured half.
func TestReview_RefusesAFlowThatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, want string }{
		"an unknown value":    {"'system': vars.reviewer", "'system': read(inputs.other)", "which is not known here"},
		"a missing task":      {"id: model_1\n", "id: first\n", "no task model_1"},
		"a missing program":   {"  chat: |", "  said: |", "no program chat"},
		"a program in error":  {"messages: [", "messages: [[", "evaluating the task model_1"},
		"no expression":       {"{{ {'context': fromJson(read(inputs.context)), 'system': vars.reviewer", "<{ {'context': fromJson(read(inputs.context)), 'system': vars.reviewer", "is no expression"},
		"a missing read jq":   {"  read_answer: |", "  reads_answer: |", "no program read_answer"},
		"no object to ask of": {"{{ {'context': fromJson(read(inputs.context)), 'system': vars.reviewer", "{{ ['context': fromJson(read(inputs.context)), 'system': vars.reviewer", "does not begin with an object"},
	} {
		text, err := os.ReadFile("../../flows/ai-pull-request-analysis.yaml")
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.ReplaceAll(string(text), c.from, c.to)
		if changed == string(text) {
			t.Fatalf("%s: the flow has no %q", name, c.from)
		}
		f, err := play.Read([]byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Review(t.Context(), contextOf("m"), environment, &answering{replies: []reply{{200, "{}"}}}, accept); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := play.Read([]byte("a: [")); err == nil {
		t.Error("what is no YAML was read")
	}
}
