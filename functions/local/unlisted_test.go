package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// GitHub lists 3,000 files of a pull request. Whoever puts code after 3,000 pages of documentation must not pass as "documentation only".
func TestUnlisted_CodeAfterThousandsOfPagesIsScored(t *testing.T) {
	t.Parallel()
	files := []diff.Patch{{Path: "z.go", Status: diff.Added, Additions: 400, Text: "@@ -0,0 +1,400 @@\n" + strings.TrimSpace(strings.Repeat("+var a = f()\n", 400))}}
	for n := range 3000 {
		files = append(files, diff.Patch{Path: fmt.Sprintf("docs/%04d.md", n), Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+words"})
	}
	files[0], files[3000] = files[3000], files[0]
	r := newRig(t, 0)
	r.open(standin.PullRequest{Files: files})
	r.pull("opened")
	r.settle(clean)
	a := r.analysisOf(head)
	if a.Risk == nil || a.Risk.NotScored != "" || a.Risk.Score < 80 {
		t.Errorf("risk %+v", a.Risk)
	}
	const want = "GitHub does not list 1 file of the change, with 400 changed lines: taken as production code."
	const scored = "**400 changed lines** of production code: GitHub shows no diff of them, so they are scored as unusually dense code."
	if run := r.gh.CheckRuns()[0]; !strings.Contains(run.Text, want) || !strings.Contains(run.Summary, scored) {
		t.Errorf("the check run says\n%s\n%s", run.Summary, run.Text)
	}
}
