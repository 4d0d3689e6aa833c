package risk

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

func TestAssess_FurtherAddedLinesNeverLowerTheScore(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(9, 10))
	kinds := []string{"// said", "", "}", "\t\t\tif run(x, y) {", "x := load(ctx)", "import os", "value"}
	for range 500 {
		var patches []diff.Patch
		before := Assessment{}
		for i := range 1 + random.IntN(6) {
			count := 1 + random.IntN(30)
			text := fmt.Sprintf("@@ -0,0 +1,%d @@", count)
			for range count {
				text += "\n+" + kinds[random.IntN(len(kinds))]
			}
			patches = append(patches, diff.Patch{Path: fmt.Sprintf("f%d.go", i), Text: text})
			after := Assess(change.Measure(patches))
			if after.Score < before.Score || after.Probability < before.Probability {
				t.Fatalf("%q lowers %v to %v", text, before.Score, after.Score)
			}
			before = after
		}
	}
}
