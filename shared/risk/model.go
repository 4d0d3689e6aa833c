package risk

import "math"

// model is additive: the log-odds are the intercept and, for each quantity x, its weight times ln(1+x).
type model struct {
	intercept   float64
	weights     figures   // none below 0, so that more of anything never lowers a score
	percentiles []float64 // the log-odds at the 0th (an empty change) to the 100th percentile, mid-ranks for ties
}

// shares returns what each quantity adds to the log-odds, and their sum.
func (m *model) shares(x figures) (shares figures, sum float64) {
	for i, w := range m.weights {
		// The conversion keeps compilers from fusing the product into the sum, which would round differently on some processors.
		shares[i] = float64(w * math.Log1p(x[i]))
		sum += shares[i]
	}
	return shares, sum
}
