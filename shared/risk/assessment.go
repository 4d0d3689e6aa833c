package risk

import "github.com/devplus-app/devplus/shared/change"

// Assessment is the measured risk of a change or a release.
type Assessment struct {
	Probability float64      `json:"probability"` // 0 to 1, that a later fix is traced to the change
	Score       float64      `json:"score"`       // 0 to 100, one decimal: the percentile among the changes that the model is fitted on
	Level       change.Level `json:"level"`
	Signals     []Signal     `json:"signals"` // guards first, then by the largest points; the points add up to Score
}

// Signal is a measured quantity and what it adds to the score.
type Signal struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Points float64 `json:"points"`
	Reason string  `json:"reason"` // for people, with the figures
	// Places are where most of the quantity is, most first, at most change.MaxPlaces.
	Places []change.Place `json:"evidence,omitempty"`
}
