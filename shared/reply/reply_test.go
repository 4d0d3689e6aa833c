package reply_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/reply"
	"github.com/devplus-app/devplus/shared/store"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

const (
	number = 7
	marked = "<!-- devplus:answer -->\n\n"
)

// conversation is one with a comment of a person.
type conversation struct {
	githubtest.Server
	answers reply.Answers
	said    int64
}

func converse(t *testing.T) *conversation {
	t.Helper()
	server := githubtest.Serve(t, standin.Options{})
	if err := server.AddPullRequest(standin.PullRequest{Number: number, Base: strings.Repeat("1", 40), Head: strings.Repeat("a", 40), Files: []diff.Patch{}}); err != nil {
		t.Fatal(err)
	}
	c := &conversation{Server: server, said: server.AddComment(standin.Comment{Number: number, Body: "/devplus help", Author: standin.Account{Login: "mona", Type: "User"}})}
	c.answers = reply.Answers{Store: dbtest.Open(t).Store, GitHub: server.GitHub, App: server.Options().AppID, Number: number}
	return c
}

func (c *conversation) show(t *testing.T, words string) {
	t.Helper()
	if err := c.answers.Show(t.Context(), page.Statement("%s", page.Text(words))); err != nil {
		t.Fatal(err)
	}
}

// pending records that an answer is being created, as a process does that crashes then.
func (c *conversation) pending(t *testing.T) {
	t.Helper()
	_, err := c.answers.Store.ChangeCommands(t.Context(), store.CommandsID(c.Repository.ID, number), func(s *store.Commands) error {
		s.Answer = analysis.CommentPending
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// shown are the bodies of the comments but the person's first.
func (c *conversation) shown() (all []string) {
	for _, comment := range c.Comments(number)[1:] {
		all = append(all, comment.Body)
	}
	return all
}

// Commands are answered in one comment, which is edited: nobody's copy of it is, and neither a crash nor a deletion leads to a second one.
func TestAnswers_AreOneComment(t *testing.T) {
	t.Parallel()
	ours := func(c *conversation, body string) int64 {
		return c.AddComment(standin.Comment{Number: number, Body: body, AppID: c.Options().AppID})
	}
	for name, course := range map[string]struct {
		before func(t *testing.T, c *conversation)
		want   []string
	}{
		"first":                         {func(*testing.T, *conversation) {}, []string{marked + "now"}},
		"edited":                        {func(t *testing.T, c *conversation) { c.show(t, "before") }, []string{marked + "now"}},
		"crashed before it was created": {func(t *testing.T, c *conversation) { c.pending(t) }, []string{marked + "now"}},
		"crashed after it was created": {func(t *testing.T, c *conversation) {
			ours(c, "<!-- devplus:pull_request -->\n\nfindings")
			c.AddComment(standin.Comment{Number: number, Body: marked + "a copy", Author: standin.Account{Login: "stranger", Type: "User"}})
			ours(c, marked+"before")
			c.pending(t)
		}, []string{"<!-- devplus:pull_request -->\n\nfindings", marked + "a copy", marked + "now"}},
		"deleted by a person": {func(t *testing.T, c *conversation) {
			c.show(t, "before")
			c.DeleteComment(c.Comments(number)[1].ID)
		}, []string{marked + "now"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := converse(t)
			course.before(t, c)
			c.show(t, "now")
			c.show(t, "now")
			got := c.shown()
			for i := range got {
				got[i] = strings.TrimSpace(got[i])
			}
			if diff := cmp.Diff(course.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A locked conversation takes no answer, and the command is done all the same; while GitHub is away, it is not.
func TestAnswers_RefusedAreDone(t *testing.T) {
	t.Parallel()
	for status, done := range map[int]bool{http.StatusForbidden: true, http.StatusBadGateway: false} {
		c := converse(t)
		c.Fail(func(q *http.Request) bool {
			return q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/comments")
		}, status, nil,
			`{"message":"no","documentation_url":"https://docs.github.com"}`, 10)
		if err := c.answers.Show(t.Context(), page.Statement("now")); (err == nil) != done {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// Whoever commanded a review sees by the reaction whether there is one.
func TestEnded_ReactsByTheResult(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		analysis analysis.Analysis
		want     []string
	}{
		"reviewed":     {analysis.Analysis{State: analysis.Completed}, []string{"+1"}},
		"shown":        {analysis.Analysis{State: analysis.Published}, []string{"+1"}},
		"not reviewed": {analysis.Analysis{State: analysis.Published, Degraded: "no model"}, []string{"confused"}},
		"skipped":      {analysis.Analysis{State: analysis.Published, SkipReason: "a draft"}, []string{"confused"}},
		"failed":       {analysis.Analysis{State: analysis.Failed}, []string{"confused"}},
		"of no event":  {analysis.Analysis{State: analysis.Published}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := converse(t)
			if test.want != nil {
				e := event.Event{Schema: event.Schema, ReceivedAt: time.Now(), Repository: c.Repository, Command: event.Command{CommentID: c.said, Name: "review"}}
				var err error
				if test.analysis.Event, err = json.Marshal(e); err != nil {
					t.Fatal(err)
				}
			}
			if err := reply.Ended(t.Context(), c.GitHub, &test.analysis); err != nil {
				t.Fatal(err)
			}
			if got := c.Reactions(c.said); !slices.Equal(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}
