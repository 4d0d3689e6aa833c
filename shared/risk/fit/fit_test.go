package main

import (
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table, the fit and the weights change together.
func TestFit_WeightsAreOfTheTable(t *testing.T) {
	t.Parallel()
	rows, _, err := read("measured.csv.gz")
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

func TestArea_CountsPairsWithinBins(t *testing.T) {
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

func TestFit_FindsKnownWeights(t *testing.T) {
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

func TestTable_RoundTripsAndNamesWhatItLacks(t *testing.T) {
	t.Parallel()
	rows, _, err := read("measured.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/table.csv.gz"
	if err := write(path, rows[:100]); err != nil {
		t.Fatal(err)
	}
	again, lacking, err := read(path)
	if diff := cmp.Diff(rows[:100], again, cmp.AllowUnexported(row{}, label{})); err != nil || len(lacking) > 0 || diff != "" {
		t.Errorf("lacking %q, %v (-written +read):\n%s", lacking, err, diff)
	}
	if r, err := parse([]string{"axios", "aa", "1", "3", "4", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "7", "0.5"}, []string{"release", "calls"}); err != nil ||
		r.release != 7 || r.x["calls"] != 0.5 || !r.buggy || r.size != 3 || r.fifth != 4 || r.kamei["ns"] != 1 || r.kamei["sexp"] != 14 {
		t.Errorf("%+v, %v", r, err)
	}
}
