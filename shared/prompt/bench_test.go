package prompt_test

import (
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/prompt"
)

func BenchmarkPullRequest(b *testing.B) {
	for _, size := range []struct{ files, lines int }{{10, 100}, {100, 300}, {3000, 200}} {
		b.Run(fmt.Sprintf("%dx%d", size.files, size.lines), func(b *testing.B) {
			patches := make([]diff.Patch, size.files)
			bytes := 0
			for i := range patches {
				patches[i] = added(fmt.Sprintf("pkg%d/file%d.go", i%50, i), code(uint64(i), size.lines)...)
				bytes += len(patches[i].Text)
			}
			in := input(patches...)
			b.SetBytes(int64(bytes))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := prompt.PullRequest(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
