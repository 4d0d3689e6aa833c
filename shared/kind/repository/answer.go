package repository

import (
	"slices"
)

// existingClaims drops from an answer the paths that do not exist, and the claims that have no path left. It counts both.
func existingClaims(r Result, paths PathSet) (_ Result, claims, evidence int) {
	existing := func(claimed []string) []string {
		var kept []string
		for _, path := range claimed {
			switch p := cleanPath(path); {
			case !paths.has(p):
				evidence++
			case !slices.Contains(kept, p):
				kept = append(kept, p)
			}
		}
		return kept
	}
	withPaths := func(list []Claim) []Claim {
		var kept []Claim
		for _, c := range list {
			if c.Evidence = existing(c.Evidence); len(c.Evidence) > 0 {
				kept = append(kept, c)
			}
		}
		claims += len(list) - len(kept)
		return kept
	}
	r.Architecture, r.Strengths, r.NextSteps = withPaths(r.Architecture), withPaths(r.Strengths), withPaths(r.NextSteps)
	var risks []ClaimedRisk
	for _, risk := range r.Risks {
		if risk.Evidence = existing(risk.Evidence); len(risk.Evidence) > 0 {
			risks = append(risks, risk)
		}
	}
	claims += len(r.Risks) - len(risks)
	slices.SortStableFunc(risks, func(a, b ClaimedRisk) int { return a.Severity.Rank() - b.Severity.Rank() })
	r.Risks = risks
	return r, claims, evidence
}
