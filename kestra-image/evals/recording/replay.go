package recording

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
)

// ErrNotMeasured reports a question that no recording answers.
var ErrNotMeasured = errors.New("not measured")

// Replay is a model that answers about one change from a set.
type Replay struct {
	Set    *Set
	Change string
	Stale  bool // answers to other questions count, too: how it was measured then
}

// Ask implements play.Model. Without a recording of the very question, it fails with ErrNotMeasured.
func (r Replay) Ask(_ context.Context, q play.Question) (int, []byte, error) {
	a := r.Set.find(r.Change, q.Call)
	switch prompt := promptOf(q); {
	case a == nil:
		return 0, nil, fmt.Errorf("%w: there is no recording", ErrNotMeasured)
	case r.Stale:
	case prompt != "" && prompt != r.Set.Prompt:
		return 0, nil, fmt.Errorf("%w: the instructions have changed since it was recorded", ErrNotMeasured)
	case a.Message != unknown && a.Message != messageOf(q):
		return 0, nil, fmt.Errorf("%w: the message has changed since it was recorded", ErrNotMeasured)
	}
	body, err := json.Marshal(completionOf(r.Set.Model, *a))
	return 200, body, err
}

// completion is the part of a chat completion that is recorded.
type completion struct {
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
	Usage   *usage   `json:"usage,omitempty"`
}

type choice struct {
	Message struct {
		Content string `json:"content"`
	} `json:"message"`
	FinishReason string `json:"finish_reason"`
}

type usage struct {
	Input  *int64 `json:"prompt_tokens"`
	Output *int64 `json:"completion_tokens"`
}

func completionOf(model string, a Answer) completion {
	c := completion{Model: model, Choices: make([]choice, 1), Usage: &usage{a.Input, a.Output}}
	c.Choices[0].Message.Content, c.Choices[0].FinishReason = a.Content, a.Finish
	return c
}
