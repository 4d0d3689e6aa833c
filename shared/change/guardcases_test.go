package change

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// TestGuards_cases prints, with -v, how many of the cases of testdata/guards.txt each rule judges as they say, by language or framework.
func TestGuards_cases(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/guards.txt")
	if err != nil {
		t.Fatal(err)
	}
	type tally struct{ cases, right int }
	var order []string
	tallies := map[string]*tally{}
	for _, entry := range strings.Split(string(data), "=== ")[1:] {
		head, body, _ := strings.Cut(strings.TrimRight(entry, "\n"), "\n")
		var rule, want, kind, path string
		if n, err := fmt.Sscan(head, &rule, &want, &kind, &path); n != 4 {
			t.Fatalf("%q: %v", head, err)
		}
		lines := strings.Split(body, "\n")
		facts := Measure([]diff.Patch{{
			Path: path, Status: diff.Added, Additions: len(lines),
			Text: fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+")),
		}})
		key := rule + " " + want + " " + kind
		if tallies[key] == nil {
			tallies[key] = &tally{}
			order = append(order, key)
		}
		tallies[key].cases++
		if got := slices.ContainsFunc(facts.Guards, func(g Guard) bool { return g.Rule == rule }); got != (want == "yes") {
			t.Errorf("%s: found %v in\n%s", head, facts.Guards, body)
			continue
		}
		tallies[key].right++
	}
	for _, key := range order {
		t.Logf("%-40s %2d of %2d right", key, tallies[key].right, tallies[key].cases)
	}
}
