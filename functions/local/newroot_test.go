package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A pull request that is rebased onto a new root shares no commit with its base: GitHub compares nothing then. It is reviewed all the same,
// and what was found stays known where its lines do.
func TestLedger_OfAPullRequestOnANewRoot(t *testing.T) {
	t.Parallel()
	unrelated := func(q *http.Request) bool { return strings.Contains(q.URL.Path, "/compare/") }
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	r.gh.Fail(unrelated, http.StatusNotFound, nil, `{"message":"No common ancestor between `+base+` and `+head2+`.","documentation_url":"https://docs.github.com/rest","status":"404"}`, 100)
	r.must(r.gh.Push(1, head2, diff.Patch{Path: "main.go", Status: diff.Added, Additions: 3, Text: "@@ -0,0 +1,3 @@\n+package main\n+var limit = 10\n+func main() {}"}))
	r.pull("synchronize")
	r.settle(silent)
	runs := r.gh.CheckRuns()
	if last := runs[len(runs)-1]; last.Conclusion != "neutral" || !strings.Contains(last.Summary+last.Text, "F1: The limit is too low") || r.deadLetters != 0 {
		t.Errorf("%s: %s, %d dead letters\n%s", last.Conclusion, last.Title, r.deadLetters, last.Summary)
	}
	if diff := cmp.Diff([]string{"F1 open"}, r.findings(head2)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two heads whose reviews end at once publish in any order: the pull request shows the later one, in one comment, and its finding once.
func TestLedger_OfTwoHeadsThatPublishAtOnce(t *testing.T) {
	t.Parallel()
	for name, reversed := range map[string]bool{"in order": false, "the later head first": true} {
		r := newRig(t, 0)
		flow := func() *execution {
			for len(r.queue) > 0 {
				r.step()
			}
			return r.flows.running()
		}
		r.open(standin.PullRequest{})
		r.pull("opened")
		r.answer(flow(), unlimited)
		held := slices.Clone(r.queue)
		r.queue, r.now = nil, r.now.Add(2*time.Minute)
		r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
		r.pull("synchronize")
		if second := flow(); second != nil {
			r.answer(second, unlimited)
		}
		if r.queue = append(held, r.queue...); reversed {
			slices.Reverse(r.queue)
		}
		r.settle(unlimited)
		if diff := cmp.Diff([]string{"F1 open"}, r.findings(head2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		all := r.gh.Comments(1)
		if len(all) != 1 || !strings.Contains(all[0].Body, head2[:7]) || strings.Count(all[0].Body, "F1: The limit is too low") != 1 {
			t.Errorf("%s: %d comments: %+v", name, len(all), all)
		}
		for _, run := range r.gh.CheckRuns() {
			if run.Status != "completed" || run.HeadSHA == head2 && len(run.Annotations) != 1 {
				t.Errorf("%s: %s of %.7s: %s, %d annotations", name, run.Status, run.HeadSHA, run.Title, len(run.Annotations))
			}
		}
	}
}
