package main

import (
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever changes the table, the fit or the weights alone is told here.
func TestTheWeightsAreThoseFittedOnTheTable(t *testing.T) {
	t.Parallel()
	rows, err := read("measured.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	want, err := fittedFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../fitted.go")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("run go run ./shared/risk/fit (-fitted +committed):\n%s", diff)
	}
}

func TestAreaCountsPairsWithinBins(t *testing.T) {
	t.Parallel()
	judged := []scored{
		{row{label: label{buggy: true, size: 1}}, 2}, {row{label: label{size: 1}}, 1},
		{row{label: label{buggy: true, size: 9}}, 3}, {row{label: label{size: 9}}, 3},
	}
	if got := areaWithin(judged, one, one); got != 0.625 { // of four pairs two are right, one is tied
		t.Errorf("%v", got)
	}
	bySize := func(r row) int { return r.size }
	if got := areaWithin(judged, bySize, one); got != 0.75 {
		t.Errorf("within bins: %v", got)
	}
}

func TestTheFitFindsTheWeightsThatMadeTheData(t *testing.T) {
	t.Parallel()
	var rows []row
	for i := range 20000 {
		x := float64(i % 100)
		p := 1 / (1 + math.Exp(2-0.7*math.Log1p(x)))
		rows = append(rows, row{repository: "a", source: 1, label: label{buggy: float64(i*7919%20000)/20000 < p}, x: map[string]float64{"x": x, "less": 1 / (1 + x)}})
	}
	w := fit(rows, []string{"x", "less"})
	if math.Abs(w[0]-0.7) > 0.05 || w[1] < 0 {
		t.Errorf("weights %v, want about 0.7 and none below 0", w)
	}
}
