package risk

import (
	"cmp"
	"math"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
)

// Assess scores the risk of a change by one of two additive models: fittedDiff, or fittedHistory if f.History is known.
//
//	log-odds    = intercept + Σ weight·ln(1+quantity)
//	Probability = 1 / (1 + e^−log-odds)
//	Score       = the percentile of the log-odds among the fitted changes, interpolated
//
// The score is on the fitted scale; package yardstick places an Assessment on the scale of a repository. Quantities are of production
// files: tests, documentation, configuration and vendored files do not change the score. No weight is negative, so a further file lowers
// the score only if it shows that lines are moved rather than new. The labels follow changed production lines, so a change without such
// lines is NotScored. Level is that of the score, or the highest floor of f.Guards.
//
// The points of a signal are its share of the log-odds above the intercept, which is that of an empty change, times Score. They add up to
// Score exactly. The signals of guards come first and have no points, nor have "tests" and "file_authors", which are for information.
func Assess(f change.Facts) Assessment { return assess(f, measure(f, &unseen)) }

// assess scores a change by its quantities.
func assess(f change.Facts, x figures) Assessment {
	m := modelFor(f.History == nil)
	risk := Assessment{Model: Model, Compared: Compared{With: Fitted}, DiffOnly: f.History == nil, NotScored: notScored(f)}
	shares, above := m.shares(x)
	for _, g := range f.Guards {
		risk.Guarded = higher(risk.Guarded, g.Floor)
	}
	for i := range quantities {
		q := &quantities[i]
		if q.History && f.History == nil {
			continue
		}
		s := Signal{Name: q.Name, Value: math.Round(1e6*x[i]) / 1e6, Reason: q.reason(x[i]), Places: q.places(f)}
		if risk.NotScored == "" {
			s.Share = math.Round(1e6*shares[i]) / 1e6
		}
		risk.Signals = append(risk.Signals, s)
	}
	score := 0.0
	if risk.NotScored == "" {
		logOdds := m.intercept + above
		_, aboveDiff := fittedDiff.shares(x)
		risk.LogOdds, risk.LogOddsDiff = round4(logOdds), round4(fittedDiff.intercept+aboveDiff)
		risk.Probability = math.Round(1e6/(1+math.Exp(-logOdds))) / 1e6
		score = percentile(m.percentiles, logOdds)
	}
	risk = risk.scored(score)
	risk.Signals = append(risk.Signals, testSignal(f))
	if f.History != nil {
		risk.Signals = append(risk.Signals, authorsSignal(*f.History))
	}
	slices.SortStableFunc(risk.Signals, func(a, b Signal) int { return cmp.Compare(b.Share, a.Share) })
	risk.Signals = append(guardSignals(f.Guards), risk.Signals...)
	return risk
}

func round4(x float64) float64 { return math.Round(1e4*x) / 1e4 }

// higher returns the higher of two levels. An unknown level is the lowest.
func higher(a, b change.Level) change.Level {
	if b.Compare(a) > 0 {
		return b
	}
	return a
}

// apportion divides whole tenths by share. The largest remainders get what rounding leaves, so that the parts add up.
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

// percentile returns the interpolated percentile of x, by a table of the values at the 0th to the 100th percentile.
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
