package releaserisk

import (
	"math"

	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/store"
)

// Lead is the number of changes named as the main causes of the risk.
const Lead = 3

// enoughChanges is the number of merged changes of a repository that make an average.
const enoughChanges = 15

// lead sets the riskiest changes' share of the hazard, counting only changes by people.
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

// weigh compares the changes with the repository's average change, and estimates how many of them will need a fix. It uses the diffs
// alone, which are known for all changes.
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
