package prompt_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/prompt"
	"github.com/devplus-app/devplus/shared/risk"
)

// input is a pull request with the patches, measured as dispatch measures them.
func input(patches ...diff.Patch) prompt.Input {
	facts := change.Measure(patches)
	return prompt.Input{
		AnalysisID: "pull_request-1-0123456789abcdef0123", Kind: "pull_request", Repository: "octo-org/widgets", Number: 7,
		Title: "Count widgets", Body: "They were not counted.", Author: "mona", HeadRef: "count", BaseRef: "main",
		Facts: facts, Risk: risk.Assess(facts), Patches: patches, ResponseSchema: json.RawMessage(`{"type":"object"}`),
	}
}

// build makes the context and fails the test where a promise that holds for every input is broken.
func build(t testing.TB, in prompt.Input) (prompt.Context, analysis.Coverage) {
	t.Helper()
	c, coverage, err := prompt.PullRequest(in)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Parts); n < 1 || n > prompt.MaxParts || n != coverage.Parts {
		t.Fatalf("%d parts, %d in the coverage, want 1 to %d", n, coverage.Parts, prompt.MaxParts)
	}
	for i, part := range c.Parts {
		if len(part) > prompt.MaxPartBytes {
			t.Fatalf("part %d has %d bytes, over %d", i+1, len(part), prompt.MaxPartBytes)
		}
		checkBlocks(t, c.Boundary, part)
	}
	if sum := coverage.Read + len(coverage.Clipped) + len(coverage.Skipped) + coverage.Unlisted; sum != coverage.Files || sum != len(in.Patches) {
		t.Fatalf("coverage adds up to %d of %d files, %d patches: %+v", sum, coverage.Files, len(in.Patches), coverage)
	}
	return c, coverage
}

var odd = regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}\x{e0000}-\x{e007f}]`)

// checkBlocks fails the test unless the boundary stands only on lines that begin or end a block, alternately, or in the
// sentence that explains them, and no character hides.
func checkBlocks(t testing.TB, boundary, part string) {
	t.Helper()
	open := false
	for _, l := range strings.Split(part, "\n") {
		switch {
		case strings.HasPrefix(l, "BEGIN "+boundary+" "):
			if open {
				t.Fatalf("a block begins within a block: %q", l)
			}
			open = true
		case l == "END "+boundary:
			if !open {
				t.Fatalf("a block ends that did not begin")
			}
			open = false
		case strings.Contains(l, boundary) && !strings.HasPrefix(l, "Whatever stands between"):
			t.Fatalf("the boundary stands in a line of text: %q", l)
		}
	}
	if open {
		t.Fatal("a block does not end")
	}
	if at := odd.FindString(part); at != "" {
		t.Fatalf("the part has the unseen character %q", at)
	}
	if strings.ToValidUTF8(part, "") != part {
		t.Fatal("the part is not UTF-8")
	}
}

// outside returns the text of a part outside its blocks.
func outside(boundary, part string) string {
	var b strings.Builder
	open := false
	for _, l := range strings.Split(part, "\n") {
		if strings.HasPrefix(l, "BEGIN "+boundary) {
			open = true
		}
		if !open {
			b.WriteString(l + "\n")
		}
		if l == "END "+boundary {
			open = false
		}
	}
	return b.String()
}

// added is a patch that adds a file of these lines.
func added(path string, lines ...string) diff.Patch {
	return diff.Patch{
		Path: path, Status: diff.Added, Additions: len(lines),
		Text: fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+")),
	}
}

// code are n lines of code of about 40 bytes each, the same for the same seed.
func code(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 1))
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf("\ttotal%d := sum(rows[%d:], %d)", r.IntN(1000), r.IntN(1000), r.IntN(100000))
	}
	return lines
}

func all(c prompt.Context) string { return strings.Join(c.Parts, "\n") }
