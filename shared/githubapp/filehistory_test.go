package githubapp_test

import (
	"errors"
	"fmt"

	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/gitlog"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// pastRepository has fixes and other changes by two authors; the last commit is the change. The README and the new file have no past that
// counts.
func pastRepository(t *testing.T) string {
	t.Helper()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n", "b.go": "package a\n\nvar b = 1\n", "README.md": "a\n"})
	for i, title := range []string{"Fix a", "Add to a", "Fix the fix"} {
		write(t, dir, "a.go", strings.Repeat("// more\n", i+1)+"package a\n")
		email := []string{"mona@example.com", "ulf@example.com"}[i%2]
		gittest.Run(t, dir, "-c", "user.email="+email, "-c", "user.name="+email[:strings.Index(email, "@")], "commit", "--quiet", "--all", "--message", title)
	}
	write(t, dir, "a.go", "package a\n\nvar a = 2\n")
	write(t, dir, "b.go", "package a\n\nvar b = 2\n")
	write(t, dir, "README.md", "b\n")
	write(t, dir, "new.go", "package a\n")
	gittest.Run(t, dir, "add", "--all")
	gittest.Run(t, dir, "commit", "--quiet", "--message", "Change all")
	return dir
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lastChange is the last commit as a change, and what its log says of its past.
func lastChange(t *testing.T, dir string) (c githubapp.HistoryQuery, want *change.History) {
	t.Helper()
	c = githubapp.HistoryQuery{BaseSHA: gittest.Run(t, dir, "rev-parse", "HEAD~1"), HeadSHA: gittest.Head(t, dir), AuthorID: userID(t, dir)}
	var past gitlog.Tracker
	for commit, err := range (gitlog.Log{Dir: dir}).Commits(t.Context(), "HEAD") {
		if err != nil {
			t.Fatal(err)
		}
		c.Patches, want = commit.Patches, past.History(commit)
		past.Learn(commit)
	}
	return c, want
}

// userID is the node ID of the last commit's author.
func userID(t *testing.T, dir string) string {
	t.Helper()
	_, gh, server := start(t, standin.Options{Dir: dir})
	add(t, server, standin.PullRequest{
		Number: 1, Base: "HEAD~1", Head: "HEAD", Author: standin.AccountOf(gittest.Run(t, dir, "log", "-1", "--format=%an"), gittest.Run(t, dir, "log", "-1", "--format=%ae")),
	})
	pull, err := gh.PullRequest(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return pull.GetUser().GetNodeID()
}

func TestChangeHistory_MatchesGitLog(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	c, want := lastChange(t, dir)
	_, gh, server := start(t, standin.Options{Dir: dir})
	got, err := gh.ChangeHistory(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	want.Reviewers = []change.Reviewer{{Name: "ulf", Files: 1}} // accounts are not in the log
	if diff := cmp.Diff(want, got); diff != "" || got.FileFixes < 1.9 || got.Authored != 3 || got.Commits != 4 {
		t.Errorf("(-log +GitHub):\n%s", diff)
	}
	if calls := server.Calls(); len(calls) != 2 { // the token and the query
		t.Errorf("calls %v", calls)
	}
}

func TestChangeHistory_OfRenamedFileIsThatOfItsOldName(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	gittest.Run(t, dir, "mv", "a.go", "moved.go")
	write(t, dir, "moved.go", "package a\n\nvar a = 2\n\nvar c = 3\n")
	gittest.Run(t, dir, "commit", "--quiet", "--all", "--message", "Move")
	c, want := lastChange(t, dir)
	_, gh, _ := start(t, standin.Options{Dir: dir})
	got, err := gh.ChangeHistory(t.Context(), c)
	if err != nil || want.FileFixes == 0 {
		t.Fatal(want, err)
	}
	want.Reviewers = []change.Reviewer{{Name: "ulf", Files: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-log +GitHub):\n%s", diff)
	}
}

func TestChangeHistory_OfNewFileIsEmpty(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	c, _ := lastChange(t, dir)
	c.Patches = []diff.Patch{{Path: "never/there \"é\".go", Status: diff.Modified, Additions: 1}}
	_, gh, _ := start(t, standin.Options{Dir: dir})
	got, err := gh.ChangeHistory(t.Context(), c)
	if diff := cmp.Diff(&change.History{Authored: 3, Commits: 4}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestChangeHistory_OfLargestChangeIsOneRequest(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	c, _ := lastChange(t, dir)
	for i := range 3000 {
		c.Patches = append(c.Patches, diff.Patch{Path: strings.Repeat("p", i%100) + ".go", Status: diff.Modified, Additions: i})
	}
	_, gh, server := start(t, standin.Options{Dir: dir})
	if _, err := gh.ChangeHistory(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if calls := server.Calls(); len(calls) != 2 {
		t.Errorf("calls %v", calls)
	}
}

func TestChangeHistory_PartialAnswerIsAnError(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	c, _ := lastChange(t, dir)
	gone := c
	gone.BaseSHA = strings.Repeat("0", 40)
	const partial = `{"data":{"repository":{"head":{"committedDate":"2026-01-01T00:00:00Z"},"base":null}},"errors":[{"type":%q,"path":["repository","base","p0"],"message":%q}]}`
	var limit *githubapp.RateLimitError
	for name, test := range map[string]struct {
		change     githubapp.HistoryQuery
		kind, says string
		want       func(error) bool
	}{
		"base gone":     {gone, "", "", func(err error) bool { return errors.Is(err, githubapp.ErrNotFound) }},
		"rate limited":  {c, "RATE_LIMITED", "API rate limit exceeded", func(err error) bool { return errors.As(err, &limit) }},
		"no permission": {c, "FORBIDDEN", "Resource not accessible by integration", func(err error) bool { return errors.Is(err, githubapp.ErrForbidden) }},
		"time-out":      {c, "", "Something went wrong while executing your query.", func(err error) bool { return !githubapp.Permanent(err) }},
		"one path":      {c, "INTERNAL", "oops", func(err error) bool { return strings.Contains(err.Error(), "oops") }},
	} {
		_, gh, server := start(t, standin.Options{Dir: dir})
		if test.says != "" {
			server.Fail(func(r *http.Request) bool { return r.URL.Path == "/graphql" }, http.StatusOK, nil, fmt.Sprintf(partial, test.kind, test.says), -1)
		}
		h, err := gh.ChangeHistory(t.Context(), test.change)
		if h != nil || err == nil || !test.want(err) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
}
