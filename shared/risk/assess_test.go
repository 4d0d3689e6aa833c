package risk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestAssess_NoProductionLinesNoScore(t *testing.T) {
	t.Parallel()
	for name, patches := range map[string][]diff.Patch{
		"empty":       nil,
		"docs":        {{Path: "README.md", Additions: 500}},
		"tests":       {{Path: "a_test.go", Additions: 500}},
		"pure rename": {{Path: "b.go", PreviousPath: "a.go", Status: diff.Renamed}},
		"lock file":   {{Path: "go.sum", Additions: 5000, Deletions: 5000}},
	} {
		risk := Assess(change.Measure(patches))
		if risk.Score != 0 || risk.Probability != 0 || risk.Level != change.Low || len(risk.Signals) != 9 {
			t.Errorf("%s: %+v", name, risk)
		}
	}
}

func TestAssess_ScoresUsualChanges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		added, deleted, files int
		score, probability    float64
		level                 change.Level
	}{
		{1, 1, 1, 17.5, 0.065, change.Low},
		{10, 2, 1, 55.1, 0.177, change.Medium},
		{50, 10, 3, 84.9, 0.431, change.High},
		{200, 50, 5, 96.4, 0.719, change.Critical},
		{20000, 0, 200, 99.5, 0.970, change.Critical},
	}
	for _, test := range tests {
		each := func(lines int, amount float64) int { return int(math.Round(float64(lines) * amount)) } // means of the fitted commits
		risk := Assess(change.Facts{
			Source: change.Source{Files: test.files, Additions: test.added, Deletions: test.deleted, Entropy: math.Log2(float64(test.files))},
			Code: change.Code{
				ReadAdditions: test.added, ReadDeletions: test.deleted, DeletedNesting: each(test.deleted, 2.1898), NewWords: each(test.added, 1.9898),
				Calls: each(test.added, 0.2792), Conditions: each(test.added, 0.072), Nesting: each(test.added, 1.5731), Longest: 43, Comments: each(test.added, 0.1426),
			},
		})
		if risk.Score != test.score || math.Abs(risk.Probability-test.probability) > 0.0006 || risk.Level != test.level {
			t.Errorf("+%d -%d in %d files: score %v (%s), probability %v; want %v (%s), %v", test.added, test.deleted, test.files,
				risk.Score, risk.Level, risk.Probability, test.score, test.level, test.probability)
		}
	}
}

func TestLevel_EndsWhereDocumented(t *testing.T) {
	t.Parallel()
	for score, want := range map[float64]change.Level{0: change.Low, 50: change.Low, 50.1: change.Medium, 80: change.Medium, 80.1: change.High, 95: change.High, 95.1: change.Critical, 100: change.Critical} {
		if got := LevelOf(score); got != want {
			t.Errorf("a change with score %v is %s, want %s", score, got, want)
		}
	}
	for score, want := range map[float64]change.Level{30: change.Low, 30.1: change.Medium, 60: change.Medium, 60.1: change.High, 85: change.High, 85.1: change.Critical} {
		if got := releaseLevel(score); got != want {
			t.Errorf("a release with score %v is %s, want %s: limits of gates were set by it", score, got, want)
		}
	}
}

func TestSignals_HaveReasons(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{{Path: "a_test.go", Additions: 38}, {Path: "README.md", Additions: 500}}
	for i := range 9 {
		patches = append(patches, diff.Patch{Path: fmt.Sprintf("p%d/a.go", i), Additions: 45 + i%3, Deletions: i})
	}
	want := []string{
		"lines of new code, each counted by its depth: 1,331",
		"1,251 new names and keywords on new lines of production code",
		"266 calls on new lines of production code",
		"lines of deleted code, each counted by its depth: 151",
		"the longest new statement has 183 characters",
		"165 lines of comment added (often a sign of complex code)",
		"74 conditions on new lines of production code",
		"the title says nothing of a fix",
		"38 of 488 changed lines of code",
	}
	var got []string
	for _, s := range Assess(change.Measure(patches)).Signals {
		got = append(got, s.Reason)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// "Tests: none changed" beside new files in a folder of tests reads as a fault of the product.
// "0%" and "0.0" deny what was measured, and JSON's readers want no 17 digits.
func TestSignals_SmallFiguresAreNotZero(t *testing.T) {
	t.Parallel()
	h := &change.History{Commits: 13_210, Authored: 5, FileFixes: 0.0008, FileChanges: 0.04}
	f := change.Facts{Source: change.Source{Files: 1, Additions: 3}, History: h}
	want := map[string]Signal{
		"author_share": {Value: 0.000378, Reason: "the author's share of all commits: less than 1% (a pattern in the data, not a judgment)"},
		"file_fixes":   {Value: 0.0008, Reason: "none of its files saw a fix lately"},
		"file_changes": {Value: 0.04, Reason: "none of its files was changed lately"},
	}
	if none := shareReason(0); none != "the author's share of all commits: 0% (a pattern in the data, not a judgment)" {
		t.Errorf("of an author without a commit: %s", none)
	}
	for _, s := range Assess(f).Signals {
		if w, ok := want[s.Name]; ok && (s.Value != w.Value || s.Reason != w.Reason) {
			t.Errorf("%s: %v, %q; want %v, %q", s.Name, s.Value, s.Reason, w.Value, w.Reason)
		}
	}
}

func TestSignals_SayWhyFilesAmongTestsAreNoTests(t *testing.T) {
	t.Parallel()
	file := func(path string) diff.Patch {
		return diff.Patch{Path: path, Status: diff.Added, Text: "@@ -0,0 +1 @@\n+x = 1\n"}
	}
	for want, patches := range map[string][]diff.Patch{
		"none changed": {file("a.py")},
		"none changed; 1 new file in a folder of tests counts as production code, because nothing in it says that it is a test":                      {file("a.py"), file("tests/data/b.py")},
		"38 of 40 changed lines of code; 2 new files in folders of tests count as production code, because nothing in them says that they are tests": {file("tests/a.py"), file("tests/b.py"), {Path: "tests/test_c.py", Additions: 38}},
	} {
		for _, s := range Assess(change.Measure(patches)).Signals {
			if s.Name == "tests" && s.Reason != want {
				t.Errorf("%q, want %q", s.Reason, want)
			}
		}
	}
}

func TestSignals_PointsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		files := 1 + random.IntN(50)
		facts := change.Facts{Source: change.Source{Files: files, Additions: magnitude(random), Deletions: magnitude(random), Entropy: random.Float64() * math.Log2(float64(files))}}
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

func TestAssess_FurtherFileNeverLowersTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	names := []string{"f%d.go", "a/f%d.py", "b/c/f%d_test.go", "docs/f%d.md", "infra/f%d.tf", "go%d.sum", "conf/f%d.yaml", "f%d.png"}
	for range 3000 {
		var patches []diff.Patch
		before := Assessment{}
		for i := range 1 + random.IntN(12) {
			patches = append(patches, diff.Patch{
				Path:      fmt.Sprintf(names[random.IntN(len(names))], i),
				Additions: magnitude(random), Deletions: magnitude(random),
			})
			after := Assess(change.Measure(patches))
			if after.Score < before.Score || after.Probability < before.Probability {
				t.Fatalf("%+v lowers %v to %v among %+v", patches[i], before, after, patches[:i])
			}
			before = after
		}
	}
}

// magnitude is a count of lines, each size as likely as any other, now and then none.
func magnitude(random *rand.Rand) int { return int(math.Exp(random.Float64()*14)) - 1 }

func TestAssess_ImpossibleFactsHaveAScore(t *testing.T) {
	t.Parallel()
	for _, s := range []change.Source{
		{Additions: -5, Deletions: -7}, {Additions: 10, Entropy: -3}, {Additions: math.MaxInt32, Entropy: 1e300},
	} {
		if risk := Assess(change.Facts{Source: s}); !(risk.Score >= 0 && risk.Score <= 100) || !(risk.Probability >= 0 && risk.Probability <= 1) {
			t.Errorf("%+v: %+v", s, risk)
		}
	}
}

func TestModel_PercentilesRise(t *testing.T) {
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
				t.Errorf("%s: more %s lowers the score", name, quantities[i].Name)
			}
		}
	}
}

// Nobody may hide code where GitHub shows no diff.
func TestAssess_HiddenLinesScoreAboveUsualOnes(t *testing.T) {
	t.Parallel()
	shown := change.Measure([]diff.Patch{{Path: "a.go", Text: "@@ -1,2 +1,6 @@\n-\tdrop(x)\n-\tx = nil\n+// a clamps.\n+func a(x int) int {\n+\tif x > limit {\n+\t\treturn clamp(x, limit)\n+\t}\n+\treturn x"}})
	hidden := change.Measure([]diff.Patch{{Path: "a.go", Additions: 6, Deletions: 2}})
	a, b := Assess(shown), Assess(hidden)
	if a.Score >= b.Score || b.Score > 80 {
		t.Errorf("shown %v, hidden %v", a.Score, b.Score)
	}
	for _, s := range b.Signals {
		if at := slices.IndexFunc(a.Signals, func(o Signal) bool { return o.Name == s.Name }); s.Name != "tests" && s.Value < a.Signals[at].Value {
			t.Errorf("%s: %v where it is shown, %v where it is hidden", s.Name, a.Signals[at].Value, s.Value)
		}
	}
}

func TestAssess_DenseCodeScoresAbovePlainLines(t *testing.T) {
	t.Parallel()
	plain := change.Measure([]diff.Patch{{Path: "a.go", Text: "@@ -0,0 +1,3 @@\n+// a\n+// b\n+var a = 1"}})
	dense := change.Measure([]diff.Patch{{Path: "a.go", Text: "@@ -0,0 +1,3 @@\n+\t\t\tif err := run(ctx, load(x)); err != nil {\n+\t\t\t\treturn retry(ctx, x)\n+\t\t\tsend(x, y)"}})
	if a, b := Assess(plain).Score, Assess(dense).Score; a >= b {
		t.Errorf("plain %v, dense %v", a, b)
	}
}

func BenchmarkAssess(b *testing.B) {
	facts := change.Measure([]diff.Patch{{Path: "a.go", Additions: 40}, {Path: "b.go", Additions: 4}})
	b.ReportAllocs()
	for b.Loop() {
		Assess(facts)
	}
}
