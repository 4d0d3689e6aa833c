package change

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAChangeWithoutProductionLinesHasNoScore(t *testing.T) {
	t.Parallel()
	for name, patches := range map[string][]Patch{
		"empty":       nil,
		"docs":        {{Path: "README.md", Additions: 500}},
		"tests":       {{Path: "a_test.go", Additions: 500}},
		"pure rename": {{Path: "b.go", PreviousPath: "a.go", Status: Renamed}},
		"lock file":   {{Path: "go.sum", Additions: 5000, Deletions: 5000}},
	} {
		risk := Assess(Measure(patches))
		if risk.Score != 0 || risk.Probability != 0 || risk.Level != Low || len(risk.Signals) != 9 {
			t.Errorf("%s: %+v", name, risk)
		}
	}
}

func TestScoresOfUsualChanges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		added, deleted, files int
		score, probability    float64
		level                 Level
	}{
		{1, 1, 1, 16.2, 0.063, Low},
		{10, 2, 1, 53.2, 0.167, Medium},
		{50, 10, 3, 83.9, 0.419, High},
		{200, 50, 5, 96.2, 0.712, Critical},
		{20000, 0, 200, 99.5, 0.967, Critical},
	}
	for _, test := range tests {
		risk := Assess(Facts{Source: Source{Files: test.files, Additions: test.added, Deletions: test.deleted, Entropy: math.Log2(float64(test.files))}})
		if risk.Score != test.score || math.Abs(risk.Probability-test.probability) > 0.0006 || risk.Level != test.level {
			t.Errorf("+%d -%d in %d files: score %v (%s), probability %v; want %v (%s), %v", test.added, test.deleted, test.files,
				risk.Score, risk.Level, risk.Probability, test.score, test.level, test.probability)
		}
	}
}

func TestLevelsEndWhereTheyAreSaidTo(t *testing.T) {
	t.Parallel()
	for score, want := range map[float64]Level{0: Low, 30: Low, 30.1: Medium, 60: Medium, 60.1: High, 85: High, 85.1: Critical, 100: Critical} {
		if got := levelOf(score); got != want {
			t.Errorf("%v is %s, want %s", score, got, want)
		}
	}
}

func TestSignalsSayWhatMadeTheScore(t *testing.T) {
	t.Parallel()
	patches := []Patch{{Path: "a_test.go", Additions: 38}}
	for i := range 9 {
		patches = append(patches, Patch{Path: fmt.Sprintf("p%d/a.go", i), Additions: 45 + i%3, Deletions: i})
	}
	want := []string{
		"1,588 columns of indentation on new lines: how many there are, and how deeply nested",
		"813 new names and keywords on new lines in files that run in production",
		"113 calls on new lines in files that run in production",
		"25 lines of code deleted in files that run in production",
		"the longest new line of code has 38 characters",
		"61 lines of comment added: what needs explaining is seldom simple",
		"30 conditions on new lines in files that run in production",
		"the title speaks of no repair",
		"38 of 488 changed lines (for information)",
	}
	var got []string
	for _, s := range Assess(Measure(patches)).Signals {
		got = append(got, s.Reason)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPointsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		files := 1 + random.IntN(50)
		facts := Facts{Source: Source{Files: files, Additions: magnitude(random), Deletions: magnitude(random), Entropy: random.Float64() * math.Log2(float64(files))}}
		risk := Assess(facts)
		sum := 0
		for _, s := range risk.Signals {
			sum += int(math.Round(s.Points * 10))
			if s.Points < 0 {
				t.Fatalf("%+v: %s takes points off", facts.Source, s.Name)
			}
		}
		if sum != int(math.Round(risk.Score*10)) || risk.Score < 0 || risk.Score > 100 || risk.Probability < 0 || risk.Probability > 1 {
			t.Fatalf("%+v: points add up to %v tenths in %+v", facts.Source, sum, risk)
		}
		if !slices.IsSortedFunc(risk.Signals, func(a, b Signal) int { return int(10 * (b.Points - a.Points)) }) {
			t.Fatalf("signals are not in the order of their points: %+v", risk.Signals)
		}
	}
}

func TestAFurtherFileNeverLowersTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	names := []string{"f%d.go", "a/f%d.py", "b/c/f%d_test.go", "docs/f%d.md", "infra/f%d.tf", "go%d.sum", "conf/f%d.yaml", "f%d.png"}
	for range 3000 {
		var patches []Patch
		before := Risk{}
		for i := range 1 + random.IntN(12) {
			patches = append(patches, Patch{
				Path:      fmt.Sprintf(names[random.IntN(len(names))], i),
				Additions: magnitude(random), Deletions: magnitude(random),
			})
			after := Assess(Measure(patches))
			if after.Score < before.Score || after.Probability < before.Probability {
				t.Fatalf("%+v lowers %v to %v among %+v", patches[i], before, after, patches[:i])
			}
			before = after
		}
	}
}

// magnitude is a count of lines, each size as likely as any other, now and then none.
func magnitude(random *rand.Rand) int { return int(math.Exp(random.Float64()*14)) - 1 }

func TestFactsThatMakeNoSenseStillHaveAScore(t *testing.T) {
	t.Parallel()
	for _, s := range []Source{
		{Additions: -5, Deletions: -7}, {Additions: 10, Entropy: -3}, {Additions: math.MaxInt32, Entropy: 1e300},
	} {
		if risk := Assess(Facts{Source: s}); !(risk.Score >= 0 && risk.Score <= 100) || !(risk.Probability >= 0 && risk.Probability <= 1) {
			t.Errorf("%+v: %+v", s, risk)
		}
	}
}

func TestPercentilesRise(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]model{"diff": fittedDiff, "history": fittedHistory} {
		if len(m.percentiles) != 101 || m.percentiles[0] != m.intercept {
			t.Fatalf("%s: %d percentiles from %v, want 101 from the intercept", name, len(m.percentiles), m.percentiles[0])
		}
		for i, p := range m.percentiles {
			if i > 0 && p <= m.percentiles[i-1] {
				t.Errorf("%s: percentile %d does not rise", name, i)
			}
			if got := percentile(m.percentiles, p); got != float64(i) {
				t.Errorf("%s: percentile(%v) = %v, want %d", name, p, got, i)
			}
		}
		if percentile(m.percentiles, -100) != 0 || percentile(m.percentiles, 100) != 100 {
			t.Errorf("%s: beyond the fitted changes a score leaves 0 to 100", name)
		}
		for i, w := range m.weights {
			if w < 0 {
				t.Errorf("%s: more %s lowers the score", name, signals[i].name)
			}
		}
	}
}

func TestADiffThatIsNotShownScoresAsItsLinesUsuallyDo(t *testing.T) {
	t.Parallel()
	shown := Measure([]Patch{{Path: "a.go", Text: "@@ -0,0 +1,4 @@\n+func a(x int) int {\n+\tif x > limit {\n+\t\treturn clamp(x, limit)\n+\t}"}})
	hidden := Measure([]Patch{{Path: "a.go", Additions: 4}})
	if a, b := Assess(shown).Score, Assess(hidden).Score; b == 0 || math.Abs(a-b) > 20 {
		t.Errorf("shown %v, hidden %v: too far apart", a, b)
	}
}

func TestDenseCodeScoresAbovePlainLinesOfTheSameSize(t *testing.T) {
	t.Parallel()
	plain := Measure([]Patch{{Path: "a.go", Text: "@@ -0,0 +1,3 @@\n+// a\n+// b\n+var a = 1"}})
	dense := Measure([]Patch{{Path: "a.go", Text: "@@ -0,0 +1,3 @@\n+\t\t\tif err := run(ctx, load(x)); err != nil {\n+\t\t\t\treturn retry(ctx, x)\n+\t\t\tsend(x, y)"}})
	if a, b := Assess(plain).Score, Assess(dense).Score; a >= b {
		t.Errorf("plain %v, dense %v", a, b)
	}
}

func TestHistoryIsScoredOnlyWhereItIsKnown(t *testing.T) {
	t.Parallel()
	facts := Measure([]Patch{{Path: "a.go", Additions: 20}})
	names := func(r Risk) (names []string) {
		for _, s := range r.Signals {
			names = append(names, s.Name)
		}
		return names
	}
	if unknown := names(Assess(facts)); slices.Contains(unknown, "file_fixes") {
		t.Errorf("history is scored though it is not known: %v", unknown)
	}
	facts.History = &History{Authored: 1, Commits: 100}
	calm := Assess(facts)
	facts.History = &History{FileFixes: 5, FileChanges: 9, Authored: 30, Commits: 100}
	stormy := Assess(facts)
	if !slices.Contains(names(stormy), "file_fixes") || stormy.Score <= calm.Score {
		t.Errorf("calm %v, stormy %v %v", calm.Score, stormy.Score, names(stormy))
	}
}

func TestTheFileWithTheMostFixesIsNamed(t *testing.T) {
	t.Parallel()
	text := "@@ -9,0 +10,2 @@\n+a\n+b\n@@ -20 +30,0 @@\n-c"
	patches := []Patch{{Path: "calm.go", Status: Modified, Text: text, Additions: 2, Deletions: 1}, {Path: "stormy.go", Status: Modified, Text: text, Additions: 2, Deletions: 1}}
	var past Past
	for range 3 {
		past.Learn(Commit{Title: "Fix crash", Patches: patches[1:]})
		past.Learn(Commit{Title: "Change", Patches: patches[:1]})
	}
	past.Learn(Commit{Title: "Change", Patches: patches[:1]})
	facts := Measure(patches)
	facts.History = past.History(Commit{Patches: patches})
	got := map[string][]Place{}
	for _, s := range Assess(facts).Signals {
		if s.Name == "file_fixes" || s.Name == "file_changes" {
			got[s.Name] = s.Evidence
		}
	}
	want := map[string][]Place{"file_fixes": {{"stormy.go", Range{10, 11}}}, "file_changes": {{"calm.go", Range{10, 11}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhoKnowsTheFilesIsSaidWithoutPoints(t *testing.T) {
	t.Parallel()
	a, b := Patch{Path: "a.go", Status: Modified, Additions: 2}, Patch{Path: "b.go", Status: Modified, Additions: 2}
	var past Past
	for _, author := range []string{"ann", "bob", "cat", "bob"} {
		past.Learn(Commit{Author: author, Patches: []Patch{a}})
	}
	past.Learn(Commit{Author: "ann", Patches: []Patch{b}})
	facts := Measure([]Patch{a, b})
	facts.History = past.History(Commit{Author: "bob", Patches: []Patch{a, b}})
	signals := Assess(facts).Signals
	want := Signal{Name: "file_authors", Value: 3, Reason: "the latest commits of its files are by up to 3 authors; its author made some of them in 1 of 2 files (for information)"}
	if got := signals[slices.IndexFunc(signals, func(s Signal) bool { return s.Name == want.Name })]; cmp.Diff(want, got) != "" {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
}

func BenchmarkAssess(b *testing.B) {
	facts := Measure([]Patch{{Path: "a.go", Additions: 40}, {Path: "b.go", Additions: 4}})
	b.ReportAllocs()
	for b.Loop() {
		Assess(facts)
	}
}
