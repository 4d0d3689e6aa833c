package change

import "math"

// model is an additive one: the log-odds are the intercept and, for each quantity x, its weight times ln(1+x).
type model struct {
	intercept   float64
	weights     [quantities]float64 // none below 0, so that more of anything never lowers a score
	percentiles []float64           // the log-odds at the 0th (an empty change) to the 100th percentile, mid-ranks for ties
}

// The quantities that a score is made of, in the order of a model's weights.
const (
	codeAdded = iota
	codeDeleted
	wordCount
	calls
	conditions
	deep
	fix
	recentFixes
	authorShare
	quantities
)

// perLine is how much of each quantity a line stands for that the diff does not show: the mean of the fitted changes.
type perLine struct{ codeAdded, codeDeleted, words, calls, conditions, deep float64 }

// measured is the quantities of a change.
func measured(f Facts) [quantities]float64 {
	// Of files without a patch, and beyond what could be read, the number of lines alone is known.
	added := float64(max(f.Source.Additions-f.Code.ReadAdditions, 0))
	deleted := float64(max(f.Source.Deletions-f.Code.ReadDeletions, 0))
	known := func(n int, unseen, each float64) float64 {
		return max(float64(n), 0) + math.Round(float64(unseen*each))
	}
	x := [quantities]float64{
		codeAdded:   known(f.Code.Added, added, unseen.codeAdded),
		codeDeleted: known(f.Code.Deleted, deleted, unseen.codeDeleted),
		wordCount:   known(f.Code.Words, added, unseen.words),
		calls:       known(f.Code.Calls, added, unseen.calls),
		conditions:  known(f.Code.Conditions, added, unseen.conditions),
		deep:        known(f.Code.Deep, added, unseen.deep),
	}
	if f.Fix {
		x[fix] = 1
	}
	if f.History != nil {
		x[recentFixes], x[authorShare] = max(f.History.RecentFixes, 0), min(max(f.History.AuthorShare, 0), 1)
	}
	return x
}

// shares is what each quantity adds to the log-odds.
func (m model) shares(x [quantities]float64) (shares [quantities]float64, sum float64) {
	for i, w := range m.weights {
		// The conversion keeps compilers from fusing the product into the sum, which would round differently on some processors.
		shares[i] = float64(w * math.Log1p(x[i]))
		sum += shares[i]
	}
	return shares, sum
}
