package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// A model that sees an added line without those that it replaces can't tell what the change does: each part is a call of its own.
func TestParts_ShowLinesTogetherWithWhatReplacesThem(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	const runs, of = 400, 12
	fmt.Fprintf(&b, "@@ -1,%d +1,%[1]d @@", runs*(of+1))
	for run := range runs {
		for _, mark := range "-+" {
			for n := range of {
				fmt.Fprintf(&b, "\n%cvar limit%d_%d = %d", mark, run, n, n)
			}
		}
		b.WriteString("\n ")
	}
	c, _ := build(t, input(diff.Patch{Path: "large.go", Status: diff.Modified, Additions: runs * of, Deletions: runs * of, Text: b.String()}))
	if len(c.Parts) < 2 {
		t.Fatal("it fits one part")
	}
	for i, part := range c.Parts {
		if deleted, added := strings.Count(part, "  - var limit"), strings.Count(part, " + var limit"); deleted != added || deleted == 0 {
			t.Errorf("part %d: %d deleted lines beside %d added ones", i+1, deleted, added)
		}
	}
}
