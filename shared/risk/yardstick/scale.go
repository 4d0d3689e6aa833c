package yardstick

import (
	"slices"

	"github.com/devplus-app/devplus/shared/risk"
)

// OwnFrom is how many changes a repository's own scale needs.
const OwnFrom = 60

// movedFrom is how many changes it takes to move the fitted scale by the difference of the medians.
const movedFrom = 15

// Scale is the scale that a repository's changes are compared with. It is stored with the first score of a head, so that later scores of
// the head compare with the same. The zero value is the fitted scale.
type Scale struct {
	Model     string                      `json:"model"`
	History   []float64                   `json:"history,omitempty"`  // log-odds of the changes whose history is known
	Diff      []float64                   `json:"diff,omitempty"`     // log-odds by the diff of all
	Drivers   [risk.DriverCount][]float64 `json:"drivers,omitzero"`   // shares of all
	Standings Standings                   `json:"standings,omitzero"` // of what landed
	Outcomes  Outcomes                    `json:"outcomes,omitzero"`
}

// newScale returns a scale with room for n changes.
func newScale(model string, n int) Scale {
	room := make([]float64, (2+risk.DriverCount)*n)
	next := func() (list []float64) {
		list, room = room[:0:n], room[n:]
		return list
	}
	s := Scale{Model: model, History: next(), Diff: next()}
	for i := range s.Drivers {
		s.Drivers[i] = next()
	}
	return s
}

func (s *Scale) add(e *Entry) {
	s.Diff = append(s.Diff, e.LogOddsDiff)
	if !e.DiffOnly {
		s.History = append(s.History, e.LogOdds)
	}
	for i, share := range e.Drivers {
		s.Drivers[i] = append(s.Drivers[i], share)
	}
}

// Place returns the assessment with its score, level and drivers by the scale. A change of another model, or without a score, is as it was.
func (s Scale) Place(a risk.Assessment) risk.Assessment {
	if a.NotScored != "" || a.Model != s.Model {
		return a
	}
	changes, standings, logOdds := s.History, s.Standings.History, a.LogOdds
	if a.DiffOnly {
		changes, standings, logOdds = s.Diff, s.Standings.Diff, a.LogOddsDiff
	}
	logOdds = rounded(logOdds)
	c := risk.Compared{With: risk.Fitted, Changes: len(changes), Healthy: s.Outcomes.healthy()}
	var score float64
	switch {
	case len(changes) >= OwnFrom:
		c.With, score = risk.Own, amongStandings(standings, percentile(changes, logOdds))
	case len(changes) >= movedFrom:
		c.With, score = risk.Moved, risk.FittedPercentile(logOdds+risk.FittedMedian(a.DiffOnly)-median(changes), a.DiffOnly)
	default:
		score = risk.FittedPercentile(logOdds, a.DiffOnly)
	}
	placed := a.Placed(score, c)
	if len(changes) >= movedFrom {
		for i := range placed.Drivers {
			placed.Drivers[i].Here = percentBelow(s.Drivers[i], rounded(placed.Drivers[i].Share))
		}
	}
	return placed
}

// percentile returns the share of the changes below x, 0 to 100, ties half. It divides by one more than the changes, so that of changes
// like these 5 in 100 are above the 95th percentile, and none is above all that may come.
func percentile(changes []float64, x float64) float64 {
	halves := 0
	for _, v := range changes {
		switch {
		case v < x:
			halves += 2
		case v == x:
			halves++
		}
	}
	return 100 * float64(halves) / 2 / float64(len(changes)+1)
}

// percentBelow returns the percentage of the changes that have less than x, at most 99.
func percentBelow(changes []float64, x float64) int {
	below := 0
	for _, v := range changes {
		if v < x {
			below++
		}
	}
	return min(100*below/max(len(changes), 1), 99)
}

func median(changes []float64) float64 {
	ascending := slices.Sorted(slices.Values(changes))
	n := len(ascending)
	return (ascending[(n-1)/2] + ascending[n/2]) / 2
}
