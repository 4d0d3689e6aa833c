package render

import "github.com/devplus-app/devplus/shared/analysis"

// outcome is what there is to say of an analysis: it was reviewed, it was not and why, or it failed.
type outcome int

const (
	running    outcome = iota
	reviewed           // measured and answered by the model
	measured           // not reviewed: degraded
	skipped            // not reviewed: on purpose
	superseded         // not reviewed: overtaken
	failed
)

// outcomeOf is the outcome by the state alone, and why a completed analysis has no review.
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
		case len(a.Result) == 0:
			return measured, "there is no answer"
		}
		return reviewed, ""
	}
	return running, ""
}
