package pullrequest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/npmtest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// schemaOfSARIF is the schema of the format, as Microsoft publishes it.
var schemaOfSARIF = npmtest.File{Package: "@microsoft/jest-sarif", Version: "1.0.0-beta.0", Member: "package/lib/schemas/sarif-2.1.0-rtm.5.json"}

// The output for editors and code scanning must be valid SARIF, whatever paths and words it has.
func TestSARIF_IsValidAndNamesEachFindingWithItsPlace(t *testing.T) {
	t.Parallel()
	a := sample(t, Finding{Path: "cart/a b#é%.go", Line: 12, EndLine: 14, Severity: "high", Category: "security", Title: "F", Explanation: "Because.", Confidence: 0.9})
	a.Facts.Guards = []change.Guard{{Rule: "drops_data", Floor: change.Medium, Place: change.Place{Path: "m.sql", Range: diff.Range{Start: 3, End: 3}}, Reason: "drops a table"}}
	found := sarifOf(t, a.View)
	want := []string{"guard/drops_data warning m.sql:3-3 0", "security error cart/a%20b%23%C3%A9%25.go:12-14 0"}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	kept := ledger.Ledger{Findings: []ledger.Finding{
		{Name: "F1", Path: "cart/cart.go", Line: 12, Severity: "low", Category: "docs", Title: "open", State: ledger.Open},
		{Name: "F2", Path: "cart/cart.go", Severity: "medium", Category: "docs", Title: "dismissed", State: ledger.Dismissed, Why: "as agreed"},
		{Name: "F3", Path: "cart/cart.go", Line: 12, Severity: "low", Category: "docs", Title: "mended", State: ledger.Fixed},
	}}
	a = sample(t)
	var err error
	if a.Evidence, err = json.Marshal(evidence{Ledger: &kept}); err != nil {
		t.Fatal(err)
	}
	want = []string{"docs note cart/cart.go:12-12 0", "docs warning cart/cart.go 1"}
	if diff := cmp.Diff(want, sarifOf(t, a.View)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// sarifOf validates the log of a view, and returns its results as "rule level path:lines suppressions".
func sarifOf(t *testing.T, view func() analysis.View) (found []string) {
	t.Helper()
	v := view()
	encoded, err := json.Marshal(NewSARIF(&v))
	if err != nil {
		t.Fatal(err)
	}
	file, err := schemaOfSARIF.Cached()
	require.Part(t, "SARIF's schema", err, "install Node.js with npm, which fetches it")
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	document, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("sarif.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	var value any
	var log SARIF
	if err := errors.Join(json.Unmarshal(encoded, &value), json.Unmarshal(encoded, &log)); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not SARIF: %v\n%s", err, encoded)
	}
	for _, r := range log.Runs[0].Results {
		place := r.Locations[0].PhysicalLocation
		words := fmt.Sprintf("%s %s %s", r.RuleID, r.Level, place.ArtifactLocation.URI)
		if place.Region != nil {
			words += fmt.Sprintf(":%d-%d", place.Region.StartLine, place.Region.EndLine)
		}
		found = append(found, fmt.Sprintf("%s %d", words, len(r.Suppressions)))
	}
	return found
}
