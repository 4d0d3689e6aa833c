package pullrequest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/render/rendertest"
	"github.com/devplus-app/devplus/shared/risk"
)

const runURL = "https://github.com/acme/shop/runs/7"

// sample is a reviewed analysis of a pull request.
func sample(t testing.TB, findings ...Finding) *analysis.Analysis {
	t.Helper()
	in, out, usd := int64(12_345), int64(876), 0.01321
	a := &analysis.Analysis{
		ID: "pull_request-42-0123456789abcdef0123", Kind: Name,
		Repository: analysis.Repository{ID: 42, Owner: "acme", Name: "shop"},
		Subject:    analysis.Subject{Kind: Name, Number: 7},
		HeadSHA:    "abc1234567890abc1234567890abc1234567890a", URL: "https://github.com/acme/shop/pull/7",
		Attempt: 1, State: analysis.Completed,
		Usage: analysis.Usage{Model: "gemini-2.5-pro", InputTokens: &in, OutputTokens: &out, Calls: 2, Parts: 2, CostUSD: &usd},
		Facts: &change.Facts{
			Files: []change.File{
				{Path: "cart/cart.go", Status: "modified", Class: filekind.Production, Additions: 1000, Hunks: []diff.Range{{Start: 10, End: 60}, {Start: 100, End: 1000}},
					Code: change.Code{Added: 800, Calls: 272, Conditions: 71, Comments: 100, NewWords: 1963, Nesting: 957, Longest: 97}},
				{Path: "cart/cart_test.go", Status: "modified", Class: filekind.Test, Additions: 204, Deletions: 310, Hunks: []diff.Range{{Start: 1, End: 204}}},
			},
			Total:   change.Totals{Files: 2, Additions: 1204, Deletions: 310},
			Classes: []change.ClassTotals{{Class: filekind.Production, Totals: change.Totals{Files: 1, Additions: 1000}}, {Class: filekind.Test, Totals: change.Totals{Files: 1, Additions: 204, Deletions: 310}}},
			Code:    change.Code{ReadAdditions: 1000, Added: 800, Calls: 272, Conditions: 71, Comments: 100, NewWords: 1963, Nesting: 957, Longest: 97},
			Touches: []change.Touch{
				{Kind: "error_handling", Count: 41, Places: []change.Place{{Path: "cart/cart.go", Range: diff.Range{Start: 12, End: 14}}, {Path: "cart/cart.go", Range: diff.Range{Start: 110, End: 110}}}},
				{Kind: "dependencies", Count: 2, Detail: "1 major (react ^17.0.2 → ^18.2.0), 1 patch", Places: []change.Place{{Path: "package.json", Range: diff.Range{Start: 9, End: 10}}}},
			},
			Source: change.Source{Files: 1, Additions: 1000, Directories: 1, Subsystems: 1}, Directories: 1, Subsystems: 1,
		},
		Coverage: &analysis.Coverage{
			Files: 2, Read: 1, Parts: 2, Bytes: 49_300,
			Clipped:  []analysis.FileNote{{Path: "cart/cart_test.go", Reason: "the budget holds 120 of its 204 lines"}},
			Redacted: []analysis.FileNote{{Path: "cart/cart.go", Reason: "generic-api-key"}},
		},
	}
	a.Facts.History = &change.History{
		FileFixes: 0.9, FileChanges: 2.9, FixedFile: "cart/cart.go", ChangedFile: "cart/cart.go", FileAuthors: 3, Files: 1, KnownFiles: 1, Authored: 20, Commits: 100,
		Reviewers: []change.Reviewer{{Name: "octo_cat", Files: 1, Lines: 12}, {Name: "mona", Files: 1}},
	}
	risk := risk.Assess(*a.Facts)
	a.Risk = &risk
	verdict := NoConcerns
	if len(findings) > 0 {
		verdict = ChangesRequested
	}
	setResult(t, a, Result{
		Summary: "Carts keep their **discounts** across sessions.\n\n- the key is now the customer\n- `Merge` sums lines", Verdict: verdict, Findings: findings,
		Walkthrough: []Walk{{Path: "cart/cart.go", Change: "Stores discounts by customer."}},
		TestAdvice:  []string{"Merge a cart with itself."},
	})
	return a
}

func setResult(t testing.TB, a *analysis.Analysis, result Result) {
	t.Helper()
	var err error
	if a.Result, err = json.Marshal(result); err != nil {
		t.Fatal(err)
	}
}

var someFindings = []Finding{
	{Path: "cart/cart.go", Line: 42, EndLine: 70, Severity: analysis.SeverityHigh, Category: "concurrency", Title: "Map written without its lock", Explanation: "`Merge` writes `m` while `Total` reads it.", Suggestion: "Take the lock:\n\n```go\nc.mu.Lock()\n```", Confidence: 0.9},
	{Path: "cart/cart.go", Line: 42, Severity: analysis.SeverityLow, Category: "concurrency", Title: "Race on the map", Explanation: "The same, from another part.", Confidence: 0.4},
	{Path: "cart/cart.go", Line: 80, Severity: analysis.SeverityMedium, Category: "correctness", Title: "Discount can go below 0", Explanation: "Nothing bounds it.", Confidence: 0.7},
	{Path: "cart/cart_test.go", Line: 3, Severity: analysis.SeverityLow, Category: "tests", Title: "No case for an empty cart", Explanation: "An empty cart is common.", Confidence: 0.5},
	{Path: "other.go", Line: 1, Severity: analysis.SeverityCritical, Category: "security", Title: "Not in the change", Explanation: "x", Confidence: 1},
}

// scenes are the analyses whose rendering is kept in testdata.
func scenes(t testing.TB) map[string]*analysis.Analysis {
	without := func(state analysis.State, with func(*analysis.Analysis)) *analysis.Analysis {
		a := sample(t)
		a.State, a.Result, a.Usage = state, nil, analysis.Usage{}
		with(a)
		return a
	}
	unpriced := sample(t)
	unpriced.Usage = analysis.Usage{Model: "qwen3", Calls: 2, Parts: 2, Unanswered: 1}
	return map[string]*analysis.Analysis{
		"findings":    sample(t, someFindings...),
		"no_findings": unpriced,
		"running":     without(analysis.Dispatched, func(*analysis.Analysis) {}),
		"degraded":    without(analysis.Completed, func(a *analysis.Analysis) { a.Degraded = "the model answered 429 (quota) for 10 minutes." }),
		"failed":      without(analysis.Failed, func(a *analysis.Analysis) { a.Failure = "GitHub refused the check run: 403" }),
		"draft": without(analysis.Skipped, func(a *analysis.Analysis) {
			a.SkipReason, a.Facts, a.Risk, a.Coverage = "the pull request is a draft", nil, nil, nil
		}),
		"bot": without(analysis.Skipped, func(a *analysis.Analysis) {
			a.SkipReason, a.Facts, a.Risk, a.Coverage = "its author, dependabot[bot], is a bot", nil, nil, nil
		}),
		"superseded": without(analysis.Superseded, func(a *analysis.Analysis) { a.SupersededBy = "def5678567890abc1234567890abc1234567890a" }),
		"ci_only": without(analysis.Completed, func(a *analysis.Analysis) {
			facts := change.Measure([]diff.Patch{{Path: ".github/workflows/ci.yml", Status: diff.Modified, Deletions: 5,
				Text: "@@ -3,7 +3,2 @@\n-permissions:\n-  contents: read\n jobs:\n-  lint:\n-    runs-on: ubuntu-latest\n-    steps: []\n   test:\n"}})
			risk := risk.Assess(facts)
			a.Facts, a.Risk, a.Coverage, a.Degraded = &facts, &risk, nil, analysis.NoModel
		}),
		"huge":    huge(t),
		"hostile": hostileAnalysis(t),
	}
}

// huge has 300 findings with texts of up to 70 KB.
func huge(t testing.TB) *analysis.Analysis {
	var findings []Finding
	for i := range 300 {
		bytes := 400
		if i%100 == 0 {
			bytes = 70 << 10
		}
		findings = append(findings, Finding{
			Path: "cart/cart.go", Line: 100 + i*7, Severity: []analysis.Severity{"critical", "high", "medium", "low"}[i%4], Category: "correctness",
			Title: fmt.Sprintf("Finding %d", i), Explanation: strings.Repeat("Text é. ", bytes/9), Suggestion: "```go\n" + strings.Repeat("x := 1\n", bytes/7), Confidence: 0.5,
		})
	}
	return sample(t, findings...)
}

// hostileAnalysis has everything hostile in every text.
func hostileAnalysis(t testing.TB) *analysis.Analysis {
	evil := "<b>x</b> <!-- devplus:pull_request --> ![i](https://evil.example/p.png) @octocat fixes #1 https://evil.example | [l](https://evil.example)\n# Heading\n```mermaid\nx"
	path := "a`|@octocat <img src=x>\n[x](https://evil.example).go"
	a := sample(t)
	a.Facts.Files = append(a.Facts.Files, change.File{Path: path, Hunks: []diff.Range{{Start: 1, End: 5}}})
	a.Coverage.Skipped = []analysis.FileNote{{Path: path, Reason: evil}}
	a.Coverage.Redacted = []analysis.FileNote{{Path: path, Reason: evil}}
	a.Usage.Model = evil
	finding := Finding{Path: path, Line: 2, Severity: analysis.SeverityCritical, Category: evil, Title: evil, Explanation: evil, Suggestion: evil, Confidence: 1}
	outside := finding
	outside.Line = 900
	setResult(t, a, Result{
		Summary: evil, Walkthrough: []Walk{{Path: path, Change: evil}}, Findings: []Finding{finding, outside}, Verdict: Verdict(evil), TestAdvice: []string{evil},
	})
	return a
}

// renderer shows pull requests.
func renderer(version string) render.Renderer {
	return render.Renderer{Version: version, Page: kind.List{new(Kind)}.Page}
}

func TestPage_Golden(t *testing.T) {
	t.Parallel()
	r := renderer("1.2.3")
	for name, a := range scenes(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := r.CheckRun(a).Shown()
			comment := Comment(r, a, runURL)
			got := abridged(r.Markdown(run)) + "\n<<< comment\n" + comment + "\n"
			rendertest.Golden(t, name, got)
		})
	}
}

// abridged leaves out the middle of what is long; the limits are tested below.
func abridged(markdown string) string {
	const kept = 5000
	if len(markdown) < 3*kept {
		return markdown
	}
	return fmt.Sprintf("%s\n[%d bytes left out of this file]\n%s", strings.ToValidUTF8(markdown[:kept], ""), len(markdown)-2*kept, strings.ToValidUTF8(markdown[len(markdown)-kept:], ""))
}

func TestPage_IsHarmlessAndWithinLimits(t *testing.T) {
	t.Parallel()
	r := renderer("<b>@octocat</b>")
	for name, a := range scenes(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := r.CheckRun(a).Shown()
			comment := Comment(r, a, runURL)
			rendertest.Limits(t, run, comment)
			body := strings.TrimPrefix(comment, marker)
			for _, markdown := range []string{run.Summary, run.Text, body, r.Markdown(run)} {
				rendertest.Harmless(t, name, markdown, rendertest.PageElements()...)
				if strings.Count(markdown, "\n```")%2 == 1 {
					t.Errorf("%s leaves a fence open", name)
				}
			}
			for _, a := range run.Annotations {
				for _, n := range append(rendertest.Elements(t, a.Title), rendertest.Elements(t, a.Message)...) {
					if n.Data == "img" || n.Data == "b" || n.Data == "a" && n.Type == html.ElementNode {
						t.Errorf("%s: an annotation is live when rendered: %s", name, n.Data)
					}
				}
			}
		})
	}
}
