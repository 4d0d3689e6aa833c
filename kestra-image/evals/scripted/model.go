// Package scripted is a model that answers from a script about planted defects. It tests the handling of answers, not the quality of a real
// model's reviews.
package scripted

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/kestra-image/evals/play"
	"github.com/devplus-app/devplus/kestra-image/evals/seeded"
)

// Name is the name of the model in recordings.
const Name = "scripted"

// Script says by change how its answer differs from a right one: the defect on its lines, or nothing about a clean change. Each word is one
// difference: see differences.
type Script map[string]string

// ReadScript reads lines of a change's name, a tab and a word.
func ReadScript(text string) (Script, error) {
	s := Script{}
	for line := range strings.Lines(text) {
		name, word, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if _, known := differences[word]; !ok || !known {
			return nil, fmt.Errorf("the script's line %q is not CHANGE, a tab and a known word", strings.TrimSpace(line))
		}
		s[name] = word
	}
	return s, nil
}

// Model answers about one change.
type Model struct {
	Script Script
	Change seeded.Change
}

// Ask implements play.Model.
func (m Model) Ask(_ context.Context, q play.Question) (int, []byte, error) {
	content := m.answer(q.Call)
	body, err := json.Marshal(map[string]any{
		"model":   Name,
		"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": content}, "finish_reason": "stop"}},
		// The same for all: tokens are those of a tokenizer, and a script has none.
		"usage": map[string]any{"prompt_tokens": 1000, "completion_tokens": 100},
	})
	return 200, body, err
}

func (m Model) answer(call play.Call) string {
	a := answer{Summary: m.Change.Title + ".", Findings: []finding{}, Verdict: "no_concerns"}
	if d := m.Change.Defect; d != nil {
		a.Findings = append(a.Findings, finding{
			Path: d.Path, Line: d.First, EndLine: d.Last, Severity: "high", Category: d.Categories[0], Title: "The planted defect",
			Explanation: "What the change's file in testdata/cases marks.", Confidence: 0.9,
		})
	}
	if differ := differences[m.Script[m.Change.Name]]; differ != nil && call != play.Repair {
		differ(m.Change, &a)
	}
	if len(a.Findings) > 0 {
		a.Verdict = "comments"
	}
	text, _ := json.MarshalIndent(a, "", " ") // of strings and numbers
	if a.prose != "" {
		return fmt.Sprintf(a.prose, text)
	}
	return string(text)
}

type answer struct {
	Summary  string    `json:"summary"`
	Findings []finding `json:"findings"`
	Verdict  string    `json:"verdict"`

	prose string // round the JSON
}

type finding struct {
	Path        string  `json:"path"`
	Line        int     `json:"line"`
	EndLine     int     `json:"end_line"`
	Severity    string  `json:"severity"`
	Category    string  `json:"category"`
	Title       string  `json:"title"`
	Explanation string  `json:"explanation"`
	Confidence  float64 `json:"confidence"`
}
