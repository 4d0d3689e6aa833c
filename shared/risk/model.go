package risk

import (
	"math"

	"github.com/devplus-app/devplus/shared/change"
)

// model is an additive one: the log-odds are the intercept and, for each quantity x, its weight times ln(1+x).
type model struct {
	intercept   float64
	weights     [quantities]float64 // none below 0, so that more of anything never lowers a score
	percentiles []float64           // the log-odds at the 0th (an empty change) to the 100th percentile, mid-ranks for ties
}

// The quantities that a score is made of, in the order of a model's weights.
const (
	codeDeleted = iota
	newWords
	calls
	conditions
	indentation
	longest
	comments
	fix
	fileFixes // from here on of the history
	fileChanges
	authorShare
	newAuthor
	quantities
)

// usual is what the lines are taken for that the diff does not show: means of the fitted changes, a line but for longest.
type usual struct{ codeDeleted, newWords, calls, conditions, indentation, longest, comments float64 }

// measured is the quantities of a change.
func measured(f change.Facts) [quantities]float64 {
	// Of files without a patch, and beyond what could be read, the number of lines alone is known.
	added := float64(max(f.Source.Additions-f.Code.ReadAdditions, 0))
	deleted := float64(max(f.Source.Deletions-f.Code.ReadDeletions, 0))
	known := func(n int, unseen, each float64) float64 {
		return max(float64(n), 0) + math.Round(float64(unseen*each))
	}
	x := [quantities]float64{
		codeDeleted: known(f.Code.Deleted, deleted, unseen.codeDeleted),
		newWords:    known(f.Code.NewWords, added, unseen.newWords),
		calls:       known(f.Code.Calls, added, unseen.calls),
		conditions:  known(f.Code.Conditions, added, unseen.conditions),
		indentation: known(f.Code.Indentation, added, unseen.indentation),
		longest:     max(float64(f.Code.Longest), 0),
		comments:    known(f.Code.Comments, added, unseen.comments),
	}
	if added > 0 {
		x[longest] = max(x[longest], math.Round(unseen.longest))
	}
	if f.Fix {
		x[fix] = 1
	}
	if h := f.History; h != nil {
		x[fileFixes], x[fileChanges] = max(h.FileFixes, 0), max(h.FileChanges, 0)
		// A few commits say little of who works here: five by others are taken for granted.
		x[authorShare] = float64(max(h.Authored, 0)) / float64(max(h.Commits, h.Authored, 0)+5)
		if h.Authored <= 0 {
			x[newAuthor] = 1
		}
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
