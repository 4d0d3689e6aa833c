package yardstick

import "math"

// Outcomes counts the outcomes of the repository's changes that are old enough.
type Outcomes struct {
	Faulty    int     `firestore:"faulty,omitzero" json:"faulty,omitzero"`         // changes that needed a fix
	Top       int     `firestore:"top,omitzero" json:"top,omitzero"`               // changes above the 95th percentile
	TopFaulty int     `firestore:"top_faulty,omitzero" json:"top_faulty,omitzero"` // of these, those that needed a fix
	Fitted    float64 `firestore:"fitted,omitzero" json:"fitted,omitzero"`         // of all, how many the fitted model would have needed a fix, by their diffs
}

// EnoughOutcomes is the least number of known faults that figures are made of.
const EnoughOutcomes = 50

// healthy reports whether even the riskiest changes seldom needed a fix, less than one in four.
func (o Outcomes) healthy() bool {
	return o.Faulty >= EnoughOutcomes && o.Top > 0 && 4*o.TopFaulty < o.Top
}

// Expected is how many changes are going to need a fix within half a year, with the 95% range.
type Expected struct {
	Fixes float64 `json:"fixes"`
	Low   int     `json:"low"`
	High  int     `json:"high"`
}

// Expect scales the sum of the fitted probabilities of changes, by their diffs, by what became of the repository's earlier changes. It returns
// nil below EnoughOutcomes: other repositories' rates are off by a factor of three. The range is Poisson's.
func (o Outcomes) Expect(fitted float64) *Expected {
	if o.Faulty < EnoughOutcomes || o.Fitted <= 0 || fitted <= 0 {
		return nil
	}
	mean := fitted * float64(o.Faulty) / o.Fitted
	return &Expected{math.Round(10*mean) / 10, poisson(mean, 0.025), poisson(mean, 0.975)}
}

// poisson returns the quantile of Poisson's distribution.
func poisson(mean, quantile float64) int {
	if mean > 500 { // e^-mean comes to nothing; by then it is the normal distribution
		return int(math.Round(mean + math.Sqrt(2*mean)*math.Erfinv(2*quantile-1)))
	}
	term := math.Exp(-mean)
	sum, n := term, 0
	for sum < quantile {
		n++
		term *= mean / float64(n)
		sum += term
	}
	return n
}
