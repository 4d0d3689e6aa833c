package analysis

import (
	"encoding/json"
	"fmt"
)

// ReleaseRiskResult is what a workflow answers about the risk of a release or deployment; schema/release_risk.json describes it.
type ReleaseRiskResult struct {
	Summary       string   `json:"summary"`
	Drivers       []Driver `json:"drivers"`
	RolloutAdvice []string `json:"rollout_advice,omitempty"`
	ModelScore    float64  `json:"model_score"` // 0..100, the model's own: shown beside the measured score, never mixed in
}

// Driver is one thing that makes a release risky. Evidence is as the model wrote it, and may name what the release does not
// hold: pull request numbers such as "#12", commit SHAs.
type Driver struct {
	Title    string   `json:"title"`
	Evidence []string `json:"evidence"`
	Severity Severity `json:"severity"`
}

// DecodeReleaseRisk reads a result that Validate has accepted.
func DecodeReleaseRisk(result json.RawMessage) (ReleaseRiskResult, error) {
	var r ReleaseRiskResult
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a release risk's result: %w", err)
	}
	return r, nil
}
