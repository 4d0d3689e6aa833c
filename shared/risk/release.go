package risk

import (
	"cmp"
	"math"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/text"
)

// MaxReleased is how many changes of a release have their own signal.
const MaxReleased = 10

// Released is a change in a release.
type Released struct {
	Name string // for people, such as an abbreviated SHA and the title
	Risk Assessment
	Bot  bool // made by a bot: such changes have one signal together
}

// Factor is what raises the risk of a release besides its changes.
type Factor struct {
	Signal         // Compose sets its points
	Hazard float64 // 0 or above; ln 2 is the hazard of a change with probability 0.5
}

// Compose scores a release. The hazard of a change is −ln(1−Probability), so that hazards add up where probabilities of independent changes
// multiply:
//
//	hazard      = Σ −ln(1−Probability of a change) + Σ hazard of a factor
//	Probability = 1 − e^−hazard, that at least one later fix is traced to the release
//	Score       = the percentile of the hazard among the releases of the fitted repositories, interpolated
//
// A further change or factor never lowers the score. Level is that of the score, or the highest floor of a guard.
//
// Signals, the largest first, are the factors, the MaxReleased changes with the highest hazards ("change"), the sum of the rest
// ("other_changes") and that of bots ("bot_changes"). Their points, shares of the hazard, add up to Score. The signals of guards come
// first, without points.
func Compose(released []Released, factors ...Factor) Assessment {
	risk := Assessment{Model: Model, Compared: Compared{With: Fitted}}
	type share struct {
		Signal
		hazard float64
	}
	var shares, changes []share
	var guards []Signal
	bots := share{Signal: Signal{Name: "bot_changes"}}
	floor := change.Low
	for _, f := range factors {
		shares = append(shares, share{f.Signal, bounded(f.Hazard)})
	}
	for _, r := range released {
		s := share{Signal{Name: "change", Value: r.Risk.Probability, Reason: releasedReason(r)}, hazard(r.Risk.Probability)}
		for _, signal := range r.Risk.Signals {
			if s.Places == nil && signal.Points > 0 {
				s.Places = signal.Places
			}
			if change.IsGuard(signal.Name) {
				signal.Reason = r.Name + ": " + signal.Reason
				guards = append(guards, signal)
			}
		}
		floor = higher(floor, r.Risk.floor())
		if r.Bot {
			bots.Value++
			bots.hazard += s.hazard
			continue
		}
		changes = append(changes, s)
	}
	slices.SortStableFunc(changes, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.hazard, a.hazard), cmp.Compare(a.Reason, b.Reason))
	})
	if len(changes) > MaxReleased {
		rest := share{Signal: Signal{Name: "other_changes", Value: float64(len(changes) - MaxReleased)}}
		for _, c := range changes[MaxReleased:] {
			rest.hazard += c.hazard
		}
		rest.Reason = text.Count(len(changes)-MaxReleased, "other change") + ", each with less"
		changes = append(changes[:MaxReleased], rest)
	}
	if bots.Value > 0 {
		bots.Reason = text.Count(int(bots.Value), "change by a bot", "changes by bots")
		changes = append(changes, bots)
	}
	shares = append(shares, changes...)
	total := 0.0
	hazards := make([]float64, len(shares))
	for i, s := range shares {
		hazards[i] = s.hazard
		total += s.hazard
	}
	risk.Probability = math.Round(1e6*-math.Expm1(-total)) / 1e6
	tenths := int(math.Round(10 * percentile(fittedReleases, total)))
	risk.Score = float64(tenths) / 10
	risk.Level = higher(releaseLevel(risk.Score), floor)
	if floor != change.Low {
		risk.Guarded = floor
	}
	for i, points := range apportion(tenths, hazards, total) {
		shares[i].Points = float64(points) / 10
		risk.Signals = append(risk.Signals, shares[i].Signal)
	}
	slices.SortStableFunc(risk.Signals, func(a, b Signal) int { return cmp.Compare(b.Points, a.Points) })
	risk.Signals = append(guards, risk.Signals...)
	return risk
}

// floor returns the lowest level that the guards of the change allow. Versions without own scales stored only that the level is not the
// score's.
func (a Assessment) floor() change.Level {
	if a.Model == "" && a.Level != releaseLevel(a.Score) {
		return a.Level
	}
	return a.Guarded
}

// hazard returns −ln(1−probability), finite for any number.
func hazard(probability float64) float64 { return bounded(-math.Log1p(-min(probability, 1-1e-9))) }

// bounded returns 0 for an invalid hazard, and bounds others so that no sum overflows.
func bounded(hazard float64) float64 {
	if !(hazard > 0) {
		return 0
	}
	return min(hazard, 1e6)
}

func releasedReason(r Released) string { return r.Name + ": " + r.Risk.Title() }
