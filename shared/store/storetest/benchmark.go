package storetest

import (
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
)

// Benchmark measures what dispatch does for a pull request: a claim and two updates, with a result of usual size.
func Benchmark(b *testing.B, open func(testing.TB) Store) {
	s := open(b)
	result := noise(20 << 10)
	for n := 0; b.Loop(); n++ {
		a := update(b, s, queued(b, s, n), func(a *analysis.Analysis) error {
			a.Result = result
			return a.Dispatch(noon)
		})
		update(b, s, a, func(a *analysis.Analysis) error {
			a.ExecutionID = "execution"
			return nil
		})
	}
}
