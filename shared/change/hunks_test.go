package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPatchTextGivesTheLinesThatFindingsMayName(t *testing.T) {
	t.Parallel()
	submodule := "Subproject commit " + strings.Repeat("a1", 20)
	tests := map[string]struct {
		patch Patch
		want  File
	}{
		"a hunk with context, as GitHub sends it, without a last newline": {
			Patch{Path: "a.go", Status: Modified, Additions: 2, Deletions: 1, Text: "@@ -1,3 +1,4 @@ func a()\n x\n-y\n+z\n+z2\n w"},
			File{Path: "a.go", Status: Modified, Class: Production, Language: "Go", Additions: 2, Deletions: 1, Hunks: []Range{{1, 4}}},
		},
		"no newline at the end on both sides": {
			Patch{Path: "a.go", Additions: 1, Deletions: 1,
				Text: "@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 1, Deletions: 1, Hunks: []Range{{1, 1}}},
		},
		"CRLF": {
			Patch{Path: "a.go", Additions: 1, Deletions: 1, Text: "@@ -1,3 +1,3 @@\r\n a\r\n-b\r\n+c\r\n d\r\n"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 1, Deletions: 1, Hunks: []Range{{1, 3}}},
		},
		"lines that look like headers": {
			Patch{Path: "a.sql", Additions: 2, Deletions: 1, Text: "@@ -1 +1,2 @@\n--- a/x\n+++ b/x\n+@@ -1 +1 @@"},
			File{Path: "a.sql", Class: Production, Language: "SQL", Additions: 2, Deletions: 1, Hunks: []Range{{1, 2}}},
		},
		"an empty context line whose blank a tool stripped": {
			Patch{Path: "a.go", Additions: 1, Text: "@@ -1,2 +1,3 @@\n\n+x\n y"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 1, Hunks: []Range{{1, 3}}},
		},
		"hunks that touch are one range": {
			Patch{Path: "a.go", Additions: 2, Text: "@@ -1 +1,2 @@\n a\n+x\n@@ -2 +3,2 @@\n b\n+y"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 2, Hunks: []Range{{1, 4}}},
		},
		"a deleted file shows no new line": {
			Patch{Path: "a.go", Status: Removed, Deletions: 2, Text: "@@ -1,2 +0,0 @@\n-a\n-b"},
			File{Path: "a.go", Status: Removed, Class: Production, Language: "Go", Deletions: 2},
		},
		"a submodule's pointer": {
			Patch{Path: "lib.go", Additions: 1, Deletions: 1, Text: "@@ -1 +1 @@\n-" + submodule + "\n+" + submodule + "-dirty"},
			File{Path: "lib.go", Class: Vendored, Additions: 1, Deletions: 1, Hunks: []Range{{1, 1}}},
		},
		"a symbolic link": {
			Patch{Path: "current", Status: Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+releases/7\n\\ No newline at end of file"},
			File{Path: "current", Status: Added, Class: Production, Additions: 1, Hunks: []Range{{1, 1}}},
		},
		"a pure rename": {
			Patch{Path: "b.go", PreviousPath: "a.go", Status: Renamed},
			File{Path: "b.go", PreviousPath: "a.go", Status: Renamed, Class: Production, Language: "Go"},
		},
		"a binary file": {
			Patch{Path: "logo.PNG", Status: Added},
			File{Path: "logo.PNG", Status: Added, Class: Binary, Binary: true},
		},
		"too big for GitHub to give a patch": {
			Patch{Path: "a.go", Additions: 90_000},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 90_000, Unpatched: true},
		},
		"clipped inside a hunk: what was read counts": {
			Patch{Path: "a.go", Additions: 3, Text: "@@ -0,0 +1,3 @@\n+a\n+b"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 3, Hunks: []Range{{1, 3}}, Unreadable: true},
		},
		"clipped between hunks: only the counts tell": {
			Patch{Path: "a.go", Additions: 3, Text: "@@ -0,0 +1,2 @@\n+a\n+b"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 3, Hunks: []Range{{1, 2}}, Unreadable: true},
		},
		"the caller has no counts": {
			Patch{Path: "a.go", Text: "@@ -0,0 +1,2 @@\n+a\n+b"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 2, Hunks: []Range{{1, 2}}},
		},
		"hunks out of order": {
			Patch{Path: "a.go", Text: "@@ -9 +9,2 @@\n a\n+x\n@@ -1 +1,2 @@\n b\n+y"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: 1, Hunks: []Range{{9, 10}}, Unreadable: true},
		},
		"not a diff":               {Patch{Path: "a.go", Text: "hello"}, File{Path: "a.go", Class: Production, Language: "Go", Unreadable: true}},
		"a merge's combined hunks": {Patch{Path: "a.go", Text: "@@@ -1 -1 +1,2 @@@\n  a\n++b"}, File{Path: "a.go", Class: Production, Language: "Go", Unreadable: true}},
		"counts beyond any file": {
			Patch{Path: "a.go", Additions: 1 << 62, Deletions: -5, Text: "@@ -1 +1,99999999999999999999 @@\n a"},
			File{Path: "a.go", Class: Production, Language: "Go", Additions: maxCount, Unreadable: true},
		},
		"a path that is not UTF-8 survives JSON": {
			Patch{Path: "caf\xe9 \"x\".go"},
			File{Path: "caf\uFFFD \"x\".go", Class: Production, Language: "Go"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := Measure([]Patch{test.patch})
			facts.Files[0].Code = Code{} // has tests of its own
			if diff := cmp.Diff([]File{test.want}, facts.Files); diff != "" {
				t.Errorf("facts differ (-want +got):\n%s", diff)
			}
			if got := facts.Unreadable == 1; got != test.want.Unreadable {
				t.Errorf("Unreadable is counted %d times", facts.Unreadable)
			}
			if got := facts.Unpatched == 1; got != test.want.Unpatched {
				t.Errorf("Unpatched is counted %d times", facts.Unpatched)
			}
			if file, ok := facts.File(test.patch.Path); !ok || file.Path != test.want.Path {
				t.Errorf("File(%q) = %q, %v", test.patch.Path, file.Path, ok)
			}
		})
	}
}

func TestContainsHoldsAtTheEdgesOfEachHunk(t *testing.T) {
	t.Parallel()
	file := Measure([]Patch{{Path: "a.go", Text: "@@ -3,1 +3,2 @@\n a\n+b\n@@ -20 +21,2 @@\n c\n+d"}}).Files[0]
	for line, want := range map[int]bool{-1: false, 0: false, 2: false, 3: true, 4: true, 5: false, 20: false, 21: true, 22: true, 23: false} {
		if got := file.Contains(line); got != want {
			t.Errorf("Contains(%d) = %v, want %v", line, got, want)
		}
	}
}

func TestAFileInManyPiecesKeepsEveryShownLine(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	var shown []int
	line := 1
	for i := range 5 * MaxRanges {
		fmt.Fprintf(&text, "@@ -%d,0 +%d,1 @@\n+x\n", line, line)
		shown = append(shown, line)
		line += 2 + i%7
	}
	file := Measure([]Patch{{Path: "a.go", Text: text.String()}}).Files[0]
	if file.Unreadable || len(file.Hunks) != MaxRanges {
		t.Fatalf("unreadable %v, %d ranges, want %d", file.Unreadable, len(file.Hunks), MaxRanges)
	}
	for _, n := range shown {
		if !file.Contains(n) {
			t.Errorf("line %d is in the diff but in no range", n)
		}
	}
	if file.Contains(line) || file.Contains(0) {
		t.Error("a line outside of the file's hunks counts as shown")
	}
}
