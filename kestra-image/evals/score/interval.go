package score

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Share is how many of a number of trials succeeded.
type Share struct{ Of, All int }

// z is the quantile of the normal distribution for 95 %.
const z = 1.959963984540054

// Interval returns the share's 95 % interval by Wilson's method, without correction for continuity: E. B. Wilson, "Probable inference, the law
// of succession, and statistical inference", Journal of the American Statistical Association 22 (1927), 209-212. It is what L. D. Brown,
// T. T. Cai and A. DasGupta recommend for 40 and fewer trials ("Interval estimation for a binomial proportion", Statistical Science 16
// (2001), 101-133).
func (s Share) Interval() (low, high float64) {
	if s.All == 0 {
		return 0, 1
	}
	n, p := float64(s.All), float64(s.Of)/float64(s.All)
	center, spread := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max((center-spread)/(1+z*z/n), 0), min((center+spread)/(1+z*z/n), 1)
}

// String prints the share and its interval: 33 of 40, 82% (68-91).
func (s Share) String() string {
	if s.All == 0 {
		return "-"
	}
	low, high := s.Interval()
	return fmt.Sprintf("%d of %d, %.0f%% (%.0f-%.0f)", s.Of, s.All, 100*float64(s.Of)/float64(s.All), 100*low, 100*high)
}

// Mean is a mean of values, one a change.
type Mean []float64

// resamples is how often the values are drawn anew: enough for the percentiles of a 95 % interval (B. Efron and R. J. Tibshirani, An
// Introduction to the Bootstrap, 1993, section 13.3).
const resamples = 1000

// Interval returns the mean and its 95 % interval, the percentiles of means of values drawn anew. The same values give the same interval.
func (m Mean) Interval() (mean, low, high float64) {
	if len(m) == 0 {
		return 0, 0, 0
	}
	random := rand.New(rand.NewPCG(1, uint64(len(m))))
	means := make([]float64, resamples)
	for i := range means {
		for range m {
			means[i] += m[random.IntN(len(m))]
		}
		means[i] /= float64(len(m))
	}
	slices.Sort(means)
	for _, v := range m {
		mean += v
	}
	return mean / float64(len(m)), means[resamples*25/1000], means[resamples*975/1000-1]
}

// Format prints the mean and its interval with a number of decimals.
func (m Mean) Format(decimals int) string {
	if len(m) == 0 {
		return "-"
	}
	mean, low, high := m.Interval()
	return fmt.Sprintf("%.*f (%.*f-%.*f)", decimals, mean, decimals, low, decimals, high)
}
