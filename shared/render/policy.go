package render

import (
	"cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
)

// Conclusion is how a completed check run ended, in GitHub's words. Neutral and skipped pass a required check.
type Conclusion string

// The conclusions in use.
const (
	Success   Conclusion = "success"
	Failure   Conclusion = "failure"
	Neutral   Conclusion = "neutral"
	Skipped   Conclusion = "skipped"
	Cancelled Conclusion = "cancelled"
)

// Policy decides on conclusions. The zero value judges nothing: whatever ran is neutral.
type Policy struct {
	// BlockRisk is the level of measured risk from which on a change fails; below it a reviewed change succeeds. Empty: neither.
	// The model has no part in it, so an answer that is missing does not lift a block.
	BlockRisk change.Level
	// Required makes an analysis that failed fail its check.
	Required bool
}

// Conclusion is what the check run says of the analysis; empty while it runs. Success needs a review that took place.
func (p Policy) Conclusion(a *analysis.Analysis) Conclusion {
	switch outcomeOf(a) {
	case running:
		return ""
	case skipped:
		return Skipped
	case superseded:
		return Cancelled
	case failed:
		if p.Required {
			return Failure
		}
		return Neutral
	case measured:
		if p.blocks(a.Risk) {
			return Failure
		}
		return Neutral
	}
	switch {
	case p.BlockRisk == "" || a.Risk == nil:
		return Neutral
	case p.blocks(a.Risk):
		return Failure
	}
	return Success
}

// NeedsComment reports whether there is something for a person to act on: a finding of medium severity or worse, a high or
// critical risk, or an analysis that failed.
func NeedsComment(a *analysis.Analysis) bool {
	switch v := look(a); v.outcome {
	case reviewed, measured:
		return len(v.actionable()) > 0 || a.Risk != nil && levelRank(a.Risk.Level) <= levelRank(change.High)
	case failed:
		return true
	}
	return false
}

func (p Policy) blocks(risk *change.Risk) bool {
	return p.BlockRisk != "" && risk != nil && levelRank(risk.Level) <= levelRank(p.BlockRisk)
}

// levelRank orders levels, the worst first; an unknown one is critical, so that a new level never passes unseen.
func levelRank(level change.Level) int {
	return map[change.Level]int{change.High: 1, change.Medium: 2, change.Low: 3}[level]
}

// actionable are the findings of medium severity or worse, ranked.
func (v view) actionable() []analysis.Finding {
	var out []analysis.Finding
	for _, f := range v.ranked {
		if f.Severity.Rank() <= analysis.SeverityMedium.Rank() {
			out = append(out, f)
		}
	}
	return out
}

// annotationLevel is how GitHub marks a finding.
func annotationLevel(s analysis.Severity) string {
	return cmp.Or(map[analysis.Severity]string{
		analysis.SeverityCritical: "failure",
		analysis.SeverityHigh:     "failure",
		analysis.SeverityMedium:   "warning",
	}[s], "notice")
}
