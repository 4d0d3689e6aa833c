package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The lines of a change that is read next would stand in those of one that is not yet reviewed.
func TestParse_LinesOutliveTheNextChange(t *testing.T) {
	parsed := func(text string) []Patch {
		patches, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return patches
	}
	lines := func(patches []Patch) (all []ChangedLine) {
		var s Scanner
		for i := range patches {
			all = append(all, s.Hunks(&patches[i]).Lines...)
		}
		return all
	}
	// Of many lines, those that were read first stay where they are, and the others come elsewhere.
	long := "@@ -0,0 +1,30000 @@\n" + strings.Repeat("+a\n", 30000)
	var many strings.Builder
	for _, name := range "abcdef" {
		fmt.Fprintf(&many, "diff --git a/%[1]c b/%[1]c\n--- /dev/null\n+++ b/%[1]c\n%[2]s", name, long)
	}
	huge := parsed(many.String())

	const first = "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n-a\n+b\n+c\ndiff --git a/d b/d\n--- a/d\n+++ b/d\n@@ -5 +5 @@\n-e\n+f\n"
	kept := parsed(first)
	want := slices.Clone(lines(kept))
	if len(want) != 5 {
		t.Fatalf("%d lines, want 5", len(want))
	}
	for range 10 { // the pool may give the memory to any of them
		parsed("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -90,3 +90,3 @@\n-long enough\n-to differ\n-from others\n+in all\n+offsets\n+of lines\n")
	}
	if diff := cmp.Diff(want, lines(kept)); diff != "" {
		t.Errorf("lines after other changes were read (-before +after):\n%s", diff)
	}
	alone := lines([]Patch{{Text: strings.TrimSuffix(long, "\n")}})
	for i := range huge {
		if diff := cmp.Diff(alone, lines(huge[i:i+1])); diff != "" {
			t.Errorf("lines of file %d (-alone +among many):\n%.500s", i, diff)
		}
	}
}
