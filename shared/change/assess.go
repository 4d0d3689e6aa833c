package change

import (
	"cmp"
	"math"
	"slices"
)

// Assess scores the risk of a change by a logistic formula (fitted, its doc comment says on what):
//
//	log-odds    = intercept + 0.6606·ln(1+added) + 0.1107·ln(1+deleted) + 0.0291·ln(1+lines·entropy)
//	Probability = 1 / (1 + e^−log-odds)
//	Score       = the percentile of the log-odds among the changes it was fitted on, interpolated
//
// over the lines of f.Source alone: tests, documentation, configuration and what others wrote neither raise nor lower it. Nor
// does a file with changed lines ever lower it. The labels follow changed source lines, so without any both figures are 0.
//
// A signal's points are its share of the log-odds above the intercept, which is those of an empty change, times Score; they add
// up to Score to the decimal. The signal "tests" is for information and has no points.
func Assess(f Facts) Risk {
	added, deleted := max(f.Source.Additions, 0), max(f.Source.Deletions, 0)
	lines := float64(added + deleted)
	shares := []float64{
		float64(fitted.added * math.Log1p(float64(added))),
		float64(fitted.deleted * math.Log1p(float64(deleted))),
		float64(fitted.spread * math.Log1p(float64(lines*max(f.Source.Entropy, 0)))),
	}
	// The conversions keep compilers from fusing the products into the sums, which would round differently on some processors.
	above := shares[0] + shares[1] + shares[2]
	var risk Risk
	tenths := 0
	if lines > 0 {
		logOdds := fitted.intercept + above
		risk.Probability = math.Round(1e6/(1+math.Exp(-logOdds))) / 1e6
		tenths = int(math.Round(10 * percentile(logOdds)))
	}
	risk.Score = float64(tenths) / 10
	risk.Level = levelOf(risk.Score)
	risk.Signals = []Signal{
		{Name: "lines_added", Value: float64(added), Reason: addedReason(f.Source)},
		{Name: "lines_deleted", Value: float64(deleted), Reason: deletedReason(f.Source)},
		{Name: "spread", Value: max(f.Source.Entropy, 0), Reason: spreadReason(f.Source)},
	}
	for i, points := range apportion(tenths, shares, above) {
		risk.Signals[i].Points = float64(points) / 10
	}
	risk.Signals = append(risk.Signals, testSignal(f))
	slices.SortStableFunc(risk.Signals, func(a, b Signal) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	return risk
}

func levelOf(score float64) Level {
	switch {
	case score <= 30:
		return Low
	case score <= 60:
		return Medium
	case score <= 85:
		return High
	}
	return Critical
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

// percentile is the place of the log-odds among those of the fitted changes, 0 to 100.
func percentile(logOdds float64) float64 {
	i, exact := slices.BinarySearch(fitted.percentiles, logOdds)
	switch {
	case exact || i == 0:
		return float64(i)
	case i == len(fitted.percentiles):
		return float64(i - 1)
	}
	low, high := fitted.percentiles[i-1], fitted.percentiles[i]
	return float64(i-1) + (logOdds-low)/(high-low)
}
