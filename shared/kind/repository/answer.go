package repository

import (
	"slices"
)

// placed keeps of an answer what it shows by a path that the tree has: a claim without one is dropped, a path that is not there is
// dropped from its claim.
func placed(r Result, paths PathSet) (_ Result, claims, evidence int) {
	there := func(said []string) []string {
		var kept []string
		for _, s := range said {
			switch p := cleanPath(s); {
			case !paths.has(p):
				evidence++
			case !slices.Contains(kept, p):
				kept = append(kept, p)
			}
		}
		return kept
	}
	only := func(list []Claim) []Claim {
		var kept []Claim
		for _, c := range list {
			if c.Evidence = there(c.Evidence); len(c.Evidence) > 0 {
				kept = append(kept, c)
			}
		}
		claims += len(list) - len(kept)
		return kept
	}
	r.Architecture, r.Strengths, r.NextSteps = only(r.Architecture), only(r.Strengths), only(r.NextSteps)
	var risks []ClaimedRisk
	for _, risk := range r.Risks {
		if risk.Evidence = there(risk.Evidence); len(risk.Evidence) > 0 {
			risks = append(risks, risk)
		}
	}
	claims += len(r.Risks) - len(risks)
	slices.SortStableFunc(risks, func(a, b ClaimedRisk) int { return a.Severity.Rank() - b.Severity.Rank() })
	r.Risks = risks
	return r, claims, evidence
}
