package risk

import (
	"math"

	"github.com/devplus-app/devplus/shared/change"
)

// The percentiles above which a change has a level. They are of the repository's own changes where it has enough.
const (
	MediumAbove   = 50
	HighAbove     = 80
	CriticalAbove = 95
)

// LevelOf returns the level of a change with that score.
func LevelOf(score float64) change.Level {
	return levelAbove(score, MediumAbove, HighAbove, CriticalAbove)
}

// releaseLevel returns the level of a release with that score. Its scale is that of the fitted repositories' releases.
func releaseLevel(score float64) change.Level { return levelAbove(score, 30, 60, 85) }

func levelAbove(score, medium, high, critical float64) change.Level {
	switch {
	case score > critical:
		return change.Critical
	case score > high:
		return change.High
	case score > medium:
		return change.Medium
	}
	return change.Low
}

// Placed returns the change with the score, 0 to 100, that it has by the scale of c. Points, drivers and level follow the score.
func (a Assessment) Placed(score float64, c Compared) Assessment {
	a.Compared = c
	a.Signals = append([]Signal(nil), a.Signals...)
	return a.scored(score)
}

// scored sets the score and the fields that depend on it.
func (a Assessment) scored(score float64) Assessment {
	tenths := int(math.Round(10 * score))
	a.Score = float64(tenths) / 10
	a.Level = LevelOf(a.Score)
	if a.Compared.Healthy && a.Level == change.Critical {
		a.Level = change.High
	}
	a.Level = higher(a.Level, a.Guarded)
	shares, total := make([]float64, len(a.Signals)), 0.0
	for i, s := range a.Signals {
		shares[i] = s.Share
		total += s.Share
	}
	for i, points := range apportion(tenths, shares, total) {
		a.Signals[i].Points = float64(points) / 10
	}
	a.Drivers = nil
	if a.NotScored == "" {
		a.Drivers = sumDrivers(a.Signals)
	}
	return a
}

func round1(x float64) float64 { return math.Round(10*x) / 10 }

// FittedPercentile returns the percentile of the log-odds among the fitted changes, 0 to 100; diffOnly chooses the model without the history.
func FittedPercentile(logOdds float64, diffOnly bool) float64 {
	return percentile(modelFor(diffOnly).percentiles, logOdds)
}

// FittedMedian returns the median of the log-odds of the fitted changes.
func FittedMedian(diffOnly bool) float64 { return modelFor(diffOnly).percentiles[50] }

func modelFor(diffOnly bool) *model {
	if diffOnly {
		return &fittedDiff
	}
	return &fittedHistory
}
