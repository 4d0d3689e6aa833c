package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

// testTransitions sets states directly: the store itself must follow the state machine.
func testTransitions(t *testing.T, s Store) {
	all := append([]analysis.State{analysis.None}, analysis.States()...)
	allowed, n := 0, 0
	for _, from := range all {
		for _, to := range all {
			allow := to != analysis.None && (from == to || from.CanBecome(to))
			for way, change := range ways(s) {
				if from == analysis.None && way == "Update" {
					continue // nothing to update
				}
				n++
				if allow {
					allowed++
				}
				name := fmt.Sprintf("%s from %q to %q", way, from, to)
				before := inState(t, s, n, from)
				err := change(t, before, func(a *analysis.Analysis) {
					a.State = to
					a.Tries++
				})
				var refused *analysis.TransitionError
				switch {
				case allow && err != nil:
					t.Errorf("%s: %v", name, err)
				case !allow && !errors.As(err, &refused):
					t.Errorf("%s: error %v, want a TransitionError", name, err)
				case !allow:
					if diff := cmp.Diff(analysis.TransitionError{From: from, To: to}, *refused); diff != "" {
						t.Errorf("%s (-want +got):\n%s", name, diff)
					}
					if from != analysis.None {
						wantStored(t, s, before)
					}
				}
			}
		}
	}
	if allowed == 0 || allowed == n {
		t.Errorf("%d of %d changes were to be allowed", allowed, n)
	}
}

// ways returns the methods that write an analysis.
func ways(s Store) map[string]func(*testing.T, *analysis.Analysis, func(*analysis.Analysis)) error {
	return map[string]func(*testing.T, *analysis.Analysis, func(*analysis.Analysis)) error{
		"Claim": func(t *testing.T, a *analysis.Analysis, set func(*analysis.Analysis)) error {
			_, _, err := s.Claim(t.Context(), latestID, a.ID, func(_ *analysis.Latest, a *analysis.Analysis) error {
				set(a)
				return nil
			})
			return err
		},
		"Update": func(t *testing.T, a *analysis.Analysis, set func(*analysis.Analysis)) error {
			_, err := s.Update(t.Context(), a, func(a *analysis.Analysis) error {
				set(a)
				return nil
			})
			return err
		},
	}
}

// inState stores the n-th analysis and leads it to a state by the shortest route; none is not stored.
func inState(t *testing.T, s Store, n int, state analysis.State) *analysis.Analysis {
	t.Helper()
	if state == analysis.None {
		return &analysis.Analysis{ID: id(n)}
	}
	a := queued(t, s, n)
	for _, next := range route(state) {
		a = update(t, s, a, func(a *analysis.Analysis) error {
			a.State = next
			return nil
		})
	}
	return a
}

// route returns the shortest route from queued to a state.
func route(state analysis.State) []analysis.State {
	ways := [][]analysis.State{{}}
	for i := 0; ; i++ {
		way, at := ways[i], analysis.Queued
		if len(way) > 0 {
			at = way[len(way)-1]
		}
		if at == state {
			return way
		}
		for _, next := range analysis.States() {
			if at.CanBecome(next) {
				ways = append(ways, append(way[:len(way):len(way)], next))
			}
		}
	}
}
