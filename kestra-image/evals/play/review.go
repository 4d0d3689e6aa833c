package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/prompt"
)

// Model answers a question with an HTTP status and a body.
type Model interface {
	Ask(ctx context.Context, q Question) (status int, body []byte, err error)
}

// Environment has what a flow reads as envs: MODEL_NAME of the image's environment is model_name.
type Environment map[string]string

// Outcome is a flow's result, which its schema accepts.
type Outcome struct {
	Result json.RawMessage
	Usage  Usage
}

// Usage is what the calls cost. Tokens are nil if a call did not report them.
type Usage struct {
	Model        string `json:"model"`
	InputTokens  *int64 `json:"input_tokens"`
	OutputTokens *int64 `json:"output_tokens"`
	Calls        int    `json:"calls"`
	Parts        int    `json:"parts"`
	Unanswered   int    `json:"unanswered"` // parts without a usable answer
}

// review is a review that is being played.
type review struct {
	*Flow
	model   Model
	context prompt.Context
	scope   map[string]any
	usage   map[string]any
}

// Review asks the model about a context, as the flow does. accept stands for the callback service: it returns the result in its stored
// form, or an *analysis.InvalidResultError.
func (f *Flow) Review(
	ctx context.Context, c prompt.Context, env Environment, model Model, accept func(json.RawMessage) (json.RawMessage, error),
) (Outcome, error) {
	r, err := f.begin(c, env, model)
	if err != nil {
		return Outcome{}, err
	}
	result, err := r.answered(ctx)
	if err != nil {
		return Outcome{}, err
	}
	kept, refused := accept(result)
	var invalid *analysis.InvalidResultError
	if errors.As(refused, &invalid) {
		if result, err = r.repair(ctx, result, invalid); err != nil {
			return Outcome{}, err
		}
		kept, refused = accept(result)
	}
	if refused != nil {
		return Outcome{}, fmt.Errorf("the model's answer is unusable: %w", refused)
	}
	out := Outcome{Result: kept}
	if err := convert(r.usage, &out.Usage); err != nil {
		return Outcome{}, fmt.Errorf("reading the cost of the calls: %w", err)
	}
	return out, nil
}

// schemaMark stands for the schema while jq works on a request: jq sorts fields, and some models answer in the order of the schema.
const schemaMark = "the response schema"

func (f *Flow) begin(c prompt.Context, env Environment, model Model) (*review, error) {
	var document map[string]any
	if err := convert(c, &document); err != nil {
		return nil, err
	}
	document["response_schema"] = schemaMark
	name := env["model_name"]
	if byEffort := env["model_name_"+c.Effort]; c.Effort != "" && byEffort != "" {
		name = byEffort
	}
	scope := map[string]any{"fromJson(read(inputs.context))": document, "outputs.clock.values.model": name}
	for key, value := range env {
		scope["envs."+key] = value
	}
	return &review{Flow: f, model: model, context: c, scope: scope}, nil
}

// answered asks about the parts, and returns the joined result.
func (r *review) answered(ctx context.Context) (json.RawMessage, error) {
	var lines []string
	usable := 0
	for i := range r.context.Parts {
		number := fmt.Sprint(i + 1)
		answer, err := r.ask(ctx, Call(number), "model_"+number, "plain_"+number)
		if err != nil {
			return nil, err
		}
		if answer["text"] == "" {
			return nil, fmt.Errorf("the model gave no answer to part %s: HTTP %v %v", number, answer["code"], words(answer["said"]))
		}
		if answer["object"] != nil {
			usable++
		}
		line, err := json.Marshal(answer)
		if err != nil {
			return nil, err
		}
		lines = append(lines, string(line))
	}
	collected := strings.Join(lines, "\n")
	r.scope["read(outputs.collect.uri)"] = collected
	values := map[string]any{"code": 0, "body": "", "too_long": false}
	if usable > 1 {
		status, body, err := r.send(ctx, Wording, "wording")
		if err != nil {
			return nil, err
		}
		values = answerOf(status, body)
	}
	return r.result("result", values)
}

// result evaluates a task that writes a result and what it cost.
func (r *review) result(id string, values map[string]any) (json.RawMessage, error) {
	written, err := r.run(id, r.scope, values)
	if err != nil {
		return nil, err
	}
	document, _ := written.(map[string]any)
	r.scope["fromJson(read(outputs.result.uri))"] = written
	r.usage, _ = document["usage"].(map[string]any)
	return json.Marshal(document["result"])
}

// repair shows the model its answer and the faults in it.
func (r *review) repair(ctx context.Context, result json.RawMessage, invalid *analysis.InvalidResultError) (json.RawMessage, error) {
	r.scope["outputs.callback.body"] = invalid.Error()
	status, body, err := r.send(ctx, Repair, "repair")
	if err != nil {
		return nil, err
	}
	return r.result("repaired", answerOf(status, body))
}

// ask asks a question, once more in the plain form if the endpoint refuses the first, and returns the evaluated answer.
func (r *review) ask(ctx context.Context, call Call, task, plain string) (map[string]any, error) {
	status, body, err := r.send(ctx, call, task)
	isPlain := err == nil && status == 400
	if isPlain {
		status, body, err = r.send(ctx, call, plain)
	}
	if err != nil {
		return nil, err
	}
	values := answerOf(status, body)
	values["plain"], values["model"] = isPlain && status == 200, r.scope["outputs.clock.values.model"]
	read, err := r.variable("read_answer", values)
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	answer, ok := read.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("reading the answer gave %T", read)
	}
	return answer, nil
}

// send asks the question of a task.
func (r *review) send(ctx context.Context, call Call, task string) (int, []byte, error) {
	request, err := r.run(task, r.scope, nil)
	if err != nil {
		return 0, nil, err
	}
	body, err := json.Marshal(request)
	if err != nil {
		return 0, nil, err
	}
	mark, _ := json.Marshal(schemaMark) // a string
	body = []byte(strings.ReplaceAll(string(body), string(mark), string(r.context.ResponseSchema)))
	return r.model.Ask(ctx, Question{Call: call, Boundary: r.context.Boundary, Body: body})
}

// answerOf returns an answer as the flow's programs take it.
func answerOf(status int, body []byte) map[string]any {
	tooLong := len(body) > prompt.MaxAnswerBytes
	if tooLong {
		body = nil
	}
	return map[string]any{"code": status, "body": string(body), "too_long": tooLong}
}

// convert converts a value by its JSON.
func convert(from, to any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

func words(said any) string {
	if text, ok := said.(string); ok {
		return text
	}
	return ""
}
