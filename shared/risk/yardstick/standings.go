package yardstick

import "math"

// Standings are the percentiles at which the last changes stood on the scale when they landed, the oldest first, at most MaxEntries. They
// have every change, while the scale bounds each author's part and is always older than what it judges: where one author makes most
// changes, or changes grow, more than 5 in 100 stand above the scale's 95th percentile.
type Standings struct {
	Model   string    `json:"model,omitempty"`
	History []float64 `json:"history,omitempty"` // among the changes whose history is known, 0 to 100, one decimal
	Diff    []float64 `json:"diff,omitempty"`    // by the diffs of all
}

// mostAbove bounds what standings change: the part of changes above a percentile reads at most twice as large, so that no flood of risky
// changes hides the next one.
const mostAbove = 2

// observe adds a change that has just landed, by the scale of those before it.
func (s *Standings) observe(e Entry, before *Scale) {
	if s.Model != e.Model {
		*s = Standings{Model: e.Model}
	}
	if len(before.Diff) >= OwnFrom {
		s.Diff = appended(s.Diff, percentile(before.Diff, e.LogOddsDiff))
	}
	if len(before.History) >= OwnFrom && !e.DiffOnly {
		s.History = appended(s.History, percentile(before.History, e.LogOdds))
	}
}

// appended never writes to what a Scale has of the same list.
func appended(list []float64, p float64) []float64 {
	list = append(list, tenth(p))
	return list[max(len(list)-MaxEntries, 0):]
}

// amongStandings returns the percentile p of the scale as the percentile among what landed, from OwnFrom standings on. It is never higher
// than p, so that a flood of small changes makes nobody else's look risky.
func amongStandings(standings []float64, p float64) float64 {
	if len(standings) < OwnFrom {
		return p
	}
	return min(p, max(percentile(standings, tenth(p)), 100-mostAbove*(100-p)))
}

func tenth(p float64) float64 { return math.Round(10*p) / 10 }
