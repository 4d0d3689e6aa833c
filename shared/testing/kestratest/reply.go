package kestratest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
)

// Reply is one answer of the model server. The zero value is an empty result.
type Reply struct {
	Status  int               `json:"status,omitempty"`  // of HTTP; 0 means 200
	Header  map[string]string `json:"header,omitempty"`  // on top of Content-Type
	Content string            `json:"content,omitempty"` // the assistant's message; "" means an empty result of the kind that was asked for
	Body    string            `json:"body,omitempty"`    // the whole body, instead of a chat completion around Content
	Delay   time.Duration     `json:"delay,omitempty"`   // before the answer
	Hang    bool              `json:"hang,omitempty"`    // no answer at all, until the caller gives up
}

// The token counts in each chat completion, for tests to check.
const (
	InputTokens  = 1000
	OutputTokens = 100
)

// ModelName is the model that answers say they come from.
const ModelName = "scripted-model"

// QuickModelName is the model that quick reviews ask.
const QuickModelName = "scripted-quick-model"

// Empty returns a valid result of the kind with nothing in it but a text, and what unscripted requests get. The text may be a test's
// key: the calls that repair an answer or word a summary see nothing of the subject but what was answered before.
func Empty(k analysis.Kind, text string) string {
	list := kinds.All(nil, nil)
	of := list.Of(k)
	if of == nil {
		of = list[0] // a request without a schema is for a review
	}
	var schema struct {
		Properties map[string]struct {
			Type  string
			Enum  []string
			Items struct{ Type string }
		}
	}
	if err := json.Unmarshal(of.Descriptor().Schema.Portable(), &schema); err != nil {
		panic(err) // it is part of the program
	}
	result := map[string]any{}
	said := false
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		switch p := schema.Properties[name]; {
		case len(p.Enum) > 0:
			result[name] = p.Enum[0]
		case p.Type == "number":
			result[name] = 0
		case p.Type == "string":
			result[name], said = text, true
		default:
			result[name] = []string{}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		if !said && schema.Properties[name].Items.Type == "string" {
			result[name], said = []string{text}, true
		}
	}
	raw, err := json.Marshal(result)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return string(raw)
}

// EmptyReview is the Empty result of a pull request.
func EmptyReview(summary string) string { return Empty(pullrequest.Name, summary) }

// body answers a request, whose schema bears the name of the kind.
func (r Reply) body(request []byte) []byte {
	if r.Body != "" {
		return []byte(r.Body)
	}
	content := r.Content
	if content == "" {
		var asked struct {
			ResponseFormat struct {
				JSONSchema struct {
					Name analysis.Kind `json:"name"`
				} `json:"json_schema"`
			} `json:"response_format"`
		}
		_ = json.Unmarshal(request, &asked) // one without a schema gets a review
		content = Empty(asked.ResponseFormat.JSONSchema.Name, "Nothing stands out.")
	}
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	type choice struct {
		Index        int     `json:"index"`
		Message      message `json:"message"`
		FinishReason string  `json:"finish_reason"`
	}
	body, err := json.Marshal(map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "model": ModelName,
		"choices": []choice{{0, message{"assistant", content}, "stop"}},
		"usage":   map[string]int{"prompt_tokens": InputTokens, "completion_tokens": OutputTokens, "total_tokens": InputTokens + OutputTokens},
	})
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return body
}
