package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// commenting is a rig whose repository shows findings in comments, with a pull request just opened: main.go has that text at its head. No
// files are those of twoFiles.
func commenting(t *testing.T, cutAt int, text string, files []diff.Patch, adapt ...func(*wiring.Parts)) *rig {
	t.Helper()
	show := func(p *wiring.Parts) { p.Settings.Repository.Findings.Show = "comments" }
	r := newRigOn(t, cutAt, standin.Options{}, append(adapt, show)...)
	r.gh.SetFile("main.go", text)
	r.open(standin.PullRequest{Files: files})
	r.pull("opened")
	return r
}

// sevenLines is a change with a finding on each of its seven lines: the first is of low severity, the last critical.
func sevenLines() (files []diff.Patch, text, answer string) {
	var added, found []string
	for i, severity := range []string{"low", "high", "medium", "medium", "medium", "medium", "critical"} {
		added = append(added, fmt.Sprintf("var limit%d = %d", i, 10+i))
		found = append(found, fmt.Sprintf(`{"path":"main.go","line":%d,"severity":%q,"category":"correctness","title":"Limit %d is too low",`+
			`"explanation":"It is less than the usual load.","replacement":"var limit%d = %d","confidence":0.9}`, i+2, severity, i, i, 1000+i))
	}
	files = twoFiles()
	files[0].Additions = len(added)
	files[0].Text = "@@ -1,2 +1,9 @@\n package main\n+" + strings.Join(added, "\n+") + "\n func main() {}"
	return files, "package main\n" + strings.Join(added, "\n") + "\nfunc main() {}\n",
		`{"summary":"It sets limits.","verdict":"comments","findings":[` + strings.Join(found, ",") + `]}`
}

// linesOf are the lines that a review has comments on.
func linesOf(v standin.Review) (on []int) {
	for _, c := range v.Comments {
		on = append(on, c.Last)
	}
	slices.Sort(on)
	return on
}

// People who want comments get the worst five, once, each to be taken with a click; a review that is cut off is not submitted twice.
func TestComments_CutAnywhereGiveOneReview(t *testing.T) {
	t.Parallel()
	files, text, answer := sevenLines()
	play := func(t *testing.T, cutAt int) *rig {
		r := commenting(t, cutAt, text, files)
		r.settle(answer)
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		reviews := r.gh.Reviews(1)
		if len(reviews) != 1 || !slices.Equal(linesOf(reviews[0]), []int{3, 4, 5, 6, 8}) {
			r.t.Fatalf("%d reviews: %+v", len(reviews), reviews)
		}
		body := reviews[0].Comments[0].Body
		for _, want := range []string{"**Critical** F", "Limit 6 is too low", "In the model's words (correctness, ", "```suggestion\nvar limit6 = 1006\n```", "<summary>Prompt for a coding agent</summary>"} {
			if !strings.Contains(body, want) {
				r.t.Errorf("the worst finding's comment lacks %q:\n%s", want, body)
			}
		}
		if run := r.gh.CheckRuns()[0]; len(run.Annotations) != 2 {
			r.t.Errorf("%d annotations beside the review: %+v", len(run.Annotations), run.Annotations)
		}
		// The comment is for what the review does not have: one finding of medium severity.
		if all := r.gh.Comments(1); len(all) != 1 || strings.Contains(all[0].Body, "Limit 6") || !strings.Contains(all[0].Body, "Limit 5") {
			r.t.Errorf("%d comments: %+v", len(all), all)
		}
	})
}

// Findings on lines that GitHub refuses must appear in the text, and an outdated head must get no comments on lines that no longer exist.
func TestComments_FallBackToText(t *testing.T) {
	t.Parallel()
	files, text, answer := sevenLines()
	for name, disturb := range map[string]func(r *rig){
		"GitHub refuses the lines": func(r *rig) {
			refused := func(q *http.Request) bool {
				return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/reviews")
			}
			r.gh.Fail(refused, http.StatusUnprocessableEntity, nil, `{"message":"Unprocessable Entity","documentation_url":"https://docs.github.com/rest","errors":["Line could not be resolved"]}`, 1)
		},
		"the head has moved": func(r *rig) { r.must(r.gh.Push(1, head2)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := commenting(t, 0, text, files)
			r.step()
			disturb(r)
			r.settle(answer)
			reviews := r.gh.Reviews(1)
			if len(reviews) != 1 || len(reviews[0].Comments) != 0 || !strings.Contains(reviews[0].Body, "Limit 6 is too low") {
				t.Errorf("%+v", reviews)
			}
		})
	}
}

// A comment on lines that are mended says so, and no comment comes twice.
func TestComments_SayWhatBecameOfTheirFinding(t *testing.T) {
	t.Parallel()
	r := commenting(t, 0, changedMain, nil)
	r.settle(proposing(t, "var limit = 1000", ""))
	r.must(r.gh.Push(1, head2, limit("var limit = 1000")...))
	r.pull("synchronize")
	r.settle(raised)
	reviews := r.gh.Reviews(1)
	if len(reviews) != 1 || !strings.Contains(reviews[0].Comments[0].Body, "**Fixed in `bbbbbbb`.**") || strings.Contains(reviews[0].Comments[0].Body, "```suggestion") {
		t.Errorf("%d reviews, the comment says %q", len(reviews), reviews[0].Comments[0].Body)
	}
	if all := r.gh.Comments(1); len(all) != 0 {
		t.Errorf("a comment beside the review: %+v", all)
	}
}

// Comments stand in place of the one comment: they may not cost more than a usual pull request may.
func TestComments_StayWithinTheCostsOfAPullRequest(t *testing.T) {
	t.Parallel()
	r := commenting(t, 0, changedMain, nil)
	all := r.costOf(r.step).plus(r.costOf(func() { r.answer(r.flows.running(), proposing(t, "var limit = 1000", "")) })).plus(r.costOf(r.step)).plus(cost{GitHub: 1})
	if all.Store > 20 || all.GitHub > 16 || len(r.gh.Reviews(1)) != 1 {
		t.Errorf("%+v in all, %d reviews", all, len(r.gh.Reviews(1)))
	}
}
