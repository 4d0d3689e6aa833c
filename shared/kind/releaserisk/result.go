package releaserisk

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Result is a flow's answer about the risk of a release or deployment; schema.json describes it.
type Result struct {
	Summary       string   `json:"summary"`
	Drivers       []Driver `json:"drivers"`
	RolloutAdvice []string `json:"rollout_advice,omitempty"`
	ModelScore    float64  `json:"model_score"` // 0..100, shown beside the measured score, never combined with it
}

// Driver is a reason for a release's risk. Evidence has pull requests such as "#12" and commit SHAs as the model wrote them: they may not
// be part of the release.
type Driver struct {
	Title    string            `json:"title"`
	Evidence []string          `json:"evidence"`
	Severity analysis.Severity `json:"severity"`
}

// DecodeResult decodes a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a release risk's result: %w", err)
	}
	return r, nil
}
