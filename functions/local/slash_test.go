package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// says is a person's comment with a command, and its delivery. It returns the comment's ID.
func (r *rig) says(login, body string) int64 {
	r.t.Helper()
	return r.saysOn(1, login, body)
}

func (r *rig) saysOn(number int, login, body string) int64 {
	r.t.Helper()
	id := r.gh.AddComment(standin.Comment{Number: number, Body: body, Author: standin.Account{Login: login, Type: "User"}})
	payload, err := r.gh.IssueCommentPayload("created", id)
	r.deliver("issue_comment", payload, err)
	return id
}

// said is the ID of a person's newest comment.
func (r *rig) said() (id int64) {
	for _, c := range r.gh.Comments(1) {
		if c.AppID == 0 {
			id = max(id, c.ID)
		}
	}
	return id
}

// replies are the comments of the App that answer commands.
func (r *rig) replies(number int) (all []string) {
	for _, c := range r.gh.Comments(number) {
		if body, ok := strings.CutPrefix(c.Body, "<!-- devplus:answer -->\n\n"); ok && c.AppID != 0 {
			all = append(all, body)
		}
	}
	return all
}

// published is a rig with a pull request of octocat, who may write, that was reviewed.
func published(t *testing.T, p standin.PullRequest) *rig {
	t.Helper()
	r := newRig(t, 0)
	r.open(p)
	r.pull("opened")
	r.settle(clean)
	return r
}

func (r *rig) wantReactions(id int64, want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.gh.Reactions(id)); diff != "" {
		r.t.Errorf("reactions (-want +got):\n%s", diff)
	}
}

func TestSlashHelp_ListsTheCommandsInOneComment(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	for _, said := range []string{"/devplus help", "/devplus"} {
		id := r.says("octocat", said)
		r.settle(clean)
		r.wantReactions(id, "eyes", "+1")
	}
	all := r.replies(1)
	if len(all) != 1 || !strings.Contains(all[0], "`/devplus review [full]`") || !strings.Contains(all[0], "a command of `octocat`") {
		t.Errorf("answers: %q", all)
	}
}

func TestSlashReview_ReadsWhatNobodyHasReadAndFullReadsAll(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]int{"/devplus review": 1, "/devplus review full": 2, "/devplus Review FULL": 2} {
		r := published(t, standin.PullRequest{})
		id := r.says("octocat", said)
		r.settle(clean)
		r.wantReactions(id, "eyes", "+1")
		if got := len(r.flows.executions()); got != want {
			t.Errorf("%s: %d reviews, want %d", said, got, want)
		}
		if runs := r.gh.CheckRuns(); len(runs) != 2 {
			t.Errorf("%s: %d check runs, want one of the command's own", said, len(runs))
		}
	}
}

func TestSlashReview_OfWhatIsOnlyReviewedOnRequest(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]standin.PullRequest{"a draft": {Draft: true}, "a bot's": {Author: dependabot}} {
		r := published(t, p)
		id := r.says("octocat", "/devplus review")
		r.settle(clean)
		if n := len(r.flows.executions()); n != 1 {
			t.Errorf("%s: %d reviews", name, n)
		}
		r.wantReactions(id, "eyes", "+1")
	}
}

func TestSlashReview_OfAClosedPullRequestIsAnswered(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	r.must(r.gh.Close(1, true))
	id := r.says("octocat", "/devplus review")
	r.settle(clean)
	r.wantReactions(id, "eyes", "confused")
	if all := r.replies(1); len(all) != 1 || !strings.Contains(all[0], "closed") {
		t.Errorf("answers: %q", all)
	}
}

// A stranger must not be able to spend a repository's money, and gets no argument either.
func TestSlash_StrangersGetNothing(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"/devplus help", "/devplus review", "/devplus review full", "/devplus nonsense", "/devplus " + strings.Repeat("x", 10_000)} {
		r := published(t, standin.PullRequest{})
		before, writes := len(r.flows.executions()), len(r.gh.CheckRuns())
		id := r.says("stranger", said)
		r.settle(clean)
		r.wantReactions(id, "confused")
		if len(r.flows.executions()) != before || len(r.gh.CheckRuns()) != writes || len(r.replies(1)) != 0 {
			t.Errorf("%.40s: something happened: %q", said, r.replies(1))
		}
	}
}

// Access counts at the moment of the command's execution, not of the comment.
func TestSlash_AccessThatWasJustRemovedIsNone(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	r.gh.Grant("mona", "maintain")
	first := r.says("mona", "/devplus review full")
	r.settle(clean)
	second := r.says("mona", "/devplus review full")
	r.gh.Grant("mona", "none")
	r.settle(clean)
	r.wantReactions(first, "eyes", "+1")
	r.wantReactions(second, "confused")
}

// The author of a pull request from a fork may have each head reviewed once.
func TestSlashReview_ByAnAuthorWithoutWriteAccessOnceAHead(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("reviews: {people: ask}\n", "")
	r.open(standin.PullRequest{Fork: true, Author: standin.Account{Login: "contributor", Type: "User"}})
	r.pull("opened")
	r.settle(clean)
	full := r.says("contributor", "/devplus review full")
	first := r.says("contributor", "/devplus review")
	second := r.says("contributor", "/devplus review")
	r.settle(clean)
	r.wantReactions(full, "confused")
	r.wantReactions(first, "eyes", "+1")
	r.wantReactions(second, "confused")
	if n := len(r.flows.executions()); n != 1 {
		t.Errorf("%d reviews", n)
	}
	r.must(r.gh.Push(1, head2, limit("var limit = 11")...))
	r.pull("synchronize")
	r.settle(clean)
	third := r.says("contributor", "/devplus review")
	r.settle(clean)
	r.wantReactions(third, "eyes", "+1")
	if n := len(r.flows.executions()); n != 2 {
		t.Errorf("%d reviews after a push", n)
	}
}

// The answer to a mistyped command must name the correct form, and repeat nothing of the typed text.
func TestSlash_MistypedIsAnsweredWithTheNearest(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	for said, want := range map[string]string{
		"/devplus reveiw":                                   "Did you mean `/devplus review [full]`?",
		"/devplus re\u200bview":                             "Did you mean `/devplus review [full]`?",
		"/devplus обзор":                                    "There is no such command.\n",
		"/devplus review whatever":                          "`review` takes `full` or nothing.",
		"/devplus review $(reboot) `x` <b>@all":             "`review` takes `full` or nothing.",
		"/devplus " + strings.Repeat("z", 10_000):           "There is no such command.\n",
		"/devplus review " + strings.Repeat("full ", 2_000): "The line is too long.",
	} {
		id := r.says("octocat", said)
		r.settle(clean)
		r.wantReactions(id, "eyes", "confused")
		all := r.replies(1)
		if len(all) != 1 || !strings.Contains(all[0], want) {
			t.Errorf("%.60q: %q, want %q", said, all, want)
		}
		for _, typed := range []string{"whatever", "reboot", "@all", "обзор", "zzz", "\u200b"} {
			if strings.Contains(strings.Join(all, ""), typed) {
				t.Errorf("%.60q comes back: %q", said, all)
			}
		}
	}
	if n := len(r.flows.executions()); n != 1 {
		t.Errorf("%d reviews", n)
	}
}

// GitHub may deliver a comment twice, and dispatch may get its message twice.
func TestSlash_TheSameTwiceIsOnce(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	id := r.says("octocat", "/devplus review full")
	payload, err := r.gh.IssueCommentPayload("created", id)
	r.deliver("issue_comment", payload, err) // under another GUID
	r.queue = append(r.queue, r.queue[len(r.queue)-1])
	r.settle(clean)
	r.deliver("issue_comment", payload, err)
	r.settle(clean)
	if n := len(r.flows.executions()); n != 2 {
		t.Errorf("%d reviews, want that of the head and one more", n)
	}
}

// A command given while a review runs must not start a second one beside it.
func TestSlashReview_WhileOneRunsIsThatOne(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	for len(r.queue) > 0 {
		r.step()
	}
	id := r.says("octocat", "/devplus review")
	r.settle(clean)
	if n := len(r.flows.executions()); n != 1 {
		t.Errorf("%d reviews", n)
	}
	r.wantReactions(id, "eyes", "+1")
}

// A command must not be lost while GitHub is away, and wait beside others.
func TestSlash_WaitsWhileGitHubIsAway(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	r.gh.Fail(func(q *http.Request) bool { return strings.Contains(q.URL.Path, "/collaborators/") }, http.StatusServiceUnavailable, nil, "", 6)
	ids := []int64{r.says("octocat", "/devplus review full"), r.says("octocat", "/devplus help"), r.says("stranger", "/devplus help")}
	r.settle(clean)
	for i, want := range [][]string{{"eyes", "+1"}, {"eyes", "+1"}, {"confused"}} {
		r.wantReactions(ids[i], want...)
	}
}

// permissionsWithout are the App's but for one.
func permissionsWithout(name string) map[string]string {
	all := map[string]string{
		"actions": "read", "checks": "write", "contents": "read", "deployments": "write", "issues": "write", "merge_queues": "read", "metadata": "read", "pull_requests": "write",
	}
	delete(all, name)
	return all
}

// Without Issues: write DevPlus works as before: no reaction is possible, and the rest goes on.
func TestSlash_WithoutThePermissionToReact(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{Permissions: permissionsWithout("issues")})
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(clean)
	id := r.says("octocat", "/devplus review full")
	r.settle(clean)
	r.wantReactions(id)
	if n := len(r.flows.executions()); n != 2 {
		t.Errorf("%d reviews", n)
	}
}

// Events about other comments must cost nothing behind the webhook.
func TestSlash_QuotedAndOursIsNoCommand(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	for _, c := range []standin.Comment{
		{Body: "> /devplus review"}, {Body: "```\n/devplus review\n```"}, {Body: "/devplus review", AppID: r.gh.Options().AppID},
		{Body: "/devplus review", Author: dependabot},
	} {
		c.Number = 1
		payload, err := r.gh.IssueCommentPayload("created", r.gh.AddComment(c))
		r.must(err)
		if e, wanted, err := event.Parse("issue_comment", "guid", payload, r.now); wanted || err != nil {
			t.Errorf("%q: %+v, %v", c.Body, e, err)
		}
	}
}

// Wherever the process ends, the command is carried out, once.
func TestSlashReview_CutAnywhere(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) *rig { return published(t, standin.PullRequest{}) }
	cutCommand(t, begin, "/devplus review full", func(r *rig) {
		r.wantReactions(r.said(), "eyes", "+1")
		runs := r.gh.CheckRuns()
		if n := len(r.flows.executions()); n < 2 || n > 3 || slices.ContainsFunc(runs, func(c standin.CheckRun) bool { return c.Status != "completed" }) || len(runs) != 2 {
			r.t.Errorf("%d reviews, %d check runs", n, len(runs))
		}
	})
}

func (r *rig) buttons() (all []string) {
	for _, b := range r.lastRun().Buttons {
		all = append(all, b.Identifier)
	}
	return all
}

// press is a person's press on a button of the newest check run.
func (r *rig) press(login, identifier string) {
	r.t.Helper()
	payload, err := r.gh.ButtonPayload(r.lastRun().ID, identifier, standin.Account{Login: login, Type: "User"})
	r.deliver("check_run", payload, err)
}

// A paused pull request is measured all the same: its check must not pass because somebody wants no reviews.
func TestSlashPause_DropsTheModelAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("block: {risk: high, severity: high}\n", "")
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(unlimited)
	if diff := cmp.Diff([]string{event.ReviewButton, event.PauseButton}, r.buttons()); diff != "" {
		t.Errorf("buttons (-want +got):\n%s", diff)
	}
	id := r.says("octocat", "/devplus pause")
	r.settle(clean)
	r.wantReactions(id, "eyes", "+1")
	if diff := cmp.Diff([]string{event.ReviewButton, event.ResumeButton}, r.buttons()); diff != "" || len(r.gh.CheckRuns()) != 1 {
		t.Errorf("buttons of a paused one (-want +got):\n%s", diff)
	}
	r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), risky()...)...))
	r.pull("synchronize")
	r.settle(clean)
	run := r.lastRun()
	if run.Conclusion != "failure" || !strings.Contains(run.Title, "not reviewed: paused by octocat, blocked by the model's finding F1") || len(r.flows.executions()) != 1 {
		t.Errorf("%s: %s, %d reviews", run.Conclusion, run.Title, len(r.flows.executions()))
	}
	asked := r.says("octocat", "/devplus review")
	r.settle(clean)
	r.wantReactions(asked, "eyes", "+1")
	if n := len(r.flows.executions()); n != 2 {
		t.Errorf("%d reviews after asking for one", n)
	}
}

func TestSlashResume_ReviewsWhatWasOnlyMeasured(t *testing.T) {
	t.Parallel()
	r := published(t, standin.PullRequest{})
	for _, step := range []func(){
		func() { r.says("octocat", "/devplus pause") },
		func() { r.must(r.gh.Push(1, head2, limit("var limit = 12")...)); r.pull("synchronize") },
		func() { r.says("octocat", "/devplus resume") },
	} {
		step()
		r.settle(clean)
	}
	if n := len(r.flows.executions()); n != 2 || r.lastRun().HeadSHA != head2 {
		t.Errorf("%d reviews: %s", n, r.lastRun().Title)
	}
	r.says("octocat", "/devplus resume") // nothing to do
	r.settle(clean)
	if n := len(r.gh.CheckRuns()); n != 3 {
		t.Errorf("%d check runs", n)
	}
}

// The buttons of a check do what the commands do, and for the same people.
func TestButtons_DoWhatTheCommandsDo(t *testing.T) {
	t.Parallel()
	for name, fork := range map[string]bool{"own": false, "of a fork": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := published(t, standin.PullRequest{Fork: fork})
			for _, press := range []struct {
				by, identifier string
				reviews        int
				buttons        string
			}{
				{"stranger", event.ReviewButton, 1, event.PauseButton},
				{"stranger", event.PauseButton, 1, event.PauseButton},
				{"octocat", event.ReviewButton, 2, event.PauseButton},
				{"octocat", event.PauseButton, 2, event.ResumeButton},
				{"stranger", event.ResumeButton, 2, event.ResumeButton},
				{"octocat", event.ReviewButton, 3, event.ResumeButton},
				{"octocat", event.ResumeButton, 3, event.PauseButton},
			} {
				r.press(press.by, press.identifier)
				r.settle(clean)
				shown := r.buttons()
				if n := len(r.flows.executions()); n != press.reviews || shown[len(shown)-1] != press.buttons {
					t.Errorf("%s by %s: %d reviews, want %d; buttons %v", press.identifier, press.by, n, press.reviews, shown)
				}
			}
		})
	}
}

func TestSlashPause_CutAnywhere(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) *rig { return published(t, standin.PullRequest{}) }
	cutCommand(t, begin, "/devplus pause", func(r *rig) {
		r.wantReactions(r.said(), "eyes", "+1")
		if shown := r.buttons(); shown[len(shown)-1] != event.ResumeButton {
			r.t.Errorf("buttons %v", shown)
		}
	})
}

// blocking is a rig whose check fails for an open finding of hubot's pull request, which mona and octocat may judge.
func blocking(t *testing.T, cutAt int, settings string) *rig {
	t.Helper()
	r := newRig(t, 0)
	r.configure(settings, "")
	r.gh.Grant("hubot", "write")
	r.gh.Grant("mona", "write")
	r.open(standin.PullRequest{Author: standin.Account{Login: "hubot", Type: "User"}})
	r.pull("opened")
	r.settle(unlimited)
	r.cutAt, r.writes = cutAt, 0
	return r
}

const blocksHigh = "block: {severity: high}\n"

// A person who dismisses a finding mends the check at once, without a push, and reopening it takes that back.
func TestSlashDismiss_MendsTheCheckWithoutAPush(t *testing.T) {
	t.Parallel()
	r := blocking(t, 0, blocksHigh)
	if run := r.lastRun(); run.Conclusion != "failure" {
		t.Fatalf("%s: %s", run.Conclusion, run.Title)
	}
	for _, step := range []struct{ said, conclusion, shown, comment string }{
		{"/devplus dismiss f1 ten is the *usual* load @all", "neutral", "**F1** dismissed by `octocat` (ten is the usual load", "nothing left to check"},
		{"/devplus dismiss F1", "neutral", "**F1** dismissed by `octocat` (ten is the usual load", "nothing left to check"},
		{"/devplus reopen F1", "failure", "F1: The limit is too low", "F1: The limit is too low"},
		{"/devplus dismiss F1 " + strings.Repeat("why ", 2_000), "neutral", "**F1** dismissed by `octocat` (why why", "nothing left to check"},
	} {
		id := r.says("octocat", step.said)
		r.settle(clean)
		r.wantReactions(id, "eyes", "+1")
		run := r.lastRun()
		if run.Conclusion != step.conclusion || !strings.Contains(run.Summary+run.Text, step.shown) || strings.Contains(run.Summary+run.Text, " @all") {
			t.Errorf("%.30s: %s: %s\n%s\n%s", step.said, run.Conclusion, run.Title, run.Summary, run.Text)
		}
		var ours string
		for _, c := range r.gh.Comments(1) {
			if strings.HasPrefix(c.Body, "<!-- devplus:pull_request -->") {
				ours = c.Body
			}
		}
		if !strings.Contains(ours, step.comment) {
			t.Errorf("%.30s: the comment says\n%s", step.said, ours)
		}
	}
	if len(r.gh.CheckRuns()) != 1 || len(r.flows.executions()) != 1 || len(r.lastRun().Annotations) != 1 {
		t.Errorf("%d check runs, %d reviews, %d annotations", len(r.gh.CheckRuns()), len(r.flows.executions()), len(r.lastRun().Annotations))
	}
}

// A dismissed finding must not be raised again on the same code, whatever the model says, also after a forced push.
func TestSlashDismiss_IsRememberedOverHeads(t *testing.T) {
	t.Parallel()
	r := blocking(t, 0, blocksHigh)
	r.says("octocat", "/devplus dismiss F1 by design")
	r.settle(clean)
	r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
	r.pull("synchronize")
	r.settle(unlimited)
	if run := r.lastRun(); run.Conclusion != "neutral" || !strings.Contains(run.Text, "dismissed by `octocat` (by design)") {
		t.Errorf("%s: %s\n%s", run.Conclusion, run.Title, run.Text)
	}
}

// The author of a change, or a person who pushed to it, must not unblock it alone unless the settings allow that.
func TestSlashDismiss_OfOnesOwnChangeLiftsNoBlock(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		settings, by string
		before       func(r *rig)
		lifts        bool
	}{
		"the author's":              {blocksHigh, "hubot", nil, false},
		"another's":                 {blocksHigh, "mona", nil, true},
		"of the author, trusted":    {"block: {severity: high, self_dismiss: true}\n", "hubot", nil, true},
		"of who pushed to the head": {blocksHigh, "mona", (*rig).pushedByMona, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := blocking(t, 0, test.settings)
			if test.before != nil {
				test.before(r)
			}
			id := r.says(test.by, "/devplus dismiss F1 mine")
			r.settle(unlimited)
			r.wantReactions(id, "eyes", "+1")
			run := r.lastRun()
			if lifted := run.Conclusion == "neutral"; lifted != test.lifts || !strings.Contains(run.Summary+run.Text, "dismissed by `"+test.by+"`") {
				t.Errorf("%s: %s\n%s", run.Conclusion, run.Title, run.Text)
			}
			if says := strings.Join(r.replies(1), ""); strings.Contains(says, "can lift that") == test.lifts {
				t.Errorf("answer: %q", says)
			}
			if !test.lifts { // the answer must not stay when it is no longer true; somebody else can lift it
				r.says(test.by, "/devplus reopen F1")
				r.settle(unlimited)
				if says := strings.Join(r.replies(1), ""); !strings.Contains(says, "`F1` is open again") || strings.Contains(says, "can lift that") {
					t.Errorf("answer after reopening: %q", says)
				}
				r.says("octocat", "/devplus dismiss F1 agreed")
				r.settle(unlimited)
				if run := r.lastRun(); run.Conclusion != "neutral" {
					t.Errorf("lifted by another: %s: %s", run.Conclusion, run.Title)
				}
			}
		})
	}
}

// pushedByMona is a push of mona's, whose commits name hubot.
func (r *rig) pushedByMona() {
	r.must(r.gh.Push(1, head2, append(limit("var limit = 10"), standinFile("b.go"))...))
	payload, err := r.gh.PullRequestPayload("synchronize", 1)
	r.must(err)
	var all map[string]any
	r.must(json.Unmarshal(payload, &all))
	all["sender"] = map[string]any{"login": "mona", "type": "User", "id": r.gh.AccountID("mona")}
	payload, err = json.Marshal(all)
	r.deliver("pull_request", payload, err)
	r.settle(unlimited)
}

func standinFile(path string) diff.Patch {
	return diff.Patch{Path: path, Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+package b"}
}

func TestSlashDismiss_OfWhatIsNotThereIsAnswered(t *testing.T) {
	t.Parallel()
	r := blocking(t, 0, blocksHigh)
	for said, want := range map[string]string{
		"/devplus dismiss F9":     "no finding of that name. Open are `F1`.",
		"/devplus reopen F0":      "`reopen` takes the name of a finding.",
		"/devplus dismiss":        "`dismiss` takes the name of a finding.",
		"/devplus dismiss F1; rm": "`dismiss` takes the name of a finding.",
		"/devplus dismiss Ｆ1":     "`dismiss` takes the name of a finding.",
	} {
		id := r.says("octocat", said)
		r.settle(clean)
		r.wantReactions(id, "eyes", "confused")
		if all := r.replies(1); len(all) != 1 || !strings.Contains(all[0], want) {
			t.Errorf("%s: %q", said, all)
		}
	}
	r.says("stranger", "/devplus dismiss F1")
	r.settle(clean)
	if run := r.lastRun(); run.Conclusion != "failure" {
		t.Errorf("%s: %s", run.Conclusion, run.Title)
	}
}

func TestSlashDismiss_CutAnywhere(t *testing.T) {
	t.Parallel()
	play := func(t *testing.T, cutAt int) *rig {
		r := blocking(t, cutAt, blocksHigh)
		r.says("octocat", "/devplus dismiss F1 by design")
		r.settle(clean)
		return r
	}
	cutAnywhere(t, play, func(r *rig) {
		r.wantReactions(r.said(), "eyes", "+1")
		if run := r.lastRun(); run.Conclusion != "neutral" || len(run.Annotations) != 1 {
			r.t.Errorf("%s: %s", run.Conclusion, run.Title)
		}
	})
}
