package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/wiring"
)

// conversing is a rig with a review whose comment on F1 begins a conversation, which an App begins whose permissions are as options say. It
// is cut off only after this.
func conversing(t *testing.T, cutAt int, options standin.Options) (r *rig, comment int64) {
	t.Helper()
	r = newRigOn(t, 0, options, func(p *wiring.Parts) { p.Settings.Repository.Findings.Show = "comments" })
	r.gh.SetFile("main.go", changedMain)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	comment = r.gh.Reviews(1)[0].Comments[0].ID
	r.cutAt, r.writes = cutAt, 0
	return r, comment
}

// pushReviewed pushes a second head, which is reviewed.
func (r *rig) pushReviewed(answer string, files ...diff.Patch) {
	r.t.Helper()
	r.must(r.gh.Push(1, head2, files...))
	r.pull("synchronize")
	r.settle(answer)
}

// Under "Require conversation resolution" a conversation on what is fixed blocks the merge until somebody resolves it. DevPlus does where
// GitHub lets it, and leaves to people what only they can tell.
func TestThread_CutAnywhereIsResolvedByUs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		write    bool
		line     string
		answer   string
		want     string
		resolved bool
	}{
		"fixed":                            {true, "var limit = 1000", raised, "F1 fixed", true},
		"fixed, contents are read-only":    {false, "var limit = 1000", raised, "F1 fixed", false},
		"outdated":                         {true, "var limit = 1000", silent, "F1 outdated", false},
		"its lines are as they were, open": {true, "var limit = 10", silent, "F1 open", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T, cutAt int) *rig {
				r, _ := conversing(t, cutAt, standin.Options{ContentsWrite: c.write})
				r.pushReviewed(c.answer, limit(c.line)...)
				return r
			}
			judge := func(r *rig) {
				comment := r.gh.Reviews(1)[0].Comments[0]
				if diff := cmp.Diff([]string{c.want}, r.findings(head2)); diff != "" || comment.Resolved != c.resolved {
					r.t.Errorf("resolved: %t (-want +got):\n%s", comment.Resolved, diff)
				}
				if says := strings.Contains(comment.Body, "**Fixed in"); says != (c.want == "F1 fixed") {
					r.t.Errorf("the comment says %q", comment.Body)
				}
			}
			if !c.resolved {
				judge(play(t, 0))
				return
			}
			cutAnywhere(t, play, judge)
		})
	}
}

// A finding that a person resolved must be dismissed at the next head, wherever a process crashed in between.
func TestThread_CutAnywhereIsResolvedByAPerson(t *testing.T) {
	t.Parallel()
	elsewhere := append(limit("var limit = 10"), standinFile("b.go"))
	play := func(t *testing.T, cutAt int) *rig {
		r, comment := conversing(t, cutAt, standin.Options{})
		payload, err := r.gh.ReviewThreadPayload(true, comment, standin.Account{Login: "colleague", Type: "User"})
		r.deliver("pull_request_review_thread", payload, err)
		r.settle(silent)
		r.pushReviewed(unlimited, elsewhere...)
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		comment := r.gh.Reviews(1)[0].Comments[0]
		if diff := cmp.Diff([]string{"F1 dismissed"}, r.findings(head2)); diff != "" || !strings.Contains(comment.Body, "Dismissed by colleague.") {
			r.t.Errorf("the comment says %q (-want +got):\n%s", comment.Body, diff)
		}
	})
}

// Resolving a copy of our comment must not affect the finding, and deleting a conversation must not delete it.
func TestThread_OfAStrangerOrDeletedChangesNothing(t *testing.T) {
	t.Parallel()
	for name, disturb := range map[string]func(r *rig, comment int64) (payload []byte, err error){
		"a stranger's copy": func(r *rig, _ int64) ([]byte, error) {
			ours := r.gh.Reviews(1)[0].Comments[0]
			r.gh.AddReview(standin.Review{Number: 1, AppID: 99, SHA: head, Body: "a copy", Comments: []*standin.LineComment{{Path: ours.Path, First: 2, Last: 2, Body: ours.Body}}})
			return r.gh.ReviewThreadPayload(true, r.gh.Reviews(1)[1].Comments[0].ID, standin.Account{Login: "stranger", Type: "User"})
		},
		"deleted": func(r *rig, comment int64) ([]byte, error) {
			payload, err := r.gh.ReviewThreadPayload(true, comment, standin.Account{Login: "colleague", Type: "User"})
			r.gh.DeleteLineComment(comment)
			return payload, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, comment := conversing(t, 0, standin.Options{ContentsWrite: true})
			payload, err := disturb(r, comment)
			r.deliver("pull_request_review_thread", payload, err)
			r.settle(silent)
			r.pushReviewed(silent, append(limit("var limit = 10"), standinFile("b.go"))...)
			if diff := cmp.Diff([]string{"F1 open"}, r.findings(head2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			mended := strings.Repeat("c", 40)
			r.must(r.gh.Push(1, mended, limit("var limit = 1000")...))
			r.pull("synchronize")
			r.settle(raised)
			if diff := cmp.Diff([]string{"F1 fixed"}, r.findings(mended)); diff != "" || r.deadLetters != 0 {
				t.Errorf("%d dead letters (-want +got):\n%s", r.deadLetters, diff)
			}
		})
	}
}

// Messages come late and twice. A conversation that somebody resolved before the finding was reopened says nothing of it, whoever resolved it
// since.
func TestThread_ResolvedBeforeAReopeningEndsNothing(t *testing.T) {
	t.Parallel()
	colleague := standin.Account{Login: "colleague", Type: "User"}
	for name, c := range map[string]struct {
		back  bool // they open it again, so that we resolve it
		shown bool // the reopening is shown before the message comes
	}{
		"it is resolved by us":               {back: true},
		"it was resolved by us":              {back: true, shown: true},
		"it is resolved by a person":         {},
		"it is resolved by a person, repeat": {shown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, comment := conversing(t, 0, standin.Options{ContentsWrite: true})
			payload, err := r.gh.ReviewThreadPayload(true, comment, colleague)
			r.deliver("pull_request_review_thread", payload, err)
			late := r.queue
			r.queue = nil
			if c.back {
				_, err = r.gh.ReviewThreadPayload(false, comment, colleague)
				r.must(err)
			}
			r.gh.Grant("mona", "write")
			r.says("mona", "/devplus dismiss F1 by design")
			r.settle(silent)
			r.now = r.now.Add(time.Minute)
			r.says("mona", "/devplus reopen F1")
			r.step() // it is recorded, and not yet shown
			if c.shown {
				r.settle(silent)
			}
			r.queue = append(late, r.queue...)
			r.settle(silent)
			r.pushReviewed(silent, append(limit("var limit = 10"), standinFile("b.go"))...)
			if diff := cmp.Diff([]string{"F1 open"}, r.findings(head2)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A finding that is reopened is to be dealt with again: its conversation, which we resolved, would say that it is not. One that a person
// resolved stays as they left it.
func TestThread_CutAnywhereIsOpenedAgainWithItsFinding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		write    bool
		by       standin.Account // who resolves it; nobody: we do
		resolved bool            // it stays
	}{
		"resolved by us":                         {write: true},
		"by another App, contents are read-only": {by: standin.Account{Login: "robot[bot]", Type: "Bot"}, resolved: true},
		"resolved by a person":                   {write: true, by: standin.Account{Login: "colleague", Type: "User"}, resolved: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T, cutAt int) *rig {
				r, comment := conversing(t, 0, standin.Options{ContentsWrite: c.write})
				if c.by.Login != "" {
					_, err := r.gh.ReviewThreadPayload(true, comment, c.by)
					r.must(err)
				}
				r.gh.Grant("mona", "write")
				r.says("mona", "/devplus dismiss F1 by design")
				r.settle(silent)
				if !r.gh.Reviews(1)[0].Comments[0].Resolved {
					t.Fatal("the conversation on what was dismissed is not resolved")
				}
				r.cutAt, r.writes = cutAt, 0
				r.says("mona", "/devplus reopen F1")
				r.settle(silent)
				return r
			}
			judge := func(r *rig) {
				comment := r.gh.Reviews(1)[0].Comments[0]
				if diff := cmp.Diff([]string{"F1 open"}, r.findings(head)); diff != "" || comment.Resolved != c.resolved || strings.Contains(comment.Body, "Dismissed") {
					r.t.Errorf("resolved: %t, the comment says %q (-want +got):\n%s", comment.Resolved, comment.Body, diff)
				}
			}
			if c.resolved {
				judge(play(t, 0))
				return
			}
			cutAnywhere(t, play, judge)
		})
	}
}
