package change

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
	sourcegraph "github.com/sourcegraph/go-diff/diff"
)

// From diff to facts beside two libraries that only parse, on all the commits of real repositories.
func BenchmarkDiffToFacts(b *testing.B) {
	bundles, err := filepath.Glob("../../../shared/fixtures/repositories/*.bundle")
	if err != nil {
		b.Fatal(err)
	}
	if len(bundles) == 0 {
		b.Skip("no repositories beside the checkout")
	}
	var diffs []string
	size := 0
	for _, bundle := range bundles {
		path, err := filepath.Abs(bundle)
		if err != nil {
			b.Fatal(err)
		}
		dir := b.TempDir()
		git(b, dir, "clone", "-q", "--bare", path, ".")
		for _, text := range strings.Split(git(b, dir, "log", "--all", "--no-merges", "--format=%x01", "-p", "-M"), "\x01\n")[1:] {
			diffs = append(diffs, text)
			size += len(text)
		}
	}
	for _, reader := range []struct {
		name string
		read func(string) error
	}{
		{"measured", func(diff string) error {
			patches, err := ParseDiff(strings.NewReader(diff))
			Measure(patches)
			return err
		}},
		{"parsed by go-gitdiff", func(diff string) error {
			_, _, err := gitdiff.Parse(strings.NewReader(diff))
			return err
		}},
		{"parsed by sourcegraph", func(diff string) error {
			_, err := sourcegraph.ParseMultiFileDiff([]byte(diff))
			return err
		}},
	} {
		b.Run(reader.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, diff := range diffs {
					if err := reader.read(diff); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// A change of 3,000 files and 20 MB.
func BenchmarkHugeDiff(b *testing.B) {
	var diff strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&diff, "diff --git a/p%d/a.go b/p%d/a.go\n--- a/p%d/a.go\n+++ b/p%d/a.go\n@@ -1,80 +1,100 @@\n", i, i, i, i)
		for n := range 100 {
			fmt.Fprintf(&diff, "+\t\tif err := s.store(ctx, key%d, value[%d]); err != nil { return fmt.Errorf(%q, err) }\n", n, i, "store: %w")
			if n < 80 {
				fmt.Fprintf(&diff, "-\t\ts.keep(ctx, key%d, value[%d])\n", n, i)
			}
		}
	}
	text := diff.String()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		patches, err := ParseDiff(strings.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		if facts := Measure(patches); facts.Unreadable > 0 {
			b.Fatalf("%d files unreadable", facts.Unreadable)
		}
	}
	b.ReportMetric(float64(len(text))/1e6, "MB")
}
