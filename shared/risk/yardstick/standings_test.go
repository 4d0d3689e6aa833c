package yardstick_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

// landing is the n-th change that landed, with log-odds of its own.
func landing(n int, author string, logOdds float64) yardstick.Entry {
	e := entry(n, author)
	e.LogOdds, e.LogOddsDiff = logOdds, logOdds
	return e
}

// levels counts the levels of changes by the scale of those before them, in percent of the ones after the first 120.
func levels(landed func(n int) yardstick.Entry) (critical, high float64) {
	w, judged := &yardstick.Window{}, 0.0
	for n := range 1500 {
		e := landed(n)
		placed := w.Scale(risk.Model, e.Subject).Place(assessed(e.LogOdds))
		w.Add(e)
		if n < 120 {
			continue
		}
		judged++
		switch placed.Level {
		case change.Critical:
			critical++
			high++
		case change.High:
			high++
		}
	}
	return 100 * critical / judged, 100 * high / judged
}

// A repository must not burn because its changes grow or because one person makes most of them.
func TestStandings_KeepAlarmsRareWhereTheScaleIsOff(t *testing.T) {
	t.Parallel()
	type source func() float64 // of normally distributed numbers
	for name, landed := range map[string]func(random source, n int) yardstick.Entry{
		"alike": func(random source, n int) yardstick.Entry { return landing(n, fmt.Sprint(n%9), random()) },
		"changes grow": func(random source, n int) yardstick.Entry {
			return landing(n, fmt.Sprint(n%9), random()+float64(n)/250)
		},
		"one author makes most, and larger ones": func(random source, n int) yardstick.Entry {
			if n%5 > 0 {
				return landing(n, "most", random()+0.8)
			}
			return landing(n, fmt.Sprint(n%9), random())
		},
	} {
		var critical, high float64
		const repositories = 3
		for seed := range uint64(repositories) {
			random := rand.New(rand.NewPCG(16, seed))
			c, h := levels(func(n int) yardstick.Entry { return landed(random.NormFloat64, n) })
			critical, high = critical+c/repositories, high+h/repositories
		}
		if critical < 3 || critical > 7 || high < 14 || high > 24 {
			t.Errorf("%s: %.1f%% critical and %.1f%% high or worse; want about 5%% and 20%%", name, critical, high)
		}
	}
}

// A flood of changes must neither hide a risky change nor make other people's changes look risky.
func TestStandings_FloodsMoveLittle(t *testing.T) {
	t.Parallel()
	for name, flood := range map[string]float64{"risky": 50, "small": -50} { // log-odds of 400 changes in a row
		w := &yardstick.Window{}
		for n := range 300 {
			w.Add(landing(n, fmt.Sprint(n%9), float64(n*191%300)/100))
		}
		for n := range 400 {
			w.Add(landing(300+n, "flood", flood))
		}
		scale := w.Scale(risk.Model, "")
		bare := scale
		bare.Standings = yardstick.Standings{}
		for _, logOdds := range []float64{0.3, 1.5, 2.5, 2.9, 60} {
			got, by := scale.Place(assessed(logOdds)).Score, bare.Place(assessed(logOdds)).Score
			if flood < 0 && got != by || got > by || got < 2*by-100-0.1 {
				t.Errorf("after a flood of %s changes, one at %v has score %v, %v without standings: at most twice as many may read as riskier", name, logOdds, got, by)
			}
		}
	}
}

func TestStandings_CountWhatLandsOnce(t *testing.T) {
	t.Parallel()
	w := window(100)
	want := len(w.Standings.History)
	if w.Scale(risk.Model, "#101"); len(w.Standings.History) != want {
		t.Error("a change that was only compared has a standing")
	}
	w.Add(entry(101, "1"))
	w.Add(entry(101, "1"))    // told again
	w.Add(entry(50, "other")) // measured again
	late := entry(30, "1")
	late.Subject = "late"
	w.Add(late)
	if got := w.Standings; len(got.History) != want+1 || len(got.Diff) != want+1 || got.History[want] != 99 {
		t.Errorf("standings %+v, want one: 99, above 100 changes", got)
	}
	withoutHistory := entry(102, "1")
	withoutHistory.DiffOnly = true
	w.Add(withoutHistory)
	if len(w.Standings.History) != want+1 || len(w.Standings.Diff) != want+2 {
		t.Errorf("a change without history stands by its diff alone: %+v", w.Standings)
	}
	for n := 103; n < 500; n++ {
		w.Add(entry(n, fmt.Sprint(n%9)))
	}
	if n := len(w.Standings.History); n != 300 {
		t.Errorf("%d standings, want the last 300", n)
	}
	later := entry(500, "1")
	later.Model = "later"
	if w.Add(later); len(w.Standings.History) != 0 || len(w.Scale(risk.Model, "").Standings.History) != 0 {
		t.Errorf("%+v: another model's standings say nothing", w.Standings)
	}
}

// A re-run of a head must have the head's first score, whatever landed since.
func TestStandings_OfAScaleStay(t *testing.T) {
	t.Parallel()
	w, random := &yardstick.Window{}, rand.New(rand.NewPCG(1, 2))
	for n := range 290 {
		w.Add(landing(n, fmt.Sprint(n%9), random.NormFloat64()))
	}
	scale := w.Scale(risk.Model, "#999")
	packed, err := json.Marshal(scale)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 600 {
		w.Add(landing(290+n, fmt.Sprint(n%9), 9))
	}
	var stored yardstick.Scale
	if err := json.Unmarshal(packed, &stored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stored, scale); diff != "" {
		t.Errorf("what landed later changed a scale (-stored +now):\n%s", diff)
	}
	if len(scale.Standings.History) != 230 || len(scale.Standings.Diff) != 230 {
		t.Errorf("%d and %d standings, want those of the 230 changes after the first 60", len(scale.Standings.History), len(scale.Standings.Diff))
	}
}

func TestStandings_CountFromAsManyAsAScale(t *testing.T) {
	t.Parallel()
	scale := window(300).Scale(risk.Model, "")
	want := scale.Place(assessed(2.9)).Score
	for n, settled := range map[int]bool{59: false, 60: true} {
		scale.Standings.History = nil
		for range n {
			scale.Standings.History = append(scale.Standings.History, 99)
		}
		if got := scale.Place(assessed(2.9)).Score; got < want != settled {
			t.Errorf("%d standings above: score %v, %v without", n, got, want)
		}
	}
}

// GitHub delivers a merge twice: the oldest change of a window, too, is one change.
func TestStandings_AnOldestChangeToldAgainIsTheSame(t *testing.T) {
	t.Parallel()
	w := &yardstick.Window{}
	for n := range 61 {
		e := entry(n, fmt.Sprint(n%9))
		e.At = noon
		w.Add(e)
	}
	again := entry(0, "0")
	again.At = noon
	if w.Add(again); len(w.Entries) != 61 || len(w.Standings.History) != 1 {
		t.Errorf("%d entries and %d standings, want 61 and 1", len(w.Entries), len(w.Standings.History))
	}
}
