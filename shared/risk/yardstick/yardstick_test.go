package yardstick_test

import (
	stdcmp "cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// entry is the n-th merged change of a repository, with log-odds n/100.
func entry(n int, author string) yardstick.Entry {
	x := float64(n) / 100
	return yardstick.Entry{
		Subject: fmt.Sprintf("#%d", n), At: noon.Add(time.Duration(n) * time.Hour), LogOdds: x, LogOddsDiff: x - 1,
		Drivers: [4]float64{x, 0, 0, 0}, Author: author, Model: risk.Model,
	}
}

// window has the changes 1 to n, by ten authors in turn, told from the last to the first: none has standings.
func window(n int) *yardstick.Window {
	w := &yardstick.Window{}
	for i := n - 1; i >= 0; i-- {
		w.Add(entry(i+1, fmt.Sprint(i%10)))
	}
	return w
}

// assessed is a change with those log-odds.
func assessed(logOdds float64) risk.Assessment {
	a := risk.Assess(change.Facts{Source: change.Source{Files: 1, Additions: 10}, History: &change.History{}})
	a.LogOdds = logOdds
	return a
}

func TestPlace_ScaleByTheNumberOfKnownChanges(t *testing.T) {
	t.Parallel()
	fitted := risk.FittedPercentile(-1, false)
	moved := risk.FittedPercentile(-1+risk.FittedMedian(false)-0.08, false)
	for n, want := range map[int]struct {
		with  risk.Basis
		score float64
	}{
		0: {risk.Fitted, fitted}, 14: {risk.Fitted, fitted}, 15: {risk.Moved, moved}, 59: {risk.Moved, 0}, 60: {risk.Own, 0}, 300: {risk.Own, 0},
	} {
		got := window(n).Scale(risk.Model, "").Place(assessed(-1))
		if got.Compared.With != want.with || got.Compared.Changes != n || want.score > 0 && math.Abs(got.Score-want.score) > 0.051 {
			t.Errorf("%d changes: score %v by %+v, want %v by %s", n, got.Score, got.Compared, want.score, want.with)
		}
	}
}

func TestPlace_LevelsEndAtThePercentiles(t *testing.T) {
	t.Parallel()
	scale := window(300).Scale(risk.Model, "")
	for below, want := range map[int]change.Level{
		0: change.Low, 150: change.Low, 151: change.Medium, 240: change.Medium, 241: change.High, 286: change.High, 287: change.Critical, 300: change.Critical,
	} {
		got := scale.Place(assessed(float64(below)/100 + 0.005))
		if got.Level != want {
			t.Errorf("above %d of 300 changes: %s (score %v), want %s", below, got.Level, got.Score, want)
		}
		if got.Score >= 100 {
			t.Errorf("above %d of 300 changes: score %v says that nothing riskier can come", below, got.Score)
		}
	}
}

func TestPlace_PointsAndDriversFollowTheScore(t *testing.T) {
	t.Parallel()
	facts := change.Measure([]diff.Patch{{Path: "a.go", Text: "@@ -1,2 +1,2 @@\n-return old(x)\n+if err := run(ctx, load(x)); err != nil {\n x"}})
	facts.History = &change.History{FileChanges: 3, Commits: 10}
	a := risk.Assess(facts)
	placed := window(100).Scale(risk.Model, "").Place(a)
	sum, drivers := 0.0, 0.0
	for _, s := range placed.Signals {
		sum += s.Points
	}
	for _, d := range placed.Drivers {
		drivers += d.Points
	}
	if math.Abs(sum-placed.Score) > 0.01 || math.Abs(drivers-placed.Score) > 0.01 || placed.Score == a.Score {
		t.Errorf("score %v (fitted: %v), points add up to %v, drivers to %v", placed.Score, a.Score, sum, drivers)
	}
	if d := placed.Drivers[0]; d.Name != risk.NewLogic || d.Here != 99 {
		t.Errorf("more new logic than in all 100 changes: %+v, want at most 99%%", d)
	}
	for i, d := range placed.Drivers {
		if d.Share <= 0 {
			t.Errorf("driver %s has no share: %+v", risk.Drivers[i], d)
		}
	}
}

func TestPlace_WithoutHistoryComparesDiffs(t *testing.T) {
	t.Parallel()
	a := assessed(5)
	a.DiffOnly, a.LogOddsDiff = true, -0.495
	if got := window(100).Scale(risk.Model, "").Place(a); got.Score != 49.5 {
		t.Errorf("score %v, want 49.5: by the diffs 50 of 100 changes are below", got.Score)
	}
	w := window(100)
	for i := range 50 {
		w.Entries[i].DiffOnly = true
	}
	got := w.Scale(risk.Model, "").Place(assessed(9))
	if got.Compared != (risk.Compared{With: risk.Moved, Changes: 50}) {
		t.Errorf("compared %+v: changes without history say nothing of changes with one", got.Compared)
	}
}

func TestPlace_GuardHoldsTheLevelOnly(t *testing.T) {
	t.Parallel()
	a := assessed(0.005)
	a.Guarded = change.Critical
	if got := window(100).Scale(risk.Model, "").Place(a); got.Level != change.Critical || got.Score != 0 {
		t.Errorf("%s, score %v: want critical by the guard, score 0", got.Level, got.Score)
	}
}

func TestPlace_HealthyRepositoryHasNoCriticalChange(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		outcomes yardstick.Outcomes
		want     change.Level
	}{
		{yardstick.Outcomes{}, change.Critical},
		{yardstick.Outcomes{Faulty: 49, Top: 40, TopFaulty: 2}, change.Critical},
		{yardstick.Outcomes{Faulty: 50, Top: 40, TopFaulty: 10}, change.Critical},
		{yardstick.Outcomes{Faulty: 50, Top: 40, TopFaulty: 9}, change.High},
		{yardstick.Outcomes{Faulty: 50}, change.Critical},
	} {
		scale := window(100).Scale(risk.Model, "")
		scale.Outcomes = test.outcomes
		if got := scale.Place(assessed(9)); got.Level != test.want || got.Compared.Healthy != (test.want == change.High) {
			t.Errorf("%+v: %s, %+v; want %s", test.outcomes, got.Level, got.Compared, test.want)
		}
		guarded := assessed(9)
		guarded.Guarded = change.Critical
		if got := scale.Place(guarded); got.Level != change.Critical {
			t.Errorf("%+v: a guard's critical reads %s", test.outcomes, got.Level)
		}
	}
}

// A change that is quiet among the fitted ones can be among the riskiest here: readers are to see first what counts most.
func TestPlace_LargestSignalsStayFirst(t *testing.T) {
	t.Parallel()
	a := risk.Assess(change.Facts{Source: change.Source{Files: 1, Additions: 1}, History: &change.History{FileFixes: 0.1, FileChanges: 0.02, Authored: 1, Commits: 90}})
	w := &yardstick.Window{}
	for i := range 100 {
		e := entry(i, fmt.Sprint(i%10))
		e.LogOdds = -9
		w.Add(e)
	}
	placed := w.Scale(risk.Model, "").Place(a)
	if placed.Score < a.Score+50 {
		t.Fatalf("score %v here, %v among the fitted changes", placed.Score, a.Score)
	}
	if !slices.IsSortedFunc(placed.Signals, func(x, y risk.Signal) int { return stdcmp.Compare(y.Points, x.Points) }) {
		t.Errorf("the largest points are not first: %+v", placed.Signals)
	}
}

func TestScale_LeavesOutWhatCannotBeCompared(t *testing.T) {
	t.Parallel()
	w := window(100)
	for i := range 30 {
		w.Entries[i].Model = "earlier"
	}
	scale := w.Scale(risk.Model, "#100")
	if len(scale.Diff) != 69 {
		t.Errorf("%d changes on the scale, want 69: 30 are of another model and one is the change itself", len(scale.Diff))
	}
	if a := assessed(1); !cmp.Equal(w.Scale("later", "").Place(a), a) {
		t.Error("a scale of another model changed the score")
	}
	docs := risk.Assess(change.Measure([]diff.Patch{{Path: "README.md", Additions: 5}}))
	if !cmp.Equal(scale.Place(docs), docs) {
		t.Error("a change without production lines was placed")
	}
}

func TestScale_NobodySetsItAlone(t *testing.T) {
	t.Parallel()
	count := func(authors ...int) int {
		w, n := &yardstick.Window{}, 0
		for author, changes := range authors {
			for range changes {
				n++
				w.Entries = append(w.Entries, entry(n, fmt.Sprint(author)))
			}
		}
		return len(w.Scale(risk.Model, "").Diff)
	}
	for _, test := range []struct {
		authors []int
		want    int
	}{
		{[]int{200, 100}, 300},           // two people: nobody to be outvoted
		{[]int{200, 50, 50}, 75 + 100},   // a quarter of the window
		{[]int{80, 20, 10, 10}, 30 + 40}, // a quarter of what there is
		{[]int{80, 10, 10}, 60},          // as much as a scale of its own takes
		{[]int{30, 1, 1}, 32},            // few changes are better than none
		{[]int{20, 20, 20, 20}, 80},      // nobody is beyond a quarter
		{[]int{76, 75, 75, 74}, 299},     // one change too many
	} {
		if got := count(test.authors...); got != test.want {
			t.Errorf("%v changes by author: %d on the scale, want %d", test.authors, got, test.want)
		}
	}
}

func TestScale_KeepsTheNewestOfAnAuthor(t *testing.T) {
	t.Parallel()
	w := &yardstick.Window{}
	for n := range 300 {
		w.Add(entry(n+1, []string{"most", "most", "one", "most", "other"}[n%5]))
	}
	scale := w.Scale(risk.Model, "")
	if got := len(scale.Diff); got != 75+120 || scale.History[0] != 0.03 {
		t.Errorf("%d changes from %v: want 195 from 0.03, the first of the two others", got, scale.History[0])
	}
}

func TestAdd_KeepsTheLastChangesInOrder(t *testing.T) {
	t.Parallel()
	w := &yardstick.Window{}
	for _, n := range []int{3, 1, 2, 3} { // late and repeated deliveries
		w.Add(entry(n, "a"))
	}
	var got []string
	for _, e := range w.Entries {
		got = append(got, e.Subject)
	}
	if diff := cmp.Diff([]string{"#1", "#2", "#3"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w = window(300)
	w.Add(entry(301, "a"))
	if len(w.Entries) != 300 || w.Entries[0].Subject != "#2" {
		t.Errorf("%d entries from %s, want 300 from #2", len(w.Entries), w.Entries[0].Subject)
	}
}

func TestAdd_FullWindowLosesAnotherModelThenAFlood(t *testing.T) {
	t.Parallel()
	w := window(300)
	w.Entries[7].Model = "earlier"
	w.Add(entry(301, "0"))
	if w.Entries[7].Subject != "#9" {
		t.Errorf("entry 8 is %s: the change of another model should be gone", w.Entries[7].Subject)
	}
	flood := window(300)
	for n := 301; n <= 1000; n++ {
		flood.Add(entry(n, "flood"))
	}
	counts := map[string]int{}
	for _, e := range flood.Entries {
		counts[e.Author]++
	}
	if counts["flood"] != 75 || len(flood.Entries) != 300 {
		t.Errorf("%d of %d entries are of the author of 700 changes in a row, want 75", counts["flood"], len(flood.Entries))
	}
}

func TestEntryOf_NeedsAScore(t *testing.T) {
	t.Parallel()
	a := risk.Assess(change.Facts{Source: change.Source{Files: 1, Additions: 10}})
	e, ok := yardstick.EntryOf(a, "#7", "ab", noon.Add(time.Millisecond))
	if !ok || e.Subject != "#7" || !e.At.Equal(noon) || e.Author != "ab" || !e.DiffOnly || e.Model != risk.Model {
		t.Errorf("%+v, %v", e, ok)
	}
	if math.Abs(e.LogOddsDiff-a.LogOddsDiff) > 0.0006 || math.Abs(e.Drivers[0]-a.Drivers[0].Share) > 0.0006 || e.Drivers[0] == 0 {
		t.Errorf("%+v of %+v", e, a)
	}
	for name, a := range map[string]risk.Assessment{
		"documentation":      risk.Assess(change.Measure([]diff.Patch{{Path: "README.md", Additions: 5}})),
		"an earlier version": {Score: 50, Level: change.Medium},
	} {
		if _, ok := yardstick.EntryOf(a, "#7", "ab", noon); ok {
			t.Errorf("%s became part of the scale", name)
		}
	}
}

func TestDigest_DiffersByRepository(t *testing.T) {
	t.Parallel()
	a, b := yardstick.Digest("1", "octocat"), yardstick.Digest("2", "octocat")
	if a == b || len(a) != 8 || a != yardstick.Digest("1", "octocat") || strings.Contains(a, "octo") {
		t.Errorf("digests %s and %s", a, b)
	}
}

func TestScale_SurvivesStorage(t *testing.T) {
	t.Parallel()
	scale := window(87).Scale(risk.Model, "")
	packed, err := json.Marshal(scale)
	if err != nil {
		t.Fatal(err)
	}
	var stored yardstick.Scale
	if err := json.Unmarshal(packed, &stored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(scale.Place(assessed(0.3)), stored.Place(assessed(0.3))); diff != "" {
		t.Errorf("a re-run has another score (-first +again):\n%s", diff)
	}
}
