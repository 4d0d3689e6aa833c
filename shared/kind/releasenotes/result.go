package releasenotes

import (
	"encoding/json"
	"fmt"
)

// Result is a flow's answer about release notes; schema.json describes it. Code checks its pull
// requests: the model may omit, repeat or invent some.
type Result struct {
	Highlights   []string        `json:"highlights,omitempty"`
	Sections     []WordedSection `json:"sections"`
	UpgradeNotes []string        `json:"upgrade_notes,omitempty"`
}

// WordedSection is a group of changes under one heading.
type WordedSection struct {
	Title   string        `json:"title"`
	Entries []WordedEntry `json:"entries"`
}

// WordedEntry words the changes of one or more pull requests.
type WordedEntry struct {
	Text     string `json:"text"`
	PRs      []int  `json:"prs"`
	Breaking bool   `json:"breaking,omitempty"`
}

// UnmarshalJSON accepts every notation of an integer that JSON Schema accepts: 12, 12.0, 1.2e1.
func (e *WordedEntry) UnmarshalJSON(data []byte) error {
	type plain WordedEntry
	in := struct {
		*plain
		PRs []float64 `json:"prs"`
	}{plain: (*plain)(e)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	e.PRs = make([]int, len(in.PRs))
	for i, number := range in.PRs {
		e.PRs[i] = int(number)
	}
	return nil
}

// DecodeResult reads a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding release notes: %w", err)
	}
	return r, nil
}
