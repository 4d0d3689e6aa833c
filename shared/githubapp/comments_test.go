package githubapp_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

func TestComment_IsIdentifiedByAppNotByText(t *testing.T) {
	t.Parallel()
	app, in, server := onePull(t)
	const text = "<!-- marker --> hello"
	server.AddComment(standin.Comment{Number: 1, Body: text})
	server.AddComment(standin.Comment{Number: 1, Body: text, AppID: app.AppID() + 1})
	made, err := in.CreateComment(t.Context(), 1, text)
	if err != nil {
		t.Fatal(err)
	}
	all, err := in.Comments(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var ours []int64
	for _, c := range all {
		if c.MadeBy(app.AppID()) {
			ours = append(ours, c.ID)
		}
	}
	if diff := cmp.Diff([]int64{made.ID}, ours); diff != "" || len(all) != 3 {
		t.Errorf("of %d comments ours are (-want +got):\n%s", len(all), diff)
	}
	if made.User.Type != "Bot" || made.User.Login != "devplus[bot]" || made.HTMLURL == "" {
		t.Errorf("made: %+v", made)
	}
}

func TestComments_ReadsAllPages(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	for range 201 {
		server.AddComment(standin.Comment{Number: 1, Body: "me too"})
	}
	all, err := in.Comments(t.Context(), 1)
	if err != nil || len(all) != 201 {
		t.Errorf("%d comments, %v; want 201", len(all), err)
	}
}

func TestUpdateComment_OfDeletedCommentIsNotFound(t *testing.T) {
	t.Parallel()
	_, in, server := onePull(t)
	ctx := t.Context()
	made, err := in.CreateComment(ctx, 1, "one")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.UpdateComment(ctx, made.ID, "two"); err != nil {
		t.Fatal(err)
	}
	if c := server.Comments(1); len(c) != 1 || c[0].Body != "two" {
		t.Errorf("shown: %+v", c)
	}
	server.DeleteComment(made.ID)
	if _, err := in.UpdateComment(ctx, made.ID, "three"); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("after deletion: %v, want ErrNotFound, which is how to know that a new comment is due", err)
	}
}

func TestCreateComment_OverTheLimitIsPermanent(t *testing.T) {
	t.Parallel()
	_, in, _ := onePull(t)
	if _, err := in.CreateComment(t.Context(), 1, strings.Repeat("é", 65_536)); err != nil {
		t.Errorf("65,536 characters: %v", err)
	}
	for name, body := range map[string]string{"too long": strings.Repeat("c", 65_536+1), "blank": " \n"} {
		if _, err := in.CreateComment(t.Context(), 1, body); !githubapp.Permanent(err) {
			t.Errorf("%s: %v, want a permanent error", name, err)
		}
	}
}
