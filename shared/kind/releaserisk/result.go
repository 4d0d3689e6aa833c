package releaserisk

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Result is what a flow answers about the risk of a release or deployment; schema.json describes it.
type Result struct {
	Summary       string   `json:"summary"`
	Drivers       []Driver `json:"drivers"`
	RolloutAdvice []string `json:"rollout_advice,omitempty"`
	ModelScore    float64  `json:"model_score"` // 0..100, the model's own: shown beside the measured score, never mixed in
}

// Driver is one thing that makes a release risky. Evidence is as the model wrote it, and may name what the release does not
// hold: pull request numbers such as "#12", commit SHAs.
type Driver struct {
	Title    string            `json:"title"`
	Evidence []string          `json:"evidence"`
	Severity analysis.Severity `json:"severity"`
}

// DecodeResult reads a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a release risk's result: %w", err)
	}
	return r, nil
}
