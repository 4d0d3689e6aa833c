package render

import (
	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
)

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

func outcomeOf(a *analysis.Analysis) outcome {
	switch a.State {
	case analysis.Skipped:
		return skipped
	case analysis.Superseded:
		return superseded
	case analysis.Failed:
		return failed
	case analysis.Completed, analysis.Published:
		if degradedBy(a) != "" {
			return measured
		}
		return reviewed
	}
	return running
}

// degradedBy is why a completed analysis has no review; empty when it has one.
func degradedBy(a *analysis.Analysis) string {
	if a.Degraded != "" {
		return a.Degraded
	}
	if len(a.Result) == 0 {
		return "there is no answer"
	}
	if _, err := analysis.DecodePullRequest(a.Result); err != nil {
		return "the stored answer can't be read"
	}
	return ""
}

// view is an analysis with its findings ranked, merged and placed.
type view struct {
	outcome outcome
	result  analysis.PullRequestResult
	ranked  []analysis.Finding // onDiff and offDiff
	onDiff  []analysis.Finding
	offDiff []analysis.Finding
	merged  int
	dropped int
}

func look(a *analysis.Analysis) view {
	v := view{outcome: outcomeOf(a)}
	if v.outcome != reviewed {
		return v
	}
	v.result, _ = analysis.DecodePullRequest(a.Result) // reviewed: it can be read
	facts := change.Facts{}
	if a.Facts != nil {
		facts = *a.Facts
	}
	findings := Merge(v.result.Findings)
	v.merged = len(v.result.Findings) - len(findings)
	v.onDiff, v.offDiff, v.dropped = Place(findings, facts)
	v.ranked = append(append(v.ranked, v.onDiff...), v.offDiff...)
	rank(v.ranked)
	return v
}
