package render

import "github.com/devplus-app/devplus/shared/analysis"

// outcome distinguishes the pages that an analysis can have.
type outcome int

const (
	running    outcome = iota
	reviewed           // measured and answered by the model
	measured           // not reviewed: degraded
	forgone            // measured, and not reviewed on purpose
	skipped            // not reviewed: on purpose
	superseded         // not reviewed: overtaken
	failed
)

// outcomeOf derives the outcome from the state, and the reason if a completed analysis has no review.
func outcomeOf(a *analysis.Analysis) (o outcome, why string) {
	switch a.State {
	case analysis.Skipped:
		return skipped, ""
	case analysis.Superseded:
		return superseded, ""
	case analysis.Failed:
		return failed, ""
	case analysis.Completed, analysis.Published:
		switch {
		case a.Degraded != "":
			return measured, a.Degraded
		case a.SkipReason != "":
			return forgone, a.SkipReason
		case len(a.Result) == 0:
			return measured, "there is no answer"
		}
		return reviewed, ""
	}
	return running, ""
}
