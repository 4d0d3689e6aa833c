package diff

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	var diff strings.Builder
	for range 100 {
		diff.WriteString("diff --git a/a.go b/a.go\nindex 1..2 100644\n--- a/a.go\n+++ b/a.go\n")
		for i := range 1000 {
			fmt.Fprintf(&diff, "@@ -%d,6 +%d,7 @@\n a\n b\n c\n-d\n+e\n+f\n g\n h\n", i*20+1, i*20+1)
		}
	}
	b.SetBytes(int64(diff.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(diff.String()); err != nil {
			b.Fatal(err)
		}
	}
}
