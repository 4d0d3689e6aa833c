package githubapp_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// The author of the replaced lines can review the change, even if others changed the file later. A new file has no blame, and asking for one
// would cost that of the others.
func TestChangeHistory_BlamesTheReplacedLines(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	for _, step := range []struct{ email, text string }{
		{"anna@example.com", "package a\n\nvar first = 1\nvar second = 2\n"},
		{"ben@example.com", "package a\n\nvar first = 1\nvar second = 2\n\nvar other = 3\n"},
		{"ben@example.com", "package a\n\nvar first = 1\nvar second = 2\n\nvar other = 4\n"},
		{"author@example.com", "package a\n\nvar first = 10\nvar second = 20\n\nvar other = 4\n"},
	} {
		write(t, dir, "a.go", step.text)
		if step.email == "author@example.com" {
			write(t, dir, "b.go", "package a\n")
			gittest.Run(t, dir, "add", "b.go")
		}
		gittest.Run(t, dir, "-c", "user.email="+step.email, "-c", "user.name="+step.email[:3], "commit", "--quiet", "--all", "--message", "Change")
	}
	c, want := lastChange(t, dir)
	c.Blame = true
	_, gh, server := start(t, standin.Options{Dir: dir})
	got, err := gh.ChangeHistory(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	want.Reviewers = []change.Reviewer{{Name: "ann", Files: 1, Lines: 2}, {Name: "ben", Files: 1}, {Name: "mona", Files: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if calls := server.Calls(); len(calls) != 2 { // the token and the query
		t.Errorf("calls %v", calls)
	}
}

// The blame is no part of the score: where GitHub does not give it, the history is the same.
func TestChangeHistory_IsTheSameWithoutABlame(t *testing.T) {
	t.Parallel()
	dir := pastRepository(t)
	c, want := lastChange(t, dir)
	_, gh, server := start(t, standin.Options{Dir: dir})
	server.Fail(func(r *http.Request) bool {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		return bytes.Contains(body, []byte("blame(path:"))
	}, http.StatusBadGateway, nil, `{"message": "Something went wrong"}`, -1)
	c.Blame = true
	got, err := gh.ChangeHistory(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	want.Reviewers = []change.Reviewer{{Name: "ulf", Files: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-log +GitHub):\n%s", diff)
	}
}
