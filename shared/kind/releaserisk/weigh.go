package releaserisk

import (
	"math"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/store"
)

// Lead is how many changes are named as those that make the risk.
const Lead = 3

// enoughChanges is how many merged changes of a repository make an average.
const enoughChanges = 15

// lead sets the part of the hazard that the riskiest changes by people have.
func (e *Evidence) lead(changes []Change) {
	total, lead, leading := 0.0, 0.0, 0
	for _, c := range changes { // riskiest first
		hazard := hazardOf(c.risk.Probability)
		total += hazard
		if !c.Bot && leading < Lead {
			lead += hazard
			leading++
		}
	}
	if total > 0 {
		e.LeadShare = math.Round(100*lead/total) / 100
	}
}

// weigh compares the changes with an average change of the repository, and says how many of them are going to need a fix. It goes by the
// diffs alone, which are known of all.
func (e *Evidence) weigh(y *store.Yardstick, changes []Change) error {
	known, err := y.Window()
	if err != nil {
		return err
	}
	if mean, n := known.MeanHazard(risk.Model); n >= enoughChanges {
		e.AverageChanges = math.Round(10*hazardByDiff(changes)/mean) / 10
	}
	fitted := 0.0
	for _, c := range changes {
		fitted += c.risk.FittedByDiff()
	}
	e.Expected = y.Outcomes.Expect(fitted)
	return nil
}

func hazardByDiff(changes []Change) (sum float64) {
	for _, c := range changes {
		sum += hazardOf(c.risk.FittedByDiff())
	}
	return sum
}

func hazardOf(probability float64) float64 { return -math.Log1p(-min(probability, 0.999)) }
