package githubapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A review that names one line too many is refused whole, and a stranger's copy of it is not ours.
func TestReview_IsAllOrNothingAndKnownAsOurs(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	sha := "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	files := []diff.Patch{{Path: "a.go", Status: diff.Modified, Additions: 2, Text: "@@ -1,1 +1,3 @@\n package a\n+var a = 1\n+var b = 2"}}
	if err := server.AddPullRequest(standin.PullRequest{Number: 2, Base: "1111111111111111111111111111111111111111", Head: sha, Files: files}); err != nil {
		t.Fatal(err)
	}
	comments := []githubapp.LineComment{{Path: "a.go", First: 2, Last: 3, Body: "both"}, {Path: "a.go", First: 2, Last: 2, Body: "one"}}
	server.AddReview(standin.Review{Number: 2, SHA: sha, Body: "ours", Comments: []*standin.LineComment{{Path: "a.go", First: 2, Last: 2, Body: "a copy"}}})
	if _, err := in.CreateReview(t.Context(), 2, sha, "ours", append(comments, githubapp.LineComment{Path: "a.go", First: 4, Last: 4, Body: "off"})); !errors.Is(err, githubapp.ErrUnprocessable) {
		t.Errorf("a line that the diff does not have: %v", err)
	}
	if _, err := in.CreateReview(t.Context(), 2, sha, "ours", comments); err != nil {
		t.Fatal(err)
	}
	ours, err := in.Reviewed(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := githubapp.Reviewed{HeadSHA: sha, Reviews: []githubapp.OwnReview{{SHA: sha, Body: "ours"}}}
	for _, c := range server.Reviews(2)[1].Comments {
		want.Threads = append(want.Threads, githubapp.OwnThread{CommentID: c.ID, Body: c.Body})
	}
	id := ours.Threads[0].ID
	for i := range ours.Threads {
		ours.Threads[i].ID = ""
	}
	if diff := cmp.Diff(want, ours); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := in.UpdateLineComment(t.Context(), want.Threads[0].CommentID, "fixed"); err != nil {
		t.Error(err)
	}
	if err := in.ResolveThread(t.Context(), id); !errors.Is(err, githubapp.ErrForbidden) {
		t.Errorf("resolved without leave to write contents: %v", err)
	}
	server.DeleteLineComment(want.Threads[0].CommentID)
	if err := in.ResolveThread(t.Context(), id); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("resolved what somebody deleted: %v", err)
	}
	if err := in.UpdateLineComment(t.Context(), want.Threads[0].CommentID, "fixed"); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("somebody deleted it: %v", err)
	}
}
