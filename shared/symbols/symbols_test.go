package symbols

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the samples define")

// samples returns the texts of the samples by the names that they stand for.
func samples(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	texts := map[string]string{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(p), ".txt")] = string(text)
	}
	return texts
}

// describe writes what a file defines and imports, a line each.
func describe(name, text string) string {
	var b strings.Builder
	for _, i := range Imports(name, text) {
		fmt.Fprintf(&b, "%d import %s %v\n", i.Line, i.Path, i.Names)
	}
	for _, d := range Definitions(name, text) {
		kind := [...]string{"function", "type", "value", "fragment"}[d.Kind]
		fmt.Fprintf(&b, "%d-%d-%d-%d %s %s", d.First, d.Line, d.Head, d.Last, kind, d.Name)
		if d.Scope != "" {
			fmt.Fprintf(&b, " of %s", d.Scope)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestDefinitions_OfSamplesInEachLanguage(t *testing.T) {
	t.Parallel()
	for name, text := range samples(t) {
		golden := filepath.Join("testdata", name+".golden")
		got := describe(name, text)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
