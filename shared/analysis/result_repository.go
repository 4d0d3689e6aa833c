package analysis

import (
	"encoding/json"
	"fmt"
)

// RepositoryResult is what a workflow answers about a repository; schema/repository.json describes it.
type RepositoryResult struct {
	Overview     string           `json:"overview"`
	Architecture []Claim          `json:"architecture"`
	Strengths    []Claim          `json:"strengths"`
	Risks        []RepositoryRisk `json:"risks"`
	NextSteps    []Claim          `json:"next_steps"`
}

// Claim is a statement about a repository with the paths that show it, as the model wrote them: they need not exist.
type Claim struct {
	Title    string   `json:"title"`
	Evidence []string `json:"evidence"`
}

// RepositoryRisk is a claim of something that may hurt.
type RepositoryRisk struct {
	Claim
	Severity Severity `json:"severity"`
}

// DecodeRepository reads a result that Validate has accepted.
func DecodeRepository(result json.RawMessage) (RepositoryResult, error) {
	var r RepositoryResult
	if err := json.Unmarshal(result, &r); err != nil {
		return r, fmt.Errorf("decoding a repository's result: %w", err)
	}
	return r, nil
}
