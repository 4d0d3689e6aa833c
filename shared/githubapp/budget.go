package githubapp

import (
	"errors"
	"math"
	"sync/atomic"
)

// ErrBudget means that the request budget of Limited is used up. It is Permanent, because a retry would need as many
// requests.
var ErrBudget = errors.New("the budget of requests to GitHub is spent")

// budget counts down requests; nil is no limit.
type budget struct{ left atomic.Int64 }

func (b *budget) spend() error {
	if b != nil && b.left.Add(-1) < 0 {
		return ErrBudget
	}
	return nil
}

// Limited returns the repository with a budget: its handle, and copies by Renamed, send at most that many requests together.
// Fetching a token is not counted.
func (r *Repository) Limited(requests int) *Repository {
	limited := *r
	limited.budget = new(budget)
	limited.budget.left.Store(int64(requests))
	return &limited
}

// Left returns how many requests the budget still has; without a budget, as many as an int holds.
func (r *Repository) Left() int {
	if r.budget == nil {
		return math.MaxInt
	}
	return int(max(r.budget.left.Load(), 0))
}
