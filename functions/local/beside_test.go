package main

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// The model must be shown what a change is for and what other Apps found, without a request more, and nothing of other repositories.
func TestPullRequest_IsReviewedWithItsIssuesAndFailedChecks(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{Closes: []standin.Issue{
		{Number: 31, Title: "Widgets are lost", Body: "One in ten."}, {Number: 32, Title: "The secret plan", RepositoryID: 4711},
	}})
	r.gh.AddCheckRun(standin.CheckRun{
		AppID: 15368, HeadSHA: head, Name: "lint", Status: "completed", Conclusion: "failure",
		Annotations: []standin.Annotation{{Path: "a.go", StartLine: 3, EndLine: 3, Level: "failure", Message: "unused variable"}},
	})
	r.pull("opened")
	if spent := r.costOf(r.step); spent.GitHub > 8 {
		t.Errorf("%d requests", spent.GitHub)
	}
	sent := r.asked().Parts[0]
	for _, want := range []string{"# #31 Widgets are lost\nOne in ten.\n", "# lint of app-15368: a.go:3, failure\nunused variable\n"} {
		if !strings.Contains(sent, want) {
			t.Errorf("no %q in %s", want, sent)
		}
	}
	if strings.Contains(sent, "secret plan") {
		t.Error("an issue of another repository is shown")
	}
	r.settle(clean)
	if run := r.lastRun(); !strings.Contains(run.Text+run.Summary, "1 issue; 1 report of a failed check") {
		t.Errorf("not counted: %s\n%s", run.Summary, run.Text)
	}
}
