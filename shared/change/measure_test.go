package change

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/google/go-cmp/cmp"
)

func TestMeasure_EmptyChange(t *testing.T) {
	t.Parallel()
	want := Facts{Files: []File{}, Classes: []ClassTotals{}}
	if diff := cmp.Diff(want, Measure(nil)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMeasure_SumsTheWholeChange(t *testing.T) {
	t.Parallel()
	got := Measure([]diff.Patch{
		{Path: "README.md", Additions: 8},
		{Path: "cmd/app/main.go", Additions: 6, Deletions: 2},
		{Path: "cmd/app/main_test.go", Additions: 8},
		{Path: "store/store.go", Additions: 4, Deletions: 4},
		{Path: "store/old.go", PreviousPath: "old.go", Status: diff.Renamed},
	})
	got.Files = nil
	want := Facts{
		Total: Totals{Files: 5, Additions: 26, Deletions: 6},
		Classes: []ClassTotals{
			{filekind.Production, Totals{3, 10, 6}}, {filekind.Test, Totals{1, 8, 0}}, {filekind.Docs, Totals{1, 8, 0}},
		},
		Source:      Source{Files: 2, Additions: 10, Deletions: 6, Directories: 2, Subsystems: 2, Entropy: 1},
		Directories: 3, Subsystems: 3, Entropy: 2, Unpatched: 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMeasure_CountsEveryCIServiceOfFilekindAsCI(t *testing.T) {
	t.Parallel()
	got := Measure([]diff.Patch{{Path: ".semaphore/semaphore.yml", Additions: 1}, {Path: "codefresh.yml", Additions: 1}, {Path: "wercker.yml", Additions: 1}, {Path: "buildspec.yaml", Additions: 1}})
	if want := []ClassTotals{{filekind.CI, Totals{4, 4, 0}}}; !cmp.Equal(want, got.Classes) {
		t.Errorf("%+v, want %+v", got.Classes, want)
	}
}

func TestMeasure_RanksFiles(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{
		{Path: "go.sum", Additions: 4000}, {Path: "docs/a.md", Additions: 400}, {Path: "a_test.go", Additions: 300},
		{Path: "z.go", Additions: 40}, {Path: "b.go", Additions: 40}, {Path: "b.go", PreviousPath: "c.go", Additions: 40},
		{Path: "main.tf", Additions: 40}, {Path: "tiny.go", Additions: 1}, {Path: "logo.png"},
	}
	want := Measure(patches)
	var paths []string
	for _, f := range want.Files {
		paths = append(paths, f.Path)
	}
	order := "b.go b.go z.go main.tf a_test.go tiny.go go.sum docs/a.md logo.png"
	if diff := cmp.Diff(strings.Fields(order), paths); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		random.Shuffle(len(patches), func(i, j int) { patches[i], patches[j] = patches[j], patches[i] })
		if diff := cmp.Diff(want, Measure(patches)); diff != "" {
			t.Fatalf("the order given changes the facts (-want +got):\n%s", diff)
		}
	}
}

func TestMeasure_LargestFactsFitADocument(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[random.IntN(64)]
		}
		return string(b)
	}
	for length, files := range map[int]int{20: 3000, 400: 600, 4000: 600} { // Git on Linux goes up to 4,096 bytes
		patches := make([]diff.Patch, files)
		for i := range patches {
			var text strings.Builder
			line := 1
			for range diff.MaxRanges + 16 {
				line += 2 + random.IntN(5000)
				fmt.Fprintf(&text, "@@ -%d,0 +%d,1 @@\n+x\n", line, line)
			}
			patches[i] = diff.Patch{Path: letters(length) + ".go", PreviousPath: letters(length), Status: diff.Renamed, Additions: diff.MaxRanges + 16, Text: text.String()}
		}
		facts := Measure(patches)
		kept := facts.Omitted
		for _, f := range facts.Files {
			kept.add(&shownFile{File: f})
		}
		if kept != facts.Total || facts.Total.Files != files {
			t.Errorf("files and omitted sum to %+v, the whole is %+v", kept, facts.Total)
		}
		plain, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		const limit = 300 << 10 // half of what facts, risk and result have together
		if packed.Len() > limit {
			t.Errorf("paths of %d bytes: %d files take %d bytes gzipped, more than %d", length, len(facts.Files), packed.Len(), limit)
		}
		t.Logf("paths of %d bytes: %d files, %d bytes of JSON, %d gzipped", length, len(facts.Files), len(plain), packed.Len())
		var back Facts
		if err := json.Unmarshal(plain, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(facts, back); diff != "" {
			t.Errorf("JSON changes the facts (-before +after):\n%s", diff)
		}
	}
}

func TestMeasure_LineOfTenMegabytes(t *testing.T) {
	t.Parallel()
	text := "@@ -1 +1 @@\n-" + strings.Repeat("x", 10<<20) + "\n+y"
	f := Measure([]diff.Patch{{Path: "bundle.js", Additions: 1, Deletions: 1, Text: text}}).Files[0]
	if f.Unreadable || f.Additions != 1 || f.Deletions != 1 || !f.Contains(1) {
		t.Errorf("got %+v", f)
	}
}

// manyHunks is a patch of a thousand hunks, 50 KB.
func manyHunks() string {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "@@ -%d,6 +%d,7 @@\n a\n b\n c\n-d\n+e\n+f\n g\n h\n", i*20+1, i*20+1)
	}
	return b.String()
}

func BenchmarkMeasure(b *testing.B) {
	text := manyHunks()
	for _, files := range []int{10, 3000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			patches := make([]diff.Patch, files)
			for i := range patches {
				patches[i] = diff.Patch{Path: fmt.Sprintf("src/pkg%d/file%d.go", i%40, i), Additions: 2000, Deletions: 1000, Text: text}
			}
			b.SetBytes(int64(files * len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Measure(patches)
			}
		})
	}
}
