package change

import (
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
	sourcegraph "github.com/sourcegraph/go-diff/diff"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// From diff to facts beside two libraries that only parse, on all the commits of the repositories beside the checkout, or else of this one, whose
// commits are nearly all new code. All have one processor, as a function has: what a reader leaves to the garbage collector is work too.
func BenchmarkDiffToFacts(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var repositories []string
	bundles, err := filepath.Glob("../../../shared/fixtures/repositories/*.bundle")
	if err != nil {
		b.Fatal(err)
	}
	for _, bundle := range bundles {
		path, err := filepath.Abs(bundle)
		if err != nil {
			b.Fatal(err)
		}
		dir := b.TempDir()
		gittest.Run(b, dir, "clone", "-q", "--bare", path, ".")
		repositories = append(repositories, dir)
	}
	if len(repositories) == 0 {
		repositories = []string{"../.."}
	}
	var diffs []string
	size, lines := 0, 0
	for _, dir := range repositories {
		for _, text := range strings.Split(gittest.Run(b, dir, "log", "--no-merges", "--format=%x01", "-p", "-M"), "\x01\n")[1:] {
			patches, err := diff.Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			diffs = append(diffs, text)
			size += len(text)
			total := Measure(patches).Total
			lines += total.Additions + total.Deletions
		}
	}
	for _, reader := range []struct {
		name string
		read func(string) error
	}{
		{"measured", func(text string) error {
			patches, err := diff.Parse(text)
			Measure(patches)
			return err
		}},
		{"parsed by go-gitdiff", func(text string) error {
			_, _, err := gitdiff.Parse(strings.NewReader(text))
			return err
		}},
		{"parsed by sourcegraph", func(text string) error {
			_, err := sourcegraph.ParseMultiFileDiff([]byte(text))
			return err
		}},
	} {
		b.Run(reader.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			rounds := 0
			for b.Loop() {
				rounds++
				for _, text := range diffs {
					if err := reader.read(text); err != nil {
						b.Fatal(err)
					}
				}
			}
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(rounds*lines), "allocs/line")
		})
	}
}

// A change of 3,000 files and 20 MB, and the most memory that it takes, the diff itself included.
func BenchmarkHugeDiff(b *testing.B) {
	var built strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&built, "diff --git a/p%d/a.go b/p%d/a.go\n--- a/p%d/a.go\n+++ b/p%d/a.go\n@@ -1,40 +1,52 @@\n", i, i, i, i)
		for n := range 52 {
			fmt.Fprintf(&built, "+\t\tif err := s.store(ctx, key%d, value[%d]); err != nil { return fmt.Errorf(%q, err) }\n", n, i, "store: %w")
			if n < 40 {
				fmt.Fprintf(&built, "-\t\ts.keep(ctx, key%d, value[%d])\n", n, i)
			}
		}
	}
	text := built.String()
	measure := func() {
		patches, err := diff.Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		if facts := Measure(patches); facts.Unreadable > 0 {
			b.Fatalf("%d files unreadable", facts.Unreadable)
		}
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		measure()
	}
	b.ReportMetric(float64(len(text))/1e6, "MB-diff")
	b.ReportMetric(float64(peak(measure))/1e6, "MB-peak")
}

// peak is how many bytes of heap are in use when f has allocated all it does, none of it collected: an upper bound.
func peak(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	f()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
