package render

import (
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
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

// conclusion is what the check run says; empty while it runs. Success needs a review that took place.
func (p Policy) conclusion(o outcome, risk *risk.Assessment) Conclusion {
	switch o {
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
	}
	switch {
	case p.blocks(risk):
		return Failure
	case o == measured, p.BlockRisk == "", risk == nil:
		return Neutral
	}
	return Success
}

func (p Policy) blocks(risk *risk.Assessment) bool {
	return p.BlockRisk != "" && risk != nil && levelRank(risk.Level) <= levelRank(p.BlockRisk)
}

// levelRank orders levels, the worst first; an unknown one is critical, so that a new level never passes unseen.
func levelRank(level change.Level) int {
	return map[change.Level]int{change.High: 1, change.Medium: 2, change.Low: 3}[level]
}
