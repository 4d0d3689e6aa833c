package change_test

import (
	"encoding/json"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/google/go-cmp/cmp"
)

func FuzzMeasure(f *testing.F) {
	f.Add("a.go", "", "@@ -1,3 +1,4 @@\n x\n-y\n+z\n+z\n w", 2, 1)
	f.Add("é\xff \"q\"", "b\x00", "@@ -1 +1 @@\r\n-a\n\\ No newline at end of file\n+b", -1, 1<<62)
	f.Add("lib", "", "@@ -0,0 +1 @@\n+Subproject commit "+strings.Repeat("0", 40), 1, 0)
	f.Add("x", "", "@@ -0,0 +4294967295,4294967295 @@\n\\\n@@", 0, 0)
	f.Add("a.py", "", "@@ -1,2 +1,3 @@\n\n\n+0\n", 1, 0)
	f.Add("", "", "@@ -9,0 +10,2 @@\n+a\n+b\n@@ -1 +1 @@\n a\n", 2, 0)
	f.Fuzz(func(t *testing.T, path, previous, text string, additions, deletions int) {
		patch := diff.Patch{Path: path, PreviousPath: previous, Status: diff.Modified, Additions: additions, Deletions: deletions, Text: text}
		other := diff.Patch{Path: "other.go", Additions: 3, Deletions: 1}
		facts := change.Measure([]diff.Patch{patch, other})
		if diff := cmp.Diff(facts, change.Measure([]diff.Patch{other, patch})); diff != "" {
			t.Errorf("the order given changes the facts:\n%s", diff)
		}
		for _, file := range facts.Files {
			if file.Additions < 0 || file.Deletions < 0 || len(file.Hunks) > diff.MaxRanges {
				t.Errorf("%+v", file)
			}
			for i, r := range file.Hunks {
				if r.Start < 1 || r.End < r.Start || i > 0 && r.Start <= file.Hunks[i-1].End+1 {
					t.Errorf("ranges not apart or not in order: %v", file.Hunks)
				}
			}
		}
		if got := risk.Assess(facts).Score; !(got >= risk.Assess(change.Measure([]diff.Patch{other})).Score && got <= 100) {
			t.Errorf("score %v", got)
		}
		plain, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		var back change.Facts
		if err := json.Unmarshal(plain, &back); err != nil || cmp.Diff(facts, back) != "" {
			t.Errorf("JSON changes the facts: %v\n%s", err, cmp.Diff(facts, back))
		}
	})
}

// warm measures what has all rules made that are made at first use.
var warm = sync.OnceFunc(func() {
	change.Measure([]diff.Patch{{Path: "a.py", Status: diff.Modified, Text: "@@ -1 +1 @@\n-verify(auth)\n+exec(text, verify=False)"}})
})

func FuzzParse(f *testing.F) {
	f.Add("diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n")
	f.Add("diff --git \"a/\\303\\251\" \"b/\\303\\251\"\nold mode 100644\nnew mode 100755\n")
	f.Add("diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\ndiff --git a/i b/i\nBinary files a/i and b/i differ\n")
	f.Add("diff --cc x\n@@@ -1 -1 +1 @@@\n")
	f.Add("diff --git a/x b/x\ndeleted file mode 1\n@@ -1 +0,0 @@\n-a\ndiff --git a/x b/x\nnew file mode 1\n@@ -0,0 +1 @@\n+a\n-- \n2")
	for _, diff := range realDiffs(f) {
		f.Add(diff)
	}
	f.Fuzz(func(t *testing.T, text string) {
		warm() // what is made at first use is not of this diff
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		patches, err := diff.Parse(text)
		change.Measure(patches)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20+100*uint64(len(text)) {
			t.Errorf("%d bytes of memory for %d bytes of diff", used, len(text))
		}
		if err != nil {
			return
		}
		if again, err := diff.Parse(text); err != nil || !slices.EqualFunc(patches, again, diff.Patch.Equal) {
			t.Errorf("read twice, read otherwise: %v", err)
		}
		for _, p := range patches {
			if p.Path == "" || p.Text != "" && !strings.HasPrefix(p.Text, "@@") {
				t.Errorf("%+v", p)
			}
			if got := change.Measure([]diff.Patch{p}).Files[0]; got.Additions != p.Additions || got.Deletions != p.Deletions {
				t.Errorf("measured +%d -%d of %+v", got.Additions, got.Deletions, p)
			}
		}
	})
}

// realDiffs are the diffs of commits of this checkout, if Git knows it, small enough to be changed byte by byte.
func realDiffs(f *testing.F) (diffs []string) {
	f.Helper()
	out, err := exec.CommandContext(f.Context(), "git", "log", "--no-merges", "-p", "-M", "-400", "--format=%x01").Output()
	if err != nil {
		f.Logf("no seeds from git log: %v", err)
	}
	for diff := range strings.SplitSeq(string(out), "\x01\n") {
		if diff != "" && len(diff) < 8<<10 && len(diffs) < 40 {
			diffs = append(diffs, diff)
		}
	}
	return diffs
}
