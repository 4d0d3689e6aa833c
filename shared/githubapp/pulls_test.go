package githubapp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestPullRequest_IsReadAsItIsNow(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.txt": "1\n"}, map[string]string{"a.txt": "2\n"}, map[string]string{"a.txt": "3\n", "b.txt": "b\n"})
	_, in, server := start(t, standin.Options{Dir: dir})
	then := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	add(t, server, standin.PullRequest{
		Number: 7, Base: "HEAD~2", Head: "HEAD~1", HeadRef: "topic", Title: "Two", Draft: true, UpdatedAt: then, Fork: true,
		Author: standin.Account{Login: "dependabot[bot]", Type: "Bot"},
	})
	type seen struct {
		Head, Base, HeadRef, BaseRef, State, Title, Author, Type, HeadRepo string
		Draft, Merged, Fork                                                bool
		Files, Additions, Deletions, Commits                               int
	}
	get := func() (seen, time.Time) {
		t.Helper()
		pr, err := in.PullRequest(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		return seen{
			pr.GetHead().GetSHA(), pr.GetBase().GetSHA(), pr.GetHead().GetRef(), pr.GetBase().GetRef(), pr.GetState(), pr.GetTitle(),
			pr.GetUser().GetLogin(), pr.GetUser().GetType(), pr.GetHead().GetRepo().GetFullName(),
			pr.GetDraft(), pr.GetMerged(), pr.GetHead().GetRepo().GetFork(),
			pr.GetChangedFiles(), pr.GetAdditions(), pr.GetDeletions(), pr.GetCommits(),
		}, pr.GetUpdatedAt().Time
	}
	base, middle, head := gittest.Run(t, dir, "rev-parse", "HEAD~2"), gittest.Run(t, dir, "rev-parse", "HEAD~1"), gittest.Head(t, dir)
	want := seen{middle, base, "topic", "main", "open", "Two", "dependabot[bot]", "Bot", "dependabot[bot]/project", true, false, true, 1, 1, 1, 1}
	got, updated := get()
	if diff := cmp.Diff(want, got); diff != "" || !updated.Equal(then) {
		t.Errorf("at first (-want +got):\n%s\nupdated %s", diff, updated)
	}

	for _, step := range []struct {
		doing  string
		do     func() error
		expect func(*seen)
	}{
		{"push", func() error { return server.Push(7, "HEAD") }, func(s *seen) { s.Head, s.Files, s.Additions, s.Commits = head, 2, 2, 2 }},
		{"retarget", func() error { return server.Retarget(7, "HEAD~1", "release") }, func(s *seen) { s.Base, s.BaseRef, s.Commits = middle, "release", 1 }},
		{"ready", func() error { return server.SetDraft(7, false) }, func(s *seen) { s.Draft = false }},
		{"close", func() error { return server.Close(7, false) }, func(s *seen) { s.State = "closed" }},
		{"reopen", func() error { return server.Reopen(7) }, func(s *seen) { s.State = "open" }},
		{"merge", func() error { return server.Close(7, true) }, func(s *seen) { s.State, s.Merged = "closed", true }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.doing, err)
		}
		step.expect(&want)
		before := updated
		got, updated = get()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", step.doing, diff)
		}
		if !updated.After(before) {
			t.Errorf("%s left updated_at at %s: events could not be put in order", step.doing, updated)
		}
	}
}

func TestFiles_HaveGitsStatusCountsAndPatch(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a line that stays\n", 20)
	dir := gittest.Repository(t,
		map[string]string{"moved.txt": long, "mode.sh": "x\n", "gone.txt": "bye\n", "edit.go": "a\nb\n", "plain": "text\n"},
		map[string]string{"other.txt": "on main only\n"})
	gittest.Run(t, dir, "checkout", "--quiet", "-b", "topic", "HEAD~1")
	gittest.Run(t, dir, "mv", "moved.txt", "to here.txt")
	gittest.Run(t, dir, "rm", "--quiet", "gone.txt")
	for path, content := range map[string]string{
		"edit.go": "a\nB\r\nno newline", "naïve \"x\".txt": "é\n", "img.bin": "\x00\x01\x02", "big.txt": strings.Repeat("y", 600<<10),
	} {
		if err := os.WriteFile(filepath.Join(dir, path), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("edit.go", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "add", "--all")
	gittest.Run(t, dir, "update-index", "--chmod=+x", "mode.sh")
	gittest.Run(t, dir, "commit", "--quiet", "--message", "all kinds")

	_, in, server := start(t, standin.Options{Dir: dir})
	add(t, server, standin.PullRequest{Number: 1, Base: "main", Head: "topic"})
	got, unlisted, err := in.Files(t.Context(), 1)
	if err != nil || unlisted.Files > 0 {
		t.Fatalf("%+v not listed, %v", unlisted, err)
	}
	want := []diff.Patch{ // other.txt is on the base only: GitHub compares with the merge base
		{Path: "big.txt", Status: diff.Added, Additions: 1}, // too big: no patch, but its lines count
		{Path: "edit.go", Status: diff.Modified, Additions: 2, Deletions: 1, Text: "@@ -1,2 +1,3 @@\n a\n-b\n+B\r\n+no newline\n\\ No newline at end of file"},
		{Path: "gone.txt", Status: diff.Removed, Deletions: 1, Text: "@@ -1 +0,0 @@\n-bye"},
		{Path: "img.bin", Status: diff.Added},
		{Path: "link", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+edit.go\n\\ No newline at end of file"},
		{Path: "mode.sh", Status: diff.Changed},
		{Path: "naïve \"x\".txt", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+é"},
		{Path: "to here.txt", PreviousPath: "moved.txt", Status: diff.Renamed},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFiles_BeyondGitHubsListAreCounted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		files, want int
		unlisted    change.Totals
		calls       int // token, pages and, at the limit, the pull request
	}{
		{0, 0, change.Totals{}, 1 + 1},
		{100, 100, change.Totals{}, 1 + 1},
		{101, 101, change.Totals{}, 1 + 2},
		{3000, 3000, change.Totals{}, 1 + 30 + 1},
		{3002, 3000, change.Totals{Files: 2, Additions: 2}, 1 + 30 + 1},
	} {
		t.Run(fmt.Sprint(test.files), func(t *testing.T) {
			t.Parallel()
			_, in, server := start(t, standin.Options{})
			add(t, server, standin.PullRequest{Number: 1, Base: strings.Repeat("b", 40), Head: strings.Repeat("a", 40), Files: many(test.files)})
			got, unlisted, err := in.Files(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if unlisted != test.unlisted || len(got) != test.want || len(server.Calls()) != test.calls {
				t.Errorf("%d files, %+v not listed, %d calls; want %d, %+v, %d", len(got), unlisted, len(server.Calls()), test.want, test.unlisted, test.calls)
			}
			if diff := cmp.Diff(many(test.want), got); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

// many are n small files, never nil.
func many(n int) []diff.Patch {
	files := make([]diff.Patch, n)
	for i := range files {
		files[i] = diff.Patch{Path: fmt.Sprintf("dir/file%04d.go", i), Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+x"}
	}
	return files
}

func TestRecentPulls_HaveAuthorsAndPaths(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.txt": "1\n"}, map[string]string{"a.txt": "2\n"}, map[string]string{"a.txt": "3\n", "b.txt": "b\n"})
	_, in, server := start(t, standin.Options{Dir: dir})
	then := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	add(t, server, standin.PullRequest{Number: 7, Base: "HEAD~2", Head: "HEAD~1", UpdatedAt: then, Author: standin.Account{Login: "mona", Type: "User"}})
	add(t, server, standin.PullRequest{Number: 8, Base: "HEAD~1", Head: "HEAD", UpdatedAt: then.Add(time.Hour), Author: standin.Account{Login: "hubot", Type: "User"}})
	add(t, server, standin.PullRequest{Number: 9, Base: "HEAD~1", Head: "HEAD", UpdatedAt: then, State: "closed"})
	all, err := in.DefaultFiles(t.Context(), []string{"a.txt"}, githubapp.Also{Recent: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []githubapp.RecentPull{
		{Number: 8, Author: "hubot", CreatedAt: then.Add(time.Hour), Additions: 2, Deletions: 1, Paths: []string{"a.txt", "b.txt"}},
		{Number: 7, Author: "mona", CreatedAt: then, Additions: 1, Deletions: 1, Paths: []string{"a.txt"}},
	}
	if diff := cmp.Diff(want, all.Recent); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	server.Fail(to("/graphql"), 200, nil, `{"data": null, "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]}`, 1)
	all, err = in.DefaultFiles(t.Context(), []string{"a.txt"}, githubapp.Also{Recent: true})
	if err != nil || all.Files["a.txt"].Text != "3\n" || all.Recent != nil {
		t.Errorf("without the permission to read pull requests: %+v, %v", all, err)
	}
}

// A reviewer's model must see what a change is for and what other checks found, and nothing of repositories that its readers may not see.
func TestDefaultFiles_BringTheIssuesOfThisRepositoryAndOtherAppsFailedChecks(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.txt": "1\n"}, map[string]string{"a.txt": "2\n"})
	_, in, server := start(t, standin.Options{Dir: dir})
	add(t, server, standin.PullRequest{Number: 7, Base: "HEAD~1", Head: "HEAD", Closes: []standin.Issue{
		{Number: 3, Title: "Two is missing", Body: "There is only one."}, {Number: 4, Title: "The secret plan", RepositoryID: 4711},
	}})
	pull, err := in.PullRequest(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	sha := pull.GetHead().GetSHA()
	note := standin.Annotation{Path: "a.txt", StartLine: 1, EndLine: 1, Level: "failure", Title: "lint", Message: "too small"}
	server.AddCheckRun(standin.CheckRun{HeadSHA: sha, Name: "own", Status: "completed", Conclusion: "failure", Annotations: []standin.Annotation{note}})
	for name, conclusion := range map[string]string{"lint": "failure", "build": "success", "slow": ""} {
		server.AddCheckRun(standin.CheckRun{AppID: 15368, HeadSHA: sha, Name: name, Status: "completed", Conclusion: conclusion, Annotations: []standin.Annotation{note}})
	}
	before := len(server.Calls())
	got, err := in.DefaultFiles(t.Context(), []string{"a.txt"}, githubapp.Also{Pull: 7})
	if err != nil || len(server.Calls()) != before+1 {
		t.Fatalf("%v, %d requests", err, len(server.Calls())-before)
	}
	want := githubapp.Defaults{
		Files: got.Files, Issues: []githubapp.Issue{{Number: 3, Title: "Two is missing", Body: "There is only one."}}, Head: sha,
		Failed: []githubapp.FailedCheck{{App: got.Failed[0].App, Name: "lint", Annotations: []githubapp.CheckAnnotation{
			{Path: "a.txt", Line: 1, Level: "failure", Title: "lint", Message: "too small"},
		}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
