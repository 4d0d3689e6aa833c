package publish_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

const marked = "<!-- devplus:pull_request -->\n\nbefore"

// said are the pull request's comments in short: who wrote them and what became of them.
func (r *rig) said() []string {
	var out []string
	for _, c := range r.gh.Comments(r.number) {
		text := c.Body
		switch {
		case strings.Contains(text, "Fault"):
			text = "findings"
		case strings.Contains(text, "nothing left to check"):
			text = "over"
		case strings.Contains(text, "before"):
			text = "before"
		}
		out = append(out, fmt.Sprintf("%d %s", c.AppID, text))
	}
	return out
}

func TestComment_IsOneAPullRequest(t *testing.T) {
	t.Parallel()
	const ours = 4242
	for name, test := range map[string]struct {
		there  []standin.Comment
		noted  func(ids []int64) analysis.CommentRef
		result string
		want   []string
	}{
		"none, and none wanted": {nil, nil, clean, nil},
		"the first":             {nil, nil, findings(1), []string{"4242 findings"}},
		"edited":                {[]standin.Comment{{AppID: ours, Body: marked}}, first, findings(1), []string{"4242 findings"}},
		"edited, whatever it says now": {[]standin.Comment{{AppID: ours, Body: "before, by a maintainer"}}, first, findings(1),
			[]string{"4242 findings"}},
		"over":                    {[]standin.Comment{{AppID: ours, Body: marked}}, first, clean, []string{"4242 over"}},
		"deleted and wanted":      {nil, missing, findings(1), []string{"4242 findings"}},
		"deleted and not wanted":  {nil, missing, clean, nil},
		"made, and not noted":     {[]standin.Comment{{AppID: ours, Body: marked}}, unknown, findings(1), []string{"4242 findings"}},
		"made, not noted, over":   {[]standin.Comment{{AppID: ours, Body: marked}}, unknown, clean, []string{"4242 over"}},
		"not made after all":      {nil, unknown, findings(1), []string{"4242 findings"}},
		"not made and not wanted": {nil, unknown, clean, nil},
		"the record was lost":     {[]standin.Comment{{AppID: ours, Body: marked}}, nil, findings(1), []string{"4242 findings"}},
		"a person's copy": {[]standin.Comment{{Body: marked}}, nil, findings(1),
			[]string{"0 before", "4242 findings"}},
		"a person's copy, none wanted": {[]standin.Comment{{Body: marked}}, unknown, clean, []string{"0 before"}},
		"another App's copy": {[]standin.Comment{{AppID: 1, Body: marked}}, nil, findings(1),
			[]string{"1 before", "4242 findings"}},
		"ours of another kind": {[]standin.Comment{{AppID: ours, Body: "<!-- devplus:release_risk -->\n\nbefore"}}, nil, findings(1),
			[]string{"4242 before", "4242 findings"}},
		"ours that quotes the marker": {[]standin.Comment{{AppID: ours, Body: "before\n\n> " + marked}}, nil, findings(1),
			[]string{"4242 before", "4242 findings"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			var ids []int64
			for _, c := range test.there {
				c.Number = r.number
				ids = append(ids, r.gh.AddComment(c))
			}
			if test.noted != nil {
				r.change(func(p *analysis.Latest, _ *analysis.Analysis) error { p.Comment = test.noted(ids); return nil })
			}
			r.complete(test.result)
			r.send(204)
			if diff := cmp.Diff(test.want, r.said()); diff != "" {
				t.Errorf("comments (-want +got):\n%s", diff)
			}
			want := analysis.NoComment
			for _, c := range r.gh.Comments(r.number) {
				if c.AppID == ours && !strings.Contains(c.Body, "before") {
					want = analysis.CommentRef(c.ID)
				}
			}
			if got := r.pull().Comment; got != want {
				t.Errorf("noted %d, want %d", got, want)
			}
		})
	}
}

func first(ids []int64) analysis.CommentRef { return analysis.CommentRef(ids[0]) }
func missing([]int64) analysis.CommentRef   { return 999 }
func unknown([]int64) analysis.CommentRef   { return analysis.CommentPending }

func TestComment_IsFoundInALongConversation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 120 {
		r.gh.AddComment(standin.Comment{Number: r.number, Body: "Nice."})
	}
	ours := r.gh.AddComment(standin.Comment{Number: r.number, AppID: r.gh.Options().AppID, Body: marked})
	r.complete(findings(1))
	r.send(204)
	if n, noted := len(r.gh.Comments(r.number)), r.pull().Comment.ID(); n != 121 || noted != ours {
		t.Errorf("%d comments, noted %d, want %d", n, noted, ours)
	}
}

func TestComment_CutOffWhileCreatedIsEditedLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(1))
	r.gh.AfterWrite(func(req *http.Request) error {
		if is(createComment)(req) {
			return standin.ErrLost
		}
		return nil
	})
	r.send(503)
	r.gh.AfterWrite(nil)
	r.change(func(_ *analysis.Latest, a *analysis.Analysis) error { return a.Supersede(r.now, "a new base branch") })
	r.again(clean)
	r.send(204)
	if diff := cmp.Diff([]string{"4242 over"}, r.said()); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

func TestComment_RefusedLeavesTheCheckRun(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.complete(findings(2))
	r.gh.Fail(is(createComment), 403, nil, `{"message":"Unable to create comment because issue is locked."}`, 1)
	r.send(204)
	if a := r.stored(); a.State != analysis.Published || !a.DueAt.IsZero() || a.Lease.Owner != "" {
		t.Errorf("%s (%s), due at %v, lease %+v", a.State, a.Failure, a.DueAt, a.Lease)
	}
	if run := r.shown(); run.Status != "completed" || len(run.Annotations) != 2 {
		t.Errorf("check run %s with %d annotations", run.Status, len(run.Annotations))
	}
	if found := logged.Containing(`"severity":"ERROR"`, `"metric":"given_up"`, "locked", r.id); len(found) != 1 {
		t.Errorf("lines of giving up: %q", found)
	}
	r.again(findings(1)) // unlocked since
	r.send(204)
	if diff := cmp.Diff([]string{"4242 findings"}, r.said()); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}
