package analysis

import (
	"encoding/json"
	"fmt"
)

// ReleaseNotesResult is what a workflow answers about a release's notes; schema/release_notes.json describes it. Which pull
// requests it names is for code to check: it may leave some out, name some twice, or make some up.
type ReleaseNotesResult struct {
	Highlights   []string      `json:"highlights,omitempty"`
	Sections     []NoteSection `json:"sections"`
	UpgradeNotes []string      `json:"upgrade_notes,omitempty"`
}

// NoteSection is a group of changes under one heading.
type NoteSection struct {
	Title   string      `json:"title"`
	Entries []NoteEntry `json:"entries"`
}

// NoteEntry words the changes of one or more pull requests.
type NoteEntry struct {
	Text     string `json:"text"`
	PRs      []int  `json:"prs"`
	Breaking bool   `json:"breaking,omitempty"`
}

// UnmarshalJSON takes every spelling of a whole number that JSON Schema takes: 12, 12.0, 1.2e1.
func (e *NoteEntry) UnmarshalJSON(data []byte) error {
	type plain NoteEntry
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

// DecodeReleaseNotes reads a result that Validate has accepted.
func DecodeReleaseNotes(result json.RawMessage) (ReleaseNotesResult, error) {
	var r ReleaseNotesResult
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding release notes: %w", err)
	}
	return r, nil
}
