package outcome

import (
	"fmt"
	"math"
)

// Share is a part of a whole with its 95% range.
type Share struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Low   float64 `json:"low"` // 0 to 1, six digits
	High  float64 `json:"high"`
}

// NewShare returns count of a whole, with the range by Wilson 1927.
func NewShare(count, of int) Share {
	if of == 0 {
		return Share{High: 1}
	}
	const z = 1.96
	n := float64(of)
	p := float64(count) / n
	middle, half := (p+z*z/(2*n))/(1+z*z/n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))/(1+z*z/n)
	digits := func(x float64) float64 { return math.Round(1e6*x) / 1e6 }
	return Share{count, of, digits(max(middle-half, 0)), digits(min(middle+half, 1))}
}

// Range says the 95% range in whole percent, such as "36-80%".
func (s Share) Range() string { return fmt.Sprintf("%.0f-%.0f%%", 100*s.Low, 100*s.High) }
