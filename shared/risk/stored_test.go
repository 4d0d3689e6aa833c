package risk

import (
	"math"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
)

// Releases take over what older versions stored: a probability without log-odds, and a guard that only the level shows.
func TestStored_ByAVersionWithoutOwnScales(t *testing.T) {
	t.Parallel()
	if got := (Assessment{Probability: 0.4}).FittedByDiff(); got != 0.4 {
		t.Errorf("probability %v, want the stored 0.4", got)
	}
	if got := (Assessment{Probability: 0.4, Model: Model, LogOddsDiff: -1}).FittedByDiff(); math.Abs(got-0.2689) > 0.0001 {
		t.Errorf("probability %v, want that of the log-odds by the diff", got)
	}
	for _, test := range []struct {
		of   Assessment
		want change.Level
	}{
		{Assessment{Score: 12, Level: change.High}, change.High}, {Assessment{Score: 12, Level: change.Low}, ""},
		{Assessment{Score: 12, Level: change.High, Model: Model}, ""},
	} {
		if got := test.of.floor(); got != test.want {
			t.Errorf("%+v: held at %q, want %q", test.of, got, test.want)
		}
	}
}
