package surround

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

// Whoever reads "too large to search whole" of a search that was whole trusts it less than they could.
func TestReading_IsWholeOnceTheSecondRoundHasReadTheRest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		neighbors int
		partial   bool
	}{
		"all fit into one round":            {neighbors: 10},
		"neighbors are left for the second": {neighbors: 2*MaxFiles - 5},
		"a neighbor fits into neither":      {neighbors: 2 * MaxFiles, partial: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"src/run.js": "function run() {\n  step()+\n}\n", "test/run.test.js": "run()\n"}
			for i := range c.neighbors {
				files[fmt.Sprintf("src/f%d.js", i)] = "let a\n"
			}
			s, rounds := selected(t, files)
			read := slices.Concat(rounds...)
			slices.Sort(read)
			read = slices.Compact(read)
			if all := len(read) == len(files); s.Partial != c.partial || all == c.partial {
				t.Errorf("%d of %d files read, partial %t", len(read), len(files), s.Partial)
			}
		})
	}
}

// Of a change with more files than one round reads, the rest is as much a part of it.
func TestReading_TakesChangedFilesThatOneRoundCannotHold(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range MaxFiles + 20 {
		files[fmt.Sprintf("%03d/a.xyz", i)] = "a\n\nb+\n"
	}
	s, rounds := selected(t, files)
	if n := len(describe(s, Enclosing)); s.Partial || n != len(files) {
		t.Errorf("%d of %d files have context, partial %t, rounds of %d and %d", n, len(files), s.Partial, len(rounds[0]), len(rounds[1]))
	}
}

func TestReading_UsesTheDiffOfAFileThatIsTooLargeToBeRead(t *testing.T) {
	t.Parallel()
	p, _ := added("a/large.go", "package a\n\nfunc run() {\n\tnear()+\n}\n\nfunc more() {\n\tother()\n\tlast()+\n}\n")
	r := NewReading([]diff.Patch{p}, NewTree([]Entry{{"a/large.go", MaxFileBytes + 1}, {"a/near.go", 10}}))
	if diff := cmp.Diff([]string{"a/near.go"}, r.First()); diff != "" {
		t.Errorf("files to read (-want +got):\n%s", diff)
	}
	r.Read(map[string]string{"a/near.go": "package a\n\nfunc near() {}\n\nfunc other() {}\n\nfunc last() {}\n"})
	r.Next()
	if diff := cmp.Diff([]string{"near a/near.go:3-3", "last a/near.go:7-7"}, describe(r.Select(), Definition)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
