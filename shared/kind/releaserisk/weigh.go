package releaserisk

import (
	"context"
	"math"

	"github.com/devplus-app/devplus/shared/risk"
)

// Lead is how many changes are named as those that make the risk.
const Lead = 3

// enoughChanges is how many merged changes of a repository make an average.
const enoughChanges = 15

// weigh compares the hazard of the changes with that of the riskiest ones by people, and with an average change of the repository.
func (k *Kind) weigh(ctx context.Context, repositoryID int64, changes []Change) (leadShare, averages float64, err error) {
	total, lead, leading := 0.0, 0.0, 0
	for _, c := range changes { // riskiest first
		hazard := -math.Log1p(-min(c.risk.Probability, 0.999))
		total += hazard
		if !c.Bot && leading < Lead {
			lead += hazard
			leading++
		}
	}
	if total == 0 {
		return 0, 0, nil
	}
	y, err := k.Store.Yardstick(ctx, repositoryID)
	if err != nil {
		return 0, 0, err
	}
	known, err := y.Window()
	if err != nil {
		return 0, 0, err
	}
	if mean, n := known.MeanHazard(risk.Model); n >= enoughChanges {
		averages = math.Round(10*total/mean) / 10
	}
	return math.Round(100*lead/total) / 100, averages, nil
}
