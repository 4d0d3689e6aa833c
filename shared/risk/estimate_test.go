package risk

import (
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// A release of a thousand changes is not three times as risky because only the largest hundred are read.
func TestEstimate_ScoresCountedLinesAsUsualOnes(t *testing.T) {
	t.Parallel()
	for _, lines := range []int{1, 40, 400} {
		hidden := Assess(change.Measure([]diff.Patch{{Path: "a.go", Additions: lines, Deletions: lines}}))
		e := Estimate(lines, lines, false)
		if e.NotScored != "" || e.Probability <= 0 || lines > 1 && e.Probability > 0.8*hidden.Probability {
			t.Errorf("%d lines: probability %v (%q), and %v if they are hidden code", lines, e.Probability, e.NotScored, hidden.Probability)
		}
	}
	if fix, other := Estimate(9, 9, true), Estimate(9, 9, false); fix.Score <= other.Score {
		t.Errorf("a fix %v, another %v", fix.Score, other.Score)
	}
	if e := Estimate(0, 0, false); e.NotScored == "" {
		t.Errorf("nothing changed: %+v", e)
	}
}
