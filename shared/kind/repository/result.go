package repository

import (
	"encoding/json"
	"fmt"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Result is what a flow answers about a repository; schema.json describes it.
type Result struct {
	Overview     string        `json:"overview"`
	Architecture []Claim       `json:"architecture"`
	Strengths    []Claim       `json:"strengths"`
	Risks        []ClaimedRisk `json:"risks"`
	NextSteps    []Claim       `json:"next_steps"`
}

// Claim is a statement about a repository with the paths that show it, as the model wrote them: they need not exist.
type Claim struct {
	Title    string   `json:"title"`
	Evidence []string `json:"evidence"`
}

// ClaimedRisk is a claim of something that may hurt.
type ClaimedRisk struct {
	Claim
	Severity analysis.Severity `json:"severity"`
}

// DecodeResult reads a result that Validate has accepted.
func DecodeResult(result json.RawMessage) (Result, error) {
	var r Result
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a repository's result: %w", err)
	}
	return r, nil
}
