package kestratest

import (
	"encoding/json"
	"fmt"
	"time"
)

// Reply is one answer of the model server. The zero value is an empty review.
type Reply struct {
	Status  int               `json:"status,omitempty"`  // of HTTP; 0 means 200
	Header  map[string]string `json:"header,omitempty"`  // on top of Content-Type
	Content string            `json:"content,omitempty"` // the assistant's message; "" means an empty review
	Body    string            `json:"body,omitempty"`    // the whole body, instead of a chat completion around Content
	Delay   time.Duration     `json:"delay,omitempty"`   // before the answer
	Hang    bool              `json:"hang,omitempty"`    // no answer at all, until the caller gives up
}

// What each chat completion says of its cost, for tests to count.
const (
	InputTokens  = 1000
	OutputTokens = 100
)

// ModelName is the model that answers say they come from.
const ModelName = "scripted-model"

// EmptyReview is a valid review with no findings, and what unscripted requests get. Its summary holds the text given, such as a
// test's key: the calls that mend an answer or word a summary see nothing of the pull request but what was answered before.
func EmptyReview(summary string) string {
	return fmt.Sprintf(`{"summary":%q,"walkthrough":[],"findings":[],"verdict":"no_concerns","test_advice":[]}`, summary)
}

func (r Reply) body() []byte {
	if r.Body != "" {
		return []byte(r.Body)
	}
	content := r.Content
	if content == "" {
		content = EmptyReview("Nothing stands out.")
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
