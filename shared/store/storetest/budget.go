package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/budget"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store"
)

// Many reviews that start and end at once never pass a budget together, and each counts once, also where a start or an answer is repeated.
func testBudgetRace(t *testing.T, s Store) {
	const reviews, tokens, most = 12, 1000, 5000
	limit := int64(most)
	bounds := settings.Budget{DayTokens: &limit}
	keys := budget.KeysAt(repositoryID, 1, noon)
	reserved := budget.Reservation{Repository: repositoryID, Installation: 1, Day: "2026-03-14", Amount: budget.Amount{Tokens: tokens}}
	review := func(n int) (started bool, _ error) {
		a := queued(t, s, n)
		for range 2 {
			held, err := s.Held(t.Context(), keys)
			if err != nil {
				return false, err
			}
			a, err = s.Begin(t.Context(), a, held, nil, func(a *analysis.Analysis, h *store.Held) error {
				if started = a.State == analysis.Dispatched; started {
					return nil
				}
				running := h.Slots.Reservations(noon, a.ID)
				var sum int64
				for _, r := range running {
					sum += r.Amount.Tokens
				}
				if sum+h.Day.Spent.Tokens > most {
					return fmt.Errorf("%d tokens are reserved and %d spent, of %d", sum, h.Day.Spent.Tokens, most)
				}
				if (budget.Ledger{Day: h.Day, Month: h.Month, Running: running}).Admit(bounds, reserved, a.ID, noon) != nil {
					return nil
				}
				started = true
				h.Slots.Take(noon, reviews, a.ID, a.Attempt)
				h.Slots.Reserve(a.ID, a.Attempt, reserved)
				return a.Dispatch(noon)
			})
			if err != nil || !started {
				return started, err
			}
		}
		for range 2 {
			_, err := s.Settle(t.Context(), a, keys, func(a *analysis.Analysis, h *store.Held) error {
				if a.State != analysis.Dispatched {
					return nil
				}
				r, _ := h.Slots.Reserved(a.ID, a.Attempt)
				h.Day.Settle(noon, budget.Use{Tokens: tokens, Counts: true}, r)
				h.Slots.Free(a.ID, a.Attempt)
				return a.Complete(noon, []byte(`{}`))
			})
			if err != nil {
				return started, err
			}
		}
		return started, nil
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	began := 0
	for n := range reviews {
		all.Go(func() {
			started, err := review(n)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if started {
				began++
			}
		})
	}
	all.Wait()
	held, err := s.Held(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	if held.Day.Spent.Tokens != int64(began*tokens) || held.Day.Reviews != began || began == 0 || began > most/tokens || len(held.Slots.Taken) != 0 {
		t.Errorf("%d reviews began: %+v, %d slots", began, held.Day, len(held.Slots.Taken))
	}
}
