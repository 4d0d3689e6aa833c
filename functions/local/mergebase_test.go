package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// Of a file whose diff GitHub leaves out, the model is shown what the change replaced: what others have done to it on the base branch since
// is none of that. It costs no further request.
func TestReview_ShowsTheMergeBaseOfAFileWithoutADiff(t *testing.T) {
	t.Parallel()
	version := func(n int) string {
		return fmt.Sprintf("package a\n\nfunc total() int {\n\treturn %d\n}\n%s", n, strings.Repeat(fmt.Sprintf("// text of version %d\n", n), 15_000))
	}
	dir := gittest.Repository(t, map[string]string{"go.mod": "module example.com/m\n", "a.go": version(1)})
	sha := func(revision string) string { return gittest.Run(t, dir, "rev-parse", revision) }
	write := func(n int) string {
		if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte(version(n)), 0o600); err != nil {
			t.Fatal(err)
		}
		gittest.Run(t, dir, "commit", "-q", "-a", "-m", fmt.Sprint("Return ", n))
		return sha("HEAD")
	}
	gittest.Run(t, dir, "checkout", "-q", "-b", "topic")
	head := write(2)
	gittest.Run(t, dir, "checkout", "-q", "-")
	write(3)
	r := newRigOn(t, 0, standin.Options{Dir: dir})
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: sha("HEAD"), Head: head, Title: "Return 2", Author: standin.AccountOf("Mona", "mona@example.com")}))
	r.pull("opened")
	r.drain()
	sent := strings.Join(r.asked().Parts, "\n")
	if !strings.Contains(sent, "version: before the change\n3 ~ func total() int {\n4 ~ \treturn 1\n") || strings.Contains(sent, "return 3") || !strings.Contains(sent, "return 2") {
		t.Errorf("the model is shown\n%s", sent)
	}
	if n := r.graphQLCalls(); n > 5 { // as of any pull request
		t.Errorf("GitHub is asked %d times", n)
	}
}
