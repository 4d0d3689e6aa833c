package config

import (
	"slices"
	"testing"
)

// A team must pay for a review what the model that answers costs, and be told which model has no price.
func TestPrice_IsThatOfTheModelOfTheEffort(t *testing.T) {
	t.Parallel()
	one, two, three := new(1.0), new(2.0), new(3.0)
	usual := Price{Input: one, Output: one}
	named, deep, fallback := usual, usual, usual
	named.NameQuick, named.NameDeep, named.NameFallback = "q", "d", "f"
	deep.InputDeep, deep.OutputDeep = two, two
	fallback.NameFallback, fallback.InputFallback, fallback.OutputFallback = "f", three, three
	for name, test := range map[string]struct {
		price       Price
		quick, deep Rate
		unpriced    []string
	}{
		"none":                         {Price{}, Rate{}, Rate{}, []string{"MODEL_NAME"}},
		"half of one":                  {Price{Input: one}, Rate{one, nil}, Rate{one, nil}, []string{"MODEL_NAME"}},
		"one for all":                  {usual, Rate{one, one}, Rate{one, one}, nil},
		"models of their own, no more": {named, Rate{}, Rate{}, []string{"MODEL_NAME_QUICK", "MODEL_NAME_DEEP", "MODEL_NAME_FALLBACK"}},
		"one for deep reviews":         {deep, Rate{one, one}, Rate{two, two}, nil},
		"one for the fallback":         {fallback, Rate{one, one}, Rate{one, one}, nil},
	} {
		quick, deep, other := test.price.Of("quick"), test.price.Of("deep"), test.price.Of("review")
		if quick != test.quick || deep != test.deep || other != (Rate{test.price.Input, test.price.Output}) {
			t.Errorf("%s: quick %+v, deep %+v, other %+v", name, quick, deep, other)
		}
		if got := test.price.Unpriced(); !slices.Equal(got, test.unpriced) {
			t.Errorf("%s: %v without a price, want %v", name, got, test.unpriced)
		}
	}
}
