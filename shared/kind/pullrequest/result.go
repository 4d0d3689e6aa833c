package pullrequest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/ledger"
)

// Result is a flow's answer about a pull request; schema.json describes it.
type Result struct {
	Summary     string    `json:"summary"`
	Walkthrough []Walk    `json:"walkthrough,omitempty"`
	Findings    []Finding `json:"findings"`
	Verdict     Verdict   `json:"verdict"`
	TestAdvice  []string  `json:"test_advice,omitempty"`
	// OpenFindings has the status of findings of earlier heads.
	OpenFindings []OpenFinding `json:"open_findings,omitempty"`
	// Verifications has a second call's answers on some findings. The flow sends it beside the result; nil: the flow verifies nothing.
	Verifications []Verification `json:"verifications,omitempty"`
}

// OpenFinding is the model's word on a finding that was open.
type OpenFinding struct {
	Name   string `json:"name"`
	Status string `json:"status"` // present, fixed or cant_tell
	Quote  string `json:"quote,omitempty"`
	// The place of the lines in the new files that fix it, as named by the second call and found there; "" if none.
	QuotePath string `json:"quote_path,omitempty"`
	QuoteLine int    `json:"quote_line,omitempty"`
	QuoteEnd  int    `json:"quote_end,omitempty"`
	Doubt     bool   `json:"doubt,omitempty"` // the second call denies it without proof in the code
}

// Walk describes the change of one path.
type Walk struct {
	Path   string `json:"path"`
	Change string `json:"change"`
}

// Finding is a defect that the model found in the change. Lines are those of the new file, from 1; EndLine 0 means Line alone.
type Finding struct {
	Path        string            `json:"path"`
	Line        int               `json:"line"`
	EndLine     int               `json:"end_line,omitempty"`
	Severity    analysis.Severity `json:"severity"`
	Category    string            `json:"category"`
	Title       string            `json:"title"`
	Explanation string            `json:"explanation"`
	Suggestion  string            `json:"suggestion,omitempty"`
	Replacement string            `json:"replacement,omitempty"` // the new text of the lines
	Confidence  float64           `json:"confidence"`
	// Verified is the outcome of its verification; "" without one. Quote is the line of code that decided it.
	Verified ledger.Verified `json:"verified,omitempty"`
	Quote    string          `json:"quote,omitempty"`
}

// UnmarshalJSON accepts every notation of an integer that JSON Schema accepts: 12, 12.0, 1.2e1. It drops a blank replacement, which would
// delete the lines.
func (f *Finding) UnmarshalJSON(data []byte) error {
	type plain Finding
	in := struct {
		*plain
		Line    float64 `json:"line"`
		EndLine float64 `json:"end_line"`
	}{plain: (*plain)(f)}
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	f.Line, f.EndLine = int(in.Line), int(in.EndLine)
	if strings.TrimSpace(f.Replacement) == "" {
		f.Replacement = ""
	}
	return nil
}

// Verdict is the model's judgment of the change. It has no effect on the check.
type Verdict string

// The verdicts.
const (
	NoConcerns       Verdict = "no_concerns"
	Comments         Verdict = "comments"
	ChangesRequested Verdict = "changes_requested"
)

// DecodeResult decodes a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a pull request's result: %w", err)
	}
	return r, nil
}
