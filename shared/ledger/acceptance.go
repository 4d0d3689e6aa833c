package ledger

import (
	"cmp"
	"slices"
)

// Bounds of an Acceptance, and the thresholds below which a category is accepted too rarely.
const (
	maxCounted   = 500 // pull requests
	maxOutcomes  = 400
	leastOutcome = 20  // findings
	leastShare   = 0.2 // of them
)

// Outcome counts how the findings of one kind ended by the time their changes were merged.
type Outcome struct {
	Prompt    int    `json:"prompt,omitempty"` // the version of the prompt that raised them; 0 before versions had numbers
	Category  string `json:"category"`
	Severity  string `json:"severity"`
	Fixed     int    `json:"fixed"`
	Dismissed int    `json:"dismissed"`
	Ignored   int    `json:"ignored"` // open when the change was merged
	Outdated  int    `json:"outdated"`
	Withdrawn int    `json:"withdrawn,omitempty"` // refuted before anybody saw them
}

// Acceptance counts the outcomes of the findings in one repository's merged pull requests.
type Acceptance struct {
	Outcomes []Outcome `json:"outcomes"`
	Counted  []int     `json:"counted"` // the last pull requests that are in it
}

// Add counts the findings of a merged pull request, once. Deferred ones were not shown first, so they are left out.
func (a *Acceptance) Add(number int, l *Ledger) {
	if slices.Contains(a.Counted, number) {
		return
	}
	a.Counted = append(a.Counted, number)
	a.Counted = a.Counted[max(0, len(a.Counted)-maxCounted):]
	for _, f := range l.Findings {
		if f.Deferred {
			continue
		}
		o := a.of(f)
		switch f.State {
		case Fixed:
			o.Fixed++
		case Dismissed:
			o.Dismissed++
		case Open:
			o.Ignored++
		case Outdated:
			o.Outdated++
		case Withdrawn:
			o.Withdrawn++
		}
	}
	slices.SortFunc(a.Outcomes, func(x, y Outcome) int { // the newest prompts first: the oldest give way
		return cmp.Or(cmp.Compare(y.Prompt, x.Prompt), cmp.Compare(x.Category, y.Category), cmp.Compare(rank(x.Severity), rank(y.Severity)))
	})
	a.Outcomes = a.Outcomes[:min(len(a.Outcomes), maxOutcomes)]
}

func (a *Acceptance) of(f Finding) *Outcome {
	i := slices.IndexFunc(a.Outcomes, func(o Outcome) bool {
		return o.Prompt == f.Prompt && o.Category == f.Category && o.Severity == f.Severity
	})
	if i < 0 {
		i = len(a.Outcomes)
		a.Outcomes = append(a.Outcomes, Outcome{Prompt: f.Prompt, Category: f.Category, Severity: f.Severity})
	}
	return &a.Outcomes[i]
}

// Share is how many findings of a category were accepted.
type Share struct {
	Category string  `json:"category"`
	Findings int     `json:"findings"` // fixed, dismissed or ignored; outdated ones do not count
	Accepted float64 `json:"accepted"` // the share of them that was fixed, 0 to 1
	Seldom   bool    `json:"seldom"`   // under a fifth of at least twenty: worth less than it costs
}

// Shares returns the share of each category, the least accepted first.
func (a *Acceptance) Shares() []Share {
	fixed, all := map[string]int{}, map[string]int{}
	for _, o := range a.Outcomes {
		fixed[o.Category] += o.Fixed
		all[o.Category] += o.Fixed + o.Dismissed + o.Ignored
	}
	shares := []Share{}
	for category, n := range all {
		if n > 0 {
			share := float64(fixed[category]) / float64(n)
			shares = append(shares, Share{category, n, share, n >= leastOutcome && share < leastShare})
		}
	}
	slices.SortFunc(shares, func(x, y Share) int {
		return cmp.Or(cmp.Compare(x.Accepted, y.Accepted), cmp.Compare(x.Category, y.Category))
	})
	return shares
}
