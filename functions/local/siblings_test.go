package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// One change split into several pull requests gets several low scores: each check says that there are others.
func TestPullRequest_SaysThatAChangeIsSplit(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"pay/a.go": "package pay\n"})
	sha := func() string { return gittest.Head(t, dir) }
	base := sha()
	r := newRigOn(t, 0, standin.Options{Dir: dir})
	for number := 1; number <= 3; number++ {
		gittest.Run(t, dir, "checkout", "-q", "--detach", base)
		if err := os.WriteFile(filepath.Join(dir, "pay", string(rune('b'+number))+".go"), []byte("package pay\n\nvar x = 3\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		gittest.Run(t, dir, "add", "-A")
		gittest.Run(t, dir, "commit", "-q", "-m", "Part")
		r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 4 - number, Base: base, Head: sha(), Title: "Part", Author: standin.Account{Login: "mona", Type: "User"}}))
	}
	r.pull("opened")
	r.settle(clean)
	if run := r.gh.CheckRuns()[0]; !strings.Contains(run.Summary, "Perhaps a part of a larger change") || !strings.Contains(run.Summary, "pull/2") || strings.Contains(run.Summary, "pull/1)") {
		t.Errorf("%s\n%s", run.Title, run.Summary)
	}
}
