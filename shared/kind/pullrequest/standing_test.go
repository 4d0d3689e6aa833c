package pullrequest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/ledger"
)

// A push after the review sends only what is new, so that the merged head's own answer lacks what still stands: a release would ship it
// as if nobody had seen it.
func TestOpenFindings_HasThoseOfEarlierHeads(t *testing.T) {
	t.Parallel()
	digests, err := json.Marshal(ledger.Read([]diff.Patch{{Path: "cart/cart.go", Status: diff.Added, Text: "@@ -0,0 +42,1 @@\n+c.discounts[customer] = sum\n"}}))
	if err != nil {
		t.Fatal(err)
	}
	titles := func(a *analysis.Analysis) (all []string) {
		for _, f := range OpenFindings(a) {
			all = append(all, f.Title)
		}
		return all
	}
	first := sample(t, someFindings[0])
	if diff := cmp.Diff([]string{"Map written without its lock"}, titles(first)); diff != "" {
		t.Errorf("without a ledger (-want +got):\n%s", diff)
	}
	first.Digests = digests
	kept, _, err := (*Kind)(nil).Remember(first, nil)
	if err != nil {
		t.Fatal(err)
	}
	next := sample(t)
	next.ID, next.Digests = "pull_request-42-next", digests
	if _, next.Evidence, err = (*Kind)(nil).Remember(next, kept); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"F1: Map written without its lock"}, titles(next)); diff != "" {
		t.Errorf("after a push that finds nothing (-want +got):\n%s", diff)
	}
	if found := titles(&analysis.Analysis{}); found != nil {
		t.Errorf("of an analysis without an answer: %v", found)
	}
}
