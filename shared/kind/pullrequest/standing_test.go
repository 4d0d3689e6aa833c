package pullrequest

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/ledger"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/render"
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

// A team follows what becomes of findings in one line: it must not appear while nothing has, and counts from the commit of the first finding
// that is fixed, not from the one that was fixed first.
func TestStanding_CountsWhatBecameOfFindings(t *testing.T) {
	t.Parallel()
	at := func(letter string) string { return strings.Repeat(letter, 40) }
	open := ledger.Finding{Name: "F1", State: ledger.Open, Severity: "low", RaisedAt: at("a")}
	for name, c := range map[string]struct {
		findings []ledger.Finding
		want     string
	}{
		"nothing was found": {},
		"all are open":      {findings: []ledger.Finding{open}},
		"some have ended": {
			findings: []ledger.Finding{
				open, {Name: "F2", State: ledger.Fixed, Severity: "low", RaisedAt: at("b"), EndedAt: at("e")},
				{Name: "F10", State: ledger.Fixed, Severity: "critical", RaisedAt: at("c"), EndedAt: at("d")}, {Name: "F4", State: ledger.Withdrawn},
				{Name: "F5", State: ledger.Outdated}, {Name: "F6", State: ledger.Dismissed},
			},
			want: "1 open, 2 fixed since `bbbbbbb`, 1 dismissed, 1 outdated, 1 withdrawn",
		},
	} {
		words, ended := standingWords(&ledger.Ledger{Findings: c.findings})
		if got := words.Markdown(); ended != (c.want != "") || ended && got != c.want {
			t.Errorf("%s: %q, %t, want %q", name, got, ended, c.want)
		}
	}
}

// Whoever opens the check sees how each finding ended and what was found late; what people dismissed is there for those who look for it.
func TestStanding_ListsWhatEndedAndWhatCameLate(t *testing.T) {
	t.Parallel()
	named := func(name string, f ledger.Finding) ledger.Finding {
		f.Name, f.Path, f.Title = name, "a.go", "Title of "+name
		return f
	}
	l := &ledger.Ledger{Findings: []ledger.Finding{
		named("F1", ledger.Finding{State: ledger.Open}),
		named("F2", ledger.Finding{State: ledger.Open, Deferred: true}),
		named("F3", ledger.Finding{State: ledger.Fixed, EndedAt: strings.Repeat("b", 40)}),
		named("F4", ledger.Finding{State: ledger.Dismissed, By: "mona", Why: "by design", EndedAt: strings.Repeat("c", 40)}),
		named("F5", ledger.Finding{State: ledger.Dismissed, By: "mona"}),
		named("F6", ledger.Finding{State: ledger.Outdated, EndedAt: strings.Repeat("d", 40)}),
	}}
	ended, dismissed := endings(l, render.WriterOf(sample(t), "github.com"))
	want := "### Findings of earlier reviews\n\nTheir titles are the model's words.\n\n" +
		"- **F2** found late: `a.go` Title of F2\n- **F3** fixed at `bbbbbbb`: `a.go` Title of F3\n- **F6** outdated at `ddddddd`: `a.go` Title of F6\n\n" +
		"<details><summary>Dismissed here before</summary>\n\nTheir titles are the model's words.\n\n" +
		"- **F4** dismissed by `mona` (by design): `a.go` Title of F4\n- **F5** dismissed by `mona`: `a.go` Title of F5\n\n</details>"
	if diff := cmp.Diff(want, strings.TrimSpace(page.Compose(render.MaxComment, []page.Section{ended, dismissed}).String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
