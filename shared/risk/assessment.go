package risk

import (
	"math"

	"github.com/devplus-app/devplus/shared/change"
)

// Assessment is the measured risk of a change or a release.
type Assessment struct {
	Probability float64      `json:"probability"` // 0 to 1, that a later fix is traced to such a change of the fitted repositories; never shown to people
	Score       float64      `json:"score"`       // 0 to 100, one decimal: the percentile among the changes of Compared
	Level       change.Level `json:"level"`       // of the score; at least Guarded
	Signals     []Signal     `json:"signals"`     // guards first, then by the largest points; the points add up to Score

	Guarded     change.Level `json:"guarded,omitempty"`       // the lowest level that the guards allow; empty without a guard
	NotScored   string       `json:"not_scored,omitempty"`    // why a change has no score, for people, such as "documentation only"
	Compared    Compared     `json:"compared,omitzero"`       // the changes that the score compares with
	LogOdds     float64      `json:"log_odds,omitempty"`      // by the history where it is known, else by the diff alone
	LogOddsDiff float64      `json:"log_odds_diff,omitempty"` // by the diff alone
	DiffOnly    bool         `json:"diff_only,omitempty"`     // the history is not known
	Model       string       `json:"model,omitempty"`         // see Model; empty if stored by a version that had no own scales
	Drivers     []Driver     `json:"drivers,omitempty"`       // Drivers in their order; none of a release
}

// FittedByDiff returns the fitted probability by the diff alone, which is known of every scored change; 0 of one without a score.
func (a Assessment) FittedByDiff() float64 {
	switch {
	case a.NotScored != "":
		return 0
	case a.Model == "": // stored by a version that kept no log-odds
		return a.Probability
	}
	return 1 / (1 + math.Exp(-a.LogOddsDiff))
}

// Signal is a measured quantity and its points in the score.
type Signal struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Points float64 `json:"points"`
	Share  float64 `json:"share,omitempty"` // of the log-odds, above those of an empty change
	Reason string  `json:"reason"`          // for people, with the figures
	// Places are where most of the quantity is, most first, at most change.MaxPlaces.
	Places []change.Place `json:"evidence,omitempty"`
}

// Basis names the changes with which a score compares.
type Basis string

// The bases.
const (
	Own    Basis = "own"    // the repository's own changes
	Moved  Basis = "moved"  // the fitted changes, moved by how the repository's median differs from theirs
	Fitted Basis = "fitted" // the changes that the model was fitted on
)

// Compared describes the changes with which a score compares.
type Compared struct {
	With    Basis `json:"with,omitempty"`
	Changes int   `json:"changes,omitempty"` // of the repository that are known
	Healthy bool  `json:"healthy,omitempty"` // the riskiest of them seldom needed a fix, so critical reads high
}
