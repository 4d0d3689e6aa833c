package repository

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Result is a flow's answer about a repository; schema.json describes it.
type Result struct {
	Overview     string        `json:"overview"`
	Architecture []Claim       `json:"architecture"`
	Strengths    []Claim       `json:"strengths"`
	Risks        []ClaimedRisk `json:"risks"`
	NextSteps    []Claim       `json:"next_steps"`
}

// Claim is a statement about a repository, with the paths that support it as the model wrote them: they may not exist.
type Claim struct {
	Title    string   `json:"title"`
	Evidence []string `json:"evidence"`
}

// ClaimedRisk is a claim about a risk.
type ClaimedRisk struct {
	Claim
	Severity analysis.Severity `json:"severity"`
}

// DecodeResult decodes a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a repository's result: %w", err)
	}
	return r, nil
}
