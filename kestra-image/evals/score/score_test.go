package score_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/kestra-image/evals/score"
)

func place(path string, first, last int, categories ...string) score.Place {
	return score.Place{Path: path, First: first, Last: last, Categories: categories}
}

func finding(path string, first, last int, category string) score.Finding {
	return score.Finding{Path: path, First: first, Last: last, Category: category}
}

// A wrong match would count a false alarm as a find, or a find as noise.
func TestCompare_MatchesByFileAndLines(t *testing.T) {
	t.Parallel()
	defect := place("a.go", 10, 12, "security", "correctness")
	one := func(f ...score.Finding) []score.Finding { return f }
	only := []score.Place{defect}
	two := []score.Place{place("a.go", 1, 1), place("a.go", 4, 4)}
	for name, c := range map[string]struct {
		defects []score.Place
		shown   []score.Finding
		want    score.Match
	}{
		"on its lines":        {only, one(finding("a.go", 12, 20, "security")), score.Match{Found: []bool{true}, OnLine: 1, Named: score.Share{Of: 1, All: 1}}},
		"its second category": {only, one(finding("a.go", 10, 10, "correctness")), score.Match{Found: []bool{true}, OnLine: 1, Named: score.Share{Of: 1, All: 1}}},
		"another category":    {only, one(finding("a.go", 10, 10, "docs")), score.Match{Found: []bool{true}, OnLine: 1, Named: score.Share{All: 1}}},
		"of no category":      {[]score.Place{place("a.go", 10, 12)}, one(finding("a.go", 10, 10, "docs")), score.Match{Found: []bool{true}, OnLine: 1}},
		"three lines above":   {only, one(finding("a.go", 6, 7, "docs")), score.Match{Found: []bool{true}, Named: score.Share{All: 1}}},
		"three lines below":   {only, one(finding("a.go", 15, 15, "docs")), score.Match{Found: []bool{true}, Named: score.Share{All: 1}}},
		"four lines below":    {only, one(finding("a.go", 16, 16, "docs")), score.Match{Found: []bool{false}, Noise: 1}},
		"four lines above":    {only, one(finding("a.go", 6, 6, "docs")), score.Match{Found: []bool{false}, Noise: 1}},
		"in another file":     {only, one(finding("b.go", 10, 12, "security")), score.Match{Found: []bool{false}, Noise: 1}},
		"of a clean change":   {nil, one(finding("a.go", 1, 1, "docs")), score.Match{Found: []bool{}, Noise: 1}},
		"nothing shown":       {only, nil, score.Match{Found: []bool{false}}},
		"said twice": {only, one(finding("a.go", 10, 10, "docs"), finding("a.go", 11, 11, "security")),
			score.Match{Found: []bool{true}, OnLine: 1, Named: score.Share{All: 1}, Noise: 1}},
		"the nearer of two": {two, one(finding("a.go", 3, 3, "")), score.Match{Found: []bool{false, true}}},
		"the other of two":  {two, one(finding("a.go", 4, 4, ""), finding("a.go", 4, 4, "")), score.Match{Found: []bool{true, true}, OnLine: 1}},
		"the first of as near": {[]score.Place{place("a.go", 1, 1), place("a.go", 3, 3)}, one(finding("a.go", 2, 2, "")),
			score.Match{Found: []bool{true, false}}},
	} {
		if diff := cmp.Diff(c.want, score.Compare(c.defects, c.shown)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Wilson's bounds are the shares p from which the observed one is 1.96 of their own standard errors away.
func TestShare_HasWilsonsInterval(t *testing.T) {
	t.Parallel()
	for _, s := range []score.Share{{Of: 0, All: 10}, {Of: 10, All: 10}, {Of: 33, All: 40}, {Of: 1, All: 3}, {Of: 20, All: 40}} {
		observed := float64(s.Of) / float64(s.All)
		low, high := s.Interval()
		for _, p := range []float64{low, high} {
			if away := math.Abs(observed-p) / math.Sqrt(p*(1-p)/float64(s.All)); p > 1e-12 && p < 1-1e-12 && math.Abs(away-1.959964) > 1e-5 {
				t.Errorf("%+v: the bound %f is %f standard errors away", s, p, away)
			}
		}
		if (s.Of == 0) != (low < 1e-12) || (s.Of == s.All) != (high > 1-1e-12) || low > observed || high < observed {
			t.Errorf("%+v: from %f to %f", s, low, high)
		}
	}
	if low, high := (score.Share{}).Interval(); low != 0 || high != 1 {
		t.Errorf("of nothing: from %f to %f", low, high)
	}
}

func TestMean_HasABootstrappedInterval(t *testing.T) {
	t.Parallel()
	mean, low, high := score.Mean{2, 2, 2}.Interval()
	if mean != 2 || low != 2 || high != 2 {
		t.Errorf("of the same values: %f from %f to %f", mean, low, high)
	}
	values := make(score.Mean, 100)
	for i := range values {
		values[i] = float64(i % 10) // mean 4.5, standard deviation 2.87: the normal interval is 3.94 to 5.06
	}
	mean, low, high = values.Interval()
	if mean != 4.5 || math.Abs(low-3.94) > 0.12 || math.Abs(high-5.06) > 0.12 {
		t.Errorf("%f from %f to %f, want 4.5 from about 3.94 to 5.06", mean, low, high)
	}
	if _, again, _ := values.Interval(); again != low {
		t.Errorf("the same values gave %f and %f: two runs of an evaluation would differ", low, again)
	}
}

func int64s(n int64) *int64 { return &n }

// reviewed are a change whose defect is found, one whose is not, and two clean ones of which one has a false alarm.
func reviewed() []score.Reviewed {
	defects := []score.Place{place("a.go", 10, 10, "security")}
	cost := 0.02
	return []score.Reviewed{
		{Name: "a", Group: "go", Defects: defects, Shown: []score.Finding{finding("a.go", 10, 10, "security"), finding("a.go", 90, 90, "docs")},
			InputTokens: int64s(1000), OutputTokens: int64s(200), CostUSD: &cost},
		{Name: "b", Group: "java", Defects: defects, InputTokens: int64s(3000), OutputTokens: int64s(400)},
		{Name: "c", Group: "go", InputTokens: int64s(10)},
		{Name: "d", Group: "java", Shown: []score.Finding{finding("a.go", 10, 10, "docs")}},
	}
}

func TestTally_CountsWhatWasShown(t *testing.T) {
	t.Parallel()
	var got score.Tally
	for _, r := range reviewed() {
		got.Add(r)
	}
	want := score.Tally{
		Changes: 4, Precision: score.Share{Of: 1, All: 3}, Recall: score.Share{Of: 1, All: 2}, Lines: score.Share{Of: 1, All: 1},
		Category: score.Share{Of: 1, All: 1}, Quiet: score.Share{Of: 1, All: 2}, Noise: score.Mean{1, 0, 0, 1},
		Input: score.Mean{1000, 3000}, Output: score.Mean{200, 400}, CostUSD: score.Mean{0.02},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An experts' remark that is no defect need not be found, and naming it is no noise.
func TestTally_AsksForNoOptionalPlace(t *testing.T) {
	t.Parallel()
	optional := place("a.go", 10, 10)
	optional.Optional = true
	var got score.Tally
	got.Add(score.Reviewed{Defects: []score.Place{optional, place("a.go", 50, 50, "api")}, Shown: []score.Finding{finding("a.go", 10, 10, "docs")}})
	want := score.Tally{
		Changes: 1, Precision: score.Share{Of: 1, All: 1}, Recall: score.Share{All: 1}, Lines: score.Share{Of: 1, All: 1}, Noise: score.Mean{0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	was := []score.Reviewed{{Name: "a", Defects: []score.Place{optional}, Shown: []score.Finding{finding("a.go", 10, 10, "docs")}}}
	if d, _ := score.Compared(was, []score.Reviewed{{Name: "a", Defects: []score.Place{optional}}}); d.Compared != 0 {
		t.Errorf("compared %+v", d)
	}
}

func TestPrint_HasARowForEachGroup(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := score.Print(&out, reviewed()); err != nil {
		t.Fatal(err)
	}
	want := `      changes  precision            recall               right line            right category        clean ones left alone  noise a change
go    2        1 of 2, 50% (9-91)   1 of 1, 100% (21-100)  1 of 1, 100% (21-100)  1 of 1, 100% (21-100)  1 of 1, 100% (21-100)  0.50 (0.00-1.00)
java  2        0 of 1, 0% (0-79)    0 of 1, 0% (0-79)      -                      -                      0 of 1, 0% (0-79)      0.50 (0.00-1.00)
all   4        1 of 3, 33% (6-79)   1 of 2, 50% (9-91)     1 of 1, 100% (21-100)  1 of 1, 100% (21-100)  1 of 2, 50% (9-91)     0.50 (0.00-1.00)

Cost a change: 2000 (1000-3000) input tokens, 300 (200-400) output tokens, 0.0200 (0.0200-0.0200) USD.
`
	if diff := cmp.Diff(fields(want), fields(out.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// fields makes texts equal that differ in the width of columns only.
func fields(text string) (lines [][]string) {
	for line := range bytes.Lines([]byte(text)) {
		var words []string
		for word := range bytes.FieldsSeq(line) {
			words = append(words, string(word))
		}
		lines = append(lines, words)
	}
	return lines
}

func TestPrint_SaysWhatCostIsNotKnown(t *testing.T) {
	t.Parallel()
	for want, r := range map[string]score.Reviewed{
		"Cost a change: the endpoint tells no tokens.\n": {Group: "go"},
		"Cost a change: 7 (7-7) input tokens, 5 (5-5) output tokens; unpriced: set MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT, USD per million tokens.\n": {
			Group: "go", InputTokens: int64s(7), OutputTokens: int64s(5),
		},
	} {
		var out bytes.Buffer
		if err := score.Print(&out, []score.Reviewed{r}); err != nil || !bytes.HasSuffix(out.Bytes(), []byte(want)) {
			t.Errorf("%v: %q, want the end %q", err, out.String(), want)
		}
	}
}

// runOf returns a run over n changes, named 0 to n-1, in which those from `from` on are right; even ones have a defect, odd ones are clean.
func runOf(n int, right func(i int) bool, clean bool) (all []score.Reviewed) {
	for i := range n {
		r := score.Reviewed{Name: string(rune('A' + i))}
		hit := finding("a.go", 1, 1, "docs")
		if !clean {
			r.Defects = []score.Place{place("a.go", 1, 1)}
		}
		if right(i) != clean {
			r.Shown = []score.Finding{hit}
		}
		all = append(all, r)
	}
	return all
}

// A live run must fail on 6 of 40, and not on what chance does.
func TestCompared_FailsOnADropOfSix(t *testing.T) {
	t.Parallel()
	all := func(int) bool { return true }
	for _, c := range []struct {
		n, lost, gained int
		want            bool
	}{{40, 5, 0, false}, {40, 6, 0, true}, {40, 7, 2, false}, {40, 8, 2, true}, {40, 0, 6, false}, {10, 6, 0, true}, {10, 5, 0, false}, {80, 11, 0, false}, {80, 12, 0, true}, {41, 6, 0, false}} {
		for _, clean := range []bool{false, true} {
			before := runOf(c.n, func(i int) bool { return i < c.n-c.gained }, clean)
			now := runOf(c.n, func(i int) bool { return i >= c.lost }, clean)
			defects, cleanOnes := score.Compared(before, now)
			got := defects
			if clean {
				got = cleanOnes
			}
			if got.Failed() != c.want || len(got.Lost) != c.lost || len(got.Gained) != c.gained || got.Compared != c.n {
				t.Errorf("clean %t, %+v: compared %d, lost %v, gained %v, failed %t", clean, c, got.Compared, got.Lost, got.Gained, got.Failed())
			}
		}
	}
	if d, _ := score.Compared(nil, runOf(40, all, false)); d.Compared != 0 || d.Failed() {
		t.Errorf("without a baseline: %+v", d)
	}
}
