package change

import (
	"encoding/json"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzMeasure(f *testing.F) {
	f.Add("a.go", "", "@@ -1,3 +1,4 @@\n x\n-y\n+z\n+z\n w", 2, 1)
	f.Add("é\xff \"q\"", "b\x00", "@@ -1 +1 @@\r\n-a\n\\ No newline at end of file\n+b", -1, 1<<62)
	f.Add("lib", "", "@@ -0,0 +1 @@\n+Subproject commit "+strings.Repeat("0", 40), 1, 0)
	f.Add("x", "", "@@ -0,0 +4294967295,4294967295 @@\n\\\n@@", 0, 0)
	f.Add("", "", "@@ -9,0 +10,2 @@\n+a\n+b\n@@ -1 +1 @@\n a\n", 2, 0)
	f.Fuzz(func(t *testing.T, path, previous, text string, additions, deletions int) {
		patch := Patch{Path: path, PreviousPath: previous, Status: Modified, Additions: additions, Deletions: deletions, Text: text}
		other := Patch{Path: "other.go", Additions: 3, Deletions: 1}
		facts := Measure([]Patch{patch, other})
		if diff := cmp.Diff(facts, Measure([]Patch{other, patch})); diff != "" {
			t.Errorf("the order given changes the facts:\n%s", diff)
		}
		for _, file := range facts.Files {
			if file.Additions < 0 || file.Deletions < 0 || len(file.Hunks) > MaxRanges {
				t.Errorf("%+v", file)
			}
			for i, r := range file.Hunks {
				if r.Start < 1 || r.End < r.Start || i > 0 && r.Start <= file.Hunks[i-1].End+1 {
					t.Errorf("ranges not apart or not in order: %v", file.Hunks)
				}
			}
		}
		if risk := Assess(facts); !(risk.Score >= Assess(Measure([]Patch{other})).Score && risk.Score <= 100) {
			t.Errorf("score %v", risk.Score)
		}
		plain, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		var back Facts
		if err := json.Unmarshal(plain, &back); err != nil || cmp.Diff(facts, back) != "" {
			t.Errorf("JSON changes the facts: %v\n%s", err, cmp.Diff(facts, back))
		}
	})
}

func FuzzParseDiff(f *testing.F) {
	f.Add("diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")
	f.Add("diff --git \"a/\\303\\251\" \"b/\\303\\251\"\nold mode 100644\nnew mode 100755\n")
	f.Add("diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\ndiff --git a/i b/i\nBinary files a/i and b/i differ\n")
	f.Add("diff --cc x\n@@@ -1 -1 +1 @@@\n")
	f.Add("diff --git a/x b/x\ndeleted file mode 1\n@@ -1 +0,0 @@\n-a\ndiff --git a/x b/x\nnew file mode 1\n@@ -0,0 +1 @@\n+a\n-- \n2")
	for _, log := range realLogs(f) {
		_, diff, _ := strings.Cut(log, "\n")
		f.Add(diff)
	}
	f.Fuzz(func(t *testing.T, diff string) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		patches, err := ParseDiff(diff)
		Measure(patches)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20+100*uint64(len(diff)) {
			t.Errorf("%d bytes of memory for %d bytes of diff", used, len(diff))
		}
		if err != nil {
			return
		}
		if again, err := ParseDiff(diff); err != nil || !slices.EqualFunc(patches, again, Patch.Equal) {
			t.Errorf("read twice, read otherwise: %v", err)
		}
		for _, p := range patches {
			if p.Path == "" || p.Text != "" && !strings.HasPrefix(p.Text, "@@") {
				t.Errorf("%+v", p)
			}
			if got := measureFile(p); got.Additions != p.Additions || got.Deletions != p.Deletions {
				t.Errorf("measured +%d -%d of %+v", got.Additions, got.Deletions, p)
			}
		}
	})
}

func BenchmarkParseDiff(b *testing.B) {
	diff := strings.Repeat("diff --git a/a.go b/a.go\nindex 1..2 100644\n--- a/a.go\n+++ b/a.go\n"+manyHunks(), 100)
	b.SetBytes(int64(len(diff)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseDiff(diff); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzCommits(f *testing.F) {
	f.Add("\x01aa\x00a@x\x001700000000\x00Fix it\n\ndiff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+if b(c) {\n")
	f.Add("\x01aa\x00a@x\x001\x00Move\n\n:100644 100644 aaaa bbbb R100\ta.go\tb.go\n:000000 100644 0000 bbbb A\t\"\\303\\251.go\"\n\x01bb\x00\x00-1\x00")
	f.Add("commit aa\n")
	for _, log := range realLogs(f) {
		f.Add(log)
	}
	f.Fuzz(func(t *testing.T, log string) {
		var past Past
		for c, err := range Commits(strings.NewReader(log)) {
			if err != nil {
				return
			}
			facts := Measure(c.Patches)
			facts.Fix, facts.History = SaysFix(c.Title), past.History(c)
			past.Learn(c)
			risk := Assess(facts)
			if !(risk.Score >= 0 && risk.Score <= 100) || !(risk.Probability >= 0 && risk.Probability <= 1) {
				t.Errorf("%+v", risk)
			}
			points := 0.0
			for _, s := range risk.Signals {
				points += s.Points
			}
			if points-risk.Score > 1e-6 || risk.Score-points > 1e-6 {
				t.Errorf("points add up to %v, the score is %v", points, risk.Score)
			}
		}
	})
}

// realLogs are commits of this checkout, if Git knows it, in LogFormat and small enough to be changed byte by byte.
func realLogs(f *testing.F) (logs []string) {
	f.Helper()
	out, err := exec.CommandContext(f.Context(), "git", "log", "--no-merges", "-p", "-M", "-400", "--format="+LogFormat).Output()
	if err != nil {
		f.Logf("no seeds from git log: %v", err)
	}
	for _, log := range strings.SplitAfter(string(out), "\n\x01") {
		if log = "\x01" + strings.Trim(log, "\x01"); len(log) < 8<<10 && len(logs) < 40 {
			logs = append(logs, log)
		}
	}
	return logs
}
