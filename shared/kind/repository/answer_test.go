package repository

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
)

func TestClaims_OnMissingPathsAreDroppedAndCounted(t *testing.T) {
	t.Parallel()
	paths := newPathSet([]string{"cmd", "cmd/main.go", "docs", "go.mod"})
	claim := func(title string, evidence ...string) Claim {
		return Claim{Title: title, Evidence: evidence}
	}
	risk := func(title string, s analysis.Severity, evidence ...string) ClaimedRisk {
		return ClaimedRisk{Claim: claim(title, evidence...), Severity: s}
	}
	got, claims, evidence := existingClaims(Result{
		Overview:     "It is there.",
		Architecture: []Claim{claim("as written", "cmd/main.go"), claim("as models write", "./cmd/", "`go.mod`", "cmd/main.go:12-14", "/docs"), claim("invented", "internal/core.go")},
		Strengths:    []Claim{claim("half", "go.mod", "Makefile"), claim("twice", "go.mod", "go.mod")},
		Risks:        []ClaimedRisk{risk("low", "low", "docs"), risk("worst", "critical", "cmd"), risk("none", "high")},
		NextSteps:    []Claim{claim("the whole", "."), claim("outside", "../../etc/passwd")},
	}, paths)
	want := Result{
		Overview:     "It is there.",
		Architecture: []Claim{claim("as written", "cmd/main.go"), claim("as models write", "cmd", "go.mod", "cmd/main.go", "docs")},
		Strengths:    []Claim{claim("half", "go.mod"), claim("twice", "go.mod")},
		Risks:        []ClaimedRisk{risk("worst", "critical", "cmd"), risk("low", "low", "docs")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if claims != 4 || evidence != 4 {
		t.Errorf("dropped %d claims and %d paths, want 4 and 4", claims, evidence)
	}
}

func TestPathSet_HoldsTheLargestTree(t *testing.T) {
	t.Parallel()
	paths := make([]string, maxPaths)
	for i := range paths {
		paths[i] = fmt.Sprintf("dir%d/file%d.go", i%977, i)
	}
	set := newPathSet(paths)
	evidence, err := json.Marshal(Report{Paths: set})
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(evidence)
	if _ = z.Close(); packed.Len() > analysis.MaxDocumentBytes*3/4 {
		t.Errorf("packed they take %d bytes of the %d of a document", packed.Len(), analysis.MaxDocumentBytes)
	}
	passed := 0
	for i, p := range paths {
		if !set.has(p) {
			t.Fatalf("%s was lost", p)
		}
		if set.has(fmt.Sprintf("other%d/file%d.go", i%977, i)) {
			passed++
		}
	}
	if passed > 20 { // 100,000 × 100,000 / 2^32 is 2.3
		t.Errorf("%d of 100,000 paths that are not there passed", passed)
	}
	if PathSet("abc").has("a") || PathSet(nil).has("a") {
		t.Error("a broken set has something")
	}
	before, after := newPathSet([]string{"a", "b", "c"}), newPathSet([]string{"b", "c", "d", "e"})
	if after.without(before) != 2 || before.without(after) != 1 {
		t.Errorf("new %d, gone %d; want 2, 1", after.without(before), before.without(after))
	}
}
