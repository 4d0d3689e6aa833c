package benchmark_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/kestra-image/evals/benchmark"
	"github.com/devplus-app/devplus/kestra-image/evals/score"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// entry is one pull request as AACR-Bench writes it.
func entry(url, base, head string) string {
	return fmt.Sprintf(`[{"project_main_language": "Go", "source_commit": %q, "target_commit": %q, "githubPrUrl": %q, "comments": [
		{"path": "a.go", "side": "right", "from_line": 7, "to_line": 3, "category": "Security Vulnerability", "note": "n", "context": "Diff Level"},
		{"path": "a.go", "side": "left", "from_line": 1, "to_line": 1, "category": "Performance"},
		{"path": "b.go", "side": "right", "from_line": 5, "to_line": 5, "category": "Maintainability and Readability"}]}]`, head, base, url)
}

var a, b = strings.Repeat("a", 40), strings.Repeat("b", 40)

func TestRead_TakesAFileAFolderACloneOrAnAddress(t *testing.T) {
	t.Parallel()
	text := entry("https://github.com/octo/project/pull/7", a, b)
	dir := t.TempDir()
	file := filepath.Join(dir, "dataset", "positive_samples.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "init", "--quiet")
	gittest.Run(t, dir, "add", ".")
	gittest.Run(t, dir, "commit", "--quiet", "-m", "Data")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/data.json" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	want := []benchmark.PullRequest{{
		Owner: "octo", Name: "project", Number: 7, Language: "Go", Base: a, Head: b,
		Comments: []score.Place{{Path: "a.go", First: 3, Last: 7, Categories: []string{"security"}}, {Path: "b.go", First: 5, Last: 5, Optional: true}},
	}}
	for _, source := range []string{file, dir, filepath.Join(dir, ".git"), server.URL + "/data.json"} {
		got, err := benchmark.Read(t.Context(), source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", source, diff)
		}
	}
	for _, source := range []string{server.URL + "/missing", filepath.Join(dir, "missing"), t.TempDir()} {
		if _, err := benchmark.Read(t.Context(), source); err == nil {
			t.Errorf("%s was read", source)
		}
	}
}

// The data read becomes paths and arguments of git, so it must be validated.
func TestRead_RefusesWhatIsNoPullRequest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"{", "[]", entry("https://github.com/../project/pull/7", a, b), entry("https://github.com/octo/../pull/7", a, b),
		entry("https://example.com/octo/project/pull/7", a, b), entry("https://github.com/octo/project/pull/7", "--upload-pack=x", b),
		entry("https://github.com/octo/project/pull/7", a, "HEAD"),
	} {
		file := filepath.Join(t.TempDir(), "data.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := benchmark.Read(t.Context(), file); err == nil {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

// forked is a repository with a commit, one after it on main, and one on a branch from the first.
func forked(t *testing.T) (dir, fork, base, head string) {
	t.Helper()
	dir = t.TempDir()
	commit := func(file, text string) string {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		gittest.Run(t, dir, "add", ".")
		gittest.Run(t, dir, "commit", "--quiet", "-m", "Write "+file)
		return gittest.Head(t, dir)
	}
	gittest.Run(t, dir, "init", "--quiet")
	for _, setting := range []string{"uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"} { // as GitHub allows
		gittest.Run(t, dir, "config", setting, "true")
	}
	fork = commit("a.go", "one\n")
	base = commit("b.go", "main goes on\n")
	gittest.Run(t, dir, "checkout", "--quiet", "-b", "change", fork)
	return dir, fork, base, commit("a.go", "two\n")
}

// The change must be what the pull request showed, not what main did since; and a clone that is there is not fetched again.
func TestOpen_FetchesTheChangeSinceTheFork(t *testing.T) {
	t.Parallel()
	origin, fork, base, head := forked(t)
	remote := t.TempDir()
	if err := os.MkdirAll(filepath.Join(remote, "octo"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(origin, filepath.Join(remote, "octo", "project")); err != nil {
		t.Fatal(err)
	}
	p := benchmark.PullRequest{Owner: "octo", Name: "project", Number: 7, Base: base, Head: head}
	fetched := benchmark.Clones{Dir: t.TempDir(), Remote: "file://" + remote}
	there := benchmark.Clones{Dir: remote, Remote: "file:///nowhere"}
	for range 2 { // the second time from what the first has fetched
		for name, clones := range map[string]*benchmark.Clones{"fetched": &fetched, "there": &there} {
			c, err := clones.Open(t.Context(), p)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := gittest.Run(t, c.Dir, "diff", "--name-only", c.Base+"..."+c.Head); c.Base != fork || got != "a.go" || c.Subject != "Write a.go" {
				t.Errorf("%s: %+v changes %q, want a.go since %s", name, c, got, fork)
			}
			if got := gittest.Run(t, c.Dir, "show", c.Head+":a.go"); got != "two" {
				t.Errorf("%s: a.go is %q", name, got)
			}
		}
	}
	p.Head = strings.Repeat("0", 40)
	if _, err := fetched.Open(t.Context(), p); err == nil || !strings.Contains(err.Error(), "octo/project#7") {
		t.Errorf("a head that nobody has: %v", err)
	}
}
