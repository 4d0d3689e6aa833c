package risk

import "github.com/devplus-app/devplus/shared/change"

// Risk is the measured risk of a change.
type Assessment struct {
	Probability float64      `json:"probability"` // chance, 0 to 1, that a later fix is traced to the change
	Score       float64      `json:"score"`       // 0 to 100, one decimal: the percentile of Probability among the changes it was fitted on
	Level       change.Level `json:"level"`
	Signals     []Signal     `json:"signals"` // guards first, then the largest absolute share; the shares add up to Score
}

// Signal is one measured quantity and what it adds to the score.
type Signal struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Points float64 `json:"points"` // may be negative
	Reason string  `json:"reason"` // for people, with the figures in it
	// Evidence is where most of it is, most first, at most MaxEvidence places.
	Evidence []change.Place `json:"evidence,omitempty"`
}
