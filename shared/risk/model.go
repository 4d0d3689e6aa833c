package risk

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
)

// Model is the version of the fitted models: a digest of their weights. Log-odds of different versions can't be compared.
var Model = version(&fittedDiff, &fittedHistory)

func version(models ...*model) string {
	digest := fnv.New32a()
	for _, m := range models {
		for _, w := range append([]float64{m.intercept}, m.weights[:]...) {
			_ = binary.Write(digest, binary.LittleEndian, w) // a hash takes everything
		}
	}
	return fmt.Sprintf("%08x", digest.Sum32())
}

// model is additive: the log-odds are the intercept and, for each quantity x, its weight times ln(1+x).
type model struct {
	intercept   float64
	weights     figures   // none below 0, so that more of anything never lowers a score
	percentiles []float64 // the log-odds at the 0th (an empty change) to the 100th percentile, mid-ranks for ties
}

// shares returns each quantity's part of the log-odds, and their sum.
func (m *model) shares(x figures) (shares figures, sum float64) {
	for i, w := range m.weights {
		// The conversion keeps compilers from fusing the product into the sum, which would round differently on some processors.
		shares[i] = float64(w * math.Log1p(x[i]))
		sum += shares[i]
	}
	return shares, sum
}
