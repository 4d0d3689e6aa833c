package render

import (
	"slices"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/settings"
)

// Conclusion is the conclusion of a completed check run, as GitHub names it. Neutral and skipped pass a required check.
type Conclusion string

// The conclusions in use.
const (
	Success   Conclusion = "success"
	Failure   Conclusion = "failure"
	Neutral   Conclusion = "neutral"
	Skipped   Conclusion = "skipped"
	Cancelled Conclusion = "cancelled"
)

// conclusion returns the check run's conclusion, empty while it is in progress. Success requires a review. blocked says that a finding
// fails the check.
func conclusion(c settings.Check, o outcome, measuredRisk *risk.Assessment, blocked bool) Conclusion {
	switch o {
	case running:
		return ""
	case skipped:
		return Skipped
	case superseded:
		return Cancelled
	case failed:
		return Unfinished(c)
	}
	switch {
	case blocked, measuredRisk != nil && c.Blocks(measuredRisk.Level):
		return Failure
	case o == measured, o == forgone, !c.Judges(), measuredRisk == nil:
		return Neutral
	}
	return Success
}

// worst orders the conclusions of analyses, the worst first.
var worst = []Conclusion{Failure, Neutral, Skipped, Success}

// Worse reports whether a is a worse conclusion than b.
func Worse(a, b Conclusion) bool { return slices.Index(worst, a) < slices.Index(worst, b) }

// Unfinished is the conclusion if DevPlus has no result: failure for a required check, else neutral.
func Unfinished(c settings.Check) Conclusion {
	if c.Required {
		return Failure
	}
	return Neutral
}
