package kinds_test

import (
	"encoding/json"
	"hash/fnv"
	"regexp"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/kind/kinds"
	"github.com/devplus-app/devplus/shared/kind/pullrequest"
	"github.com/devplus-app/devplus/shared/kind/releasenotes"
	"github.com/devplus-app/devplus/shared/kind/releaserisk"
	"github.com/devplus-app/devplus/shared/kind/repository"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/testing/pagetest"
)

// kept are what a kind keeps of its measurements, and its answer: every field of theirs is made hostile.
var kept = map[analysis.Kind]struct{ evidence, result func() any }{
	pullrequest.Name:  {nil, func() any { return new(pullrequest.Result) }},
	releasenotes.Name: {func() any { return new(releasenotes.Set) }, func() any { return new(releasenotes.Result) }},
	releaserisk.Name:  {func() any { return new(releaserisk.Evidence) }, func() any { return new(releaserisk.Result) }},
	repository.Name:   {func() any { return new(repository.Report) }, func() any { return new(repository.Result) }},
}

// headings are those of pages.
var headings = regexp.MustCompile(`^(About this analysis|What changed( since .* of \d{4}-\d\d-\d\d)?|Walkthrough|Findings not on changed lines|` +
	`Findings on changed lines|Further findings|Test advice|(Critical|High|Medium|Low|Unrated) \(\d+\)|The changes, riskiest first|What drives the risk|Roll-out advice|To copy|` +
	`Commits covered|Architecture|Strengths|Next steps|Risks that the model sees|Hotspots|Annotations)$`)

// folds are the titles of what pages show closed.
var folds = []string{
	"Score, signal by signal", "Files, by kind", "Further things to improve", "OpenSSF Scorecard's checks", "People", "Languages", "Folders", "Build and CI", "Tests", "Owners", "Releases and documents",
	"Not measured",
}

// states are those that a page tells apart.
var states = []func(*analysis.Analysis){
	func(a *analysis.Analysis) { a.State, a.Degraded = analysis.Completed, "" },
	func(a *analysis.Analysis) { a.State = analysis.Published },
	func(a *analysis.Analysis) { a.State = analysis.Queued },
	func(a *analysis.Analysis) { a.State = analysis.Dispatched },
	func(a *analysis.Analysis) { a.State = analysis.Skipped },
	func(a *analysis.Analysis) { a.State = analysis.Superseded },
	func(a *analysis.Analysis) { a.State = analysis.Failed },
	func(a *analysis.Analysis) { a.State, a.Risk, a.Evidence = analysis.Failed, nil, nil },
}

// hostileAnalysis has the text wherever a text can stand. ours are the fields that are not text of others: they decide what is shown.
func hostileAnalysis(t *testing.T, kind analysis.Kind, text string, ours func(*analysis.Analysis)) *analysis.Analysis {
	a := new(analysis.Analysis)
	pagetest.Fill(a, text)
	a.Kind, a.Subject.Kind = kind, kind
	if text != "" && len(text)%2 == 0 { // else the repository's name allows no link at all
		a.Repository = analysis.Repository{ID: 3, Owner: "o", Name: "r"}
		a.HeadSHA = "abc1234567890abc1234567890abc1234567890a"
	}
	filled := func(make func() any) json.RawMessage {
		if make == nil {
			return nil
		}
		v := make()
		pagetest.Fill(v, text)
		switch v := v.(type) { // what names something else is shown only if that is there
		case *repository.Report:
			hash := fnv.New32a()
			_, _ = hash.Write([]byte(text))
			v.Paths = hash.Sum(nil)
		case *releaserisk.Result:
			v.Drivers[0].Evidence = []string{"#3"}
		}
		return encode(t, v)
	}
	a.Evidence, a.Result = filled(kept[kind].evidence), filled(kept[kind].result)
	ours(a)
	return a
}

// An author, a model or GitHub's own data must not act on GitHub in DevPlus's name, whatever field it comes by. A field that a type gets
// later is hostile here by itself.
func TestPage_NoFieldActs(t *testing.T) {
	t.Parallel()
	all := kinds.All(nil, nil)
	r := render.Renderer{Page: all.Page}
	for kind := range kept {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			o := pagetest.Oracle{Headings: headings, Subjects: kind == releasenotes.Name, Accounts: kind == releasenotes.Name, Folds: folds}
			for i, text := range pagetest.Strings(t) {
				r.Version = text
				for _, state := range []func(*analysis.Analysis){states[0], states[1+i%(len(states)-1)]} {
					a := hostileAnalysis(t, kind, text, state)
					o.Repository = a.Repository.FullName()
					run := r.CheckRun(a).Shown()
					o.Check(t, text, run.Summary)
					o.Check(t, text, run.Text)
					o.Check(t, text, strings.TrimPrefix(r.Markdown(run), "# "))
					if kind == pullrequest.Name {
						o.Check(t, text, pullrequest.Comment(r, a, text))
						o.Check(t, text, pullrequest.ResolvedComment(r, a, text))
					}
				}
			}
		})
	}
}

// The judge must find what acts, or the test above says nothing.
func TestPage_TheJudgeFindsWhatActs(t *testing.T) {
	t.Parallel()
	o := pagetest.Oracle{Repository: "o/r", Headings: headings}
	for _, markdown := range []string{
		"<img src=x>", "@octocat", "x@-evil.example", "#1", "o/r#1", "deadbeef", "https://evil.example", "[x](https://github.com/o/r2/pull/1)", "[x](https://github.com/o/r/new/main)",
		"[x](https://github.com/o/r/blob/main/a&sol;..&sol;..&sol;..&sol;..&sol;x)", "### Not ours", "> [!NOTE]\n> x", "/close", "$x$ $y$", "```mermaid\nx\n```", "- [ ] x", "a\u202eb", "<!-- x -->",
		"| a | b |\n| --- | --- |\n| `x|y` | z |", "| a |\n| --- |\n| `x|<img src=x>` |", ":shipit:", "![x](https://github.com/o/r/blob/main/x)", "[x](https://github.com/o/r/pull/1?x=y)",
	} {
		if len(o.Faults(t, "x\n\n"+markdown)) == 0 {
			t.Errorf("%q passes", markdown)
		}
	}
}
