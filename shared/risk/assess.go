package risk

import (
	"cmp"
	"math"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
)

// Assess scores the risk of a change by one of two additive models: fittedDiff, or fittedHistory where f.History is known
// (their doc comment says on what they were fitted).
//
//	log-odds    = intercept + Σ weight·ln(1+quantity)
//	Probability = 1 / (1 + e^−log-odds)
//	Score       = the percentile of the log-odds among the changes it was fitted on, interpolated
//
// The quantities are of the files that run in production: tests, documentation, configuration and what others wrote neither raise nor lower
// the score. No weight is negative, so a further file lowers it only where it shows that lines were moved, not written. The labels follow changed production lines, so
// without any both figures are 0. Level is that of the score, or the highest floor among f.Guards.
//
// A signal's points are its share of the log-odds above the intercept, which is those of an empty change, times Score; they add
// up to Score to the decimal. The signals "tests" and "file_authors" are for information and have no points; nor have those of guards, which come first.
func Assess(f change.Facts) Assessment {
	m := &fittedDiff
	if f.History != nil {
		m = &fittedHistory
	}
	x := measure(f)
	var risk Assessment
	tenths := 0
	shares, above := m.shares(x)
	if f.Source.Additions > 0 || f.Source.Deletions > 0 {
		logOdds := m.intercept + above
		risk.Probability = math.Round(1e6/(1+math.Exp(-logOdds))) / 1e6
		tenths = int(math.Round(10 * percentile(m.percentiles, logOdds)))
	}
	risk.Score = float64(tenths) / 10
	risk.Level = levelOf(risk.Score)
	for _, g := range f.Guards {
		risk.Level = higher(risk.Level, g.Floor)
	}
	points := apportion(tenths, shares[:], above)
	for i := range quantities {
		q := &quantities[i]
		if q.History && f.History == nil {
			continue
		}
		risk.Signals = append(risk.Signals, Signal{
			Name: q.Name, Value: x[i], Points: float64(points[i]) / 10, Reason: q.reason(x[i]), Evidence: q.places(f),
		})
	}
	risk.Signals = append(risk.Signals, testSignal(f))
	if f.History != nil {
		risk.Signals = append(risk.Signals, authorsSignal(*f.History))
	}
	slices.SortStableFunc(risk.Signals, func(a, b Signal) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	risk.Signals = append(guardSignals(f.Guards), risk.Signals...)
	return risk
}

func levelOf(score float64) change.Level {
	switch {
	case score <= 30:
		return change.Low
	case score <= 60:
		return change.Medium
	case score <= 85:
		return change.High
	}
	return change.Critical
}

// higher is the graver of two levels. What is no level is the lowest.
func higher(a, b change.Level) change.Level {
	order := []change.Level{change.Low, change.Medium, change.High, change.Critical}
	return order[max(slices.Index(order, a), slices.Index(order, b), 0)]
}

// apportion deals out whole tenths by share, what rounding leaves to the largest remainders, so that they add up.
func apportion(tenths int, shares []float64, total float64) []int {
	dealt := make([]int, len(shares))
	if tenths == 0 || total <= 0 {
		return dealt
	}
	remainders := make([]float64, len(shares))
	order := make([]int, len(shares))
	left := tenths
	for i, share := range shares {
		exact := float64(tenths) * share / total
		dealt[i] = int(exact)
		remainders[i], order[i] = exact-math.Floor(exact), i
		left -= dealt[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for i := range left {
		dealt[order[i]]++
	}
	return dealt
}

// percentile is the place of x in a table of what stands at the 0th to the 100th percentile, interpolated.
func percentile(table []float64, x float64) float64 {
	i, exact := slices.BinarySearch(table, x)
	switch {
	case exact || i == 0:
		return float64(i)
	case i == len(table):
		return float64(i - 1)
	}
	low, high := table[i-1], table[i]
	return float64(i-1) + (x-low)/(high-low)
}
