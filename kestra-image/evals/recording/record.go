package recording

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
)

// Recorder collects a model's answers. It is safe for concurrent use.
type Recorder struct {
	// AnyMessage is for a model that does not read messages.
	AnyMessage bool

	mu  sync.Mutex
	set Set
}

// NewRecorder returns a recorder for a model of that name.
func NewRecorder(model string, notes ...string) *Recorder {
	return &Recorder{set: Set{Model: model, Notes: notes}}
}

// Set returns the recorded answers.
func (r *Recorder) Set() *Set {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.set
	s.Taken = slices.Clone(s.Taken)
	return &s
}

// Of returns a model whose answers about a change are recorded.
func (r *Recorder) Of(change string, model play.Model) play.Model {
	return recorded{r, change, model}
}

type recorded struct {
	*Recorder
	change string
	model  play.Model
}

// Ask implements play.Model. Refusals are not recorded: the flow asks in another form, whose answer counts.
func (r recorded) Ask(ctx context.Context, q play.Question) (int, []byte, error) {
	r.asked(promptOf(q))
	status, body, err := r.model.Ask(ctx, q)
	if err != nil || status != 200 {
		return status, body, err
	}
	a, err := read(body)
	if err != nil {
		return status, body, fmt.Errorf("recording the answer: %w", err)
	}
	a.Change, a.Call, a.Message = r.change, q.Call, messageOf(q)
	if r.AnyMessage {
		a.Message = unknown
	}
	r.add(a)
	return status, body, nil
}

// asked notes the digest of the first question. An endpoint that refuses its form is asked in another, but recordings are found by the first.
func (r *Recorder) asked(prompt string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.set.Prompt == "" {
		r.set.Prompt = prompt
	}
}

func (r *Recorder) add(a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set.Taken = append(slices.DeleteFunc(r.set.Taken, func(b Answer) bool { return b.Change == a.Change && b.Call == a.Call }), a)
}

// read reads a chat completion; Gemini's endpoint puts it into a list, and the text may be in parts.
func read(body []byte) (a Answer, err error) {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) == nil && len(list) > 0 {
		body = list[0]
	}
	var c struct {
		Choices []struct {
			Message struct {
				Content json.RawMessage
			}
			FinishReason string `json:"finish_reason"`
		}
		Usage *usage
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return a, err
	}
	if c.Usage != nil {
		a.Input, a.Output = c.Usage.Input, c.Usage.Output
	}
	if len(c.Choices) == 0 {
		return a, nil
	}
	a.Finish = strings.Join(strings.Fields(c.Choices[0].FinishReason), "_")
	var parts []struct{ Text string }
	if json.Unmarshal(c.Choices[0].Message.Content, &a.Content) != nil && json.Unmarshal(c.Choices[0].Message.Content, &parts) == nil {
		for _, p := range parts {
			a.Content += p.Text
		}
	}
	return a, nil
}
