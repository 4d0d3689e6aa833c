package main

import (
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

var (
	dependabot = standin.Account{Login: "dependabot[bot]", Type: "Bot"}
	agent      = standin.Account{Login: "copilot-swe-agent[bot]", Type: "Bot"}
	mona       = standin.Account{Login: "mona", Type: "User"}
	webFlow    = standin.Account{Login: "web-flow", Type: "User"}
)

// A required check must not pass because of who wrote a change, or what its title, branch or label says: only the model is dropped.
func TestWanted_OnlyTheModelIsDropped(t *testing.T) {
	t.Parallel()
	const judged = "block: {risk: high}\n"
	for name, test := range map[string]struct {
		file  string
		pull  standin.PullRequest
		title string // ends so; "" is reviewed
		again bool   // a person's re-run brings the review
	}{
		"a person's":                         {"", standin.PullRequest{}, "", true},
		"a dependency bot's":                 {"", standin.PullRequest{Author: dependabot}, "not reviewed: a dependency bot's pull request, reviewed only on request", true},
		"its commits made by GitHub":         {"", standin.PullRequest{Author: dependabot, Commits: []standin.Signature{{Author: dependabot, Committer: webFlow, Verified: true}}}, "not reviewed: a dependency bot's pull request, reviewed only on request", true},
		"its commits signed by nobody":       {"", standin.PullRequest{Author: dependabot, Commits: []standin.Signature{{Author: dependabot, Committer: webFlow}}}, "", true},
		"a person's commit on a bot's":       {"", standin.PullRequest{Author: dependabot, Commits: []standin.Signature{{Author: dependabot, Committer: dependabot}, {Author: mona, Committer: mona}}}, "", true},
		"a bot's author, a person committed": {"", standin.PullRequest{Author: dependabot, Commits: []standin.Signature{{Author: dependabot, Committer: mona}}}, "", true},
		"a commit of nobody":                 {"", standin.PullRequest{Author: dependabot, Commits: []standin.Signature{{}}}, "", true},
		"an agent's":                         {"", standin.PullRequest{Author: agent}, "", true},
		"a person with a bot's name":         {"", standin.PullRequest{Author: standin.Account{Login: "dependabot", Type: "User"}}, "", true},
		"bots reviewed":                      {"reviews: {bots: review}\n", standin.PullRequest{Author: dependabot}, "", true},
		"bots skipped":                       {"reviews: {bots: skip}\n", standin.PullRequest{Author: dependabot}, "not reviewed: a dependency bot's pull request", false},
		"agents on request":                  {"reviews: {agents: ask}\n", standin.PullRequest{Author: agent}, "not reviewed: an agent's pull request, reviewed only on request", true},
		"people on request":                  {"reviews: {people: ask}\n", standin.PullRequest{}, "not reviewed: a person's pull request, reviewed only on request", true},
		"a label that skips":                 {"reviews: {skip: {labels: [no-review]}}\n", standin.PullRequest{Labels: []string{"No-Review"}}, "not reviewed: the settings skip the label No-Review", false},
		"a title that skips":                 {"reviews: {skip: {titles: ['chore*']}}\n", standin.PullRequest{Title: "chore: x"}, "not reviewed: the settings skip the title chore: x", false},
		"an author who asks":                 {"reviews: {ask: {authors: [octocat]}}\n", standin.PullRequest{}, "not reviewed: reviewed only on request, by the author octocat", true},
		"a branch that asks":                 {"reviews: {ask: {branches: ['try/**']}}\n", standin.PullRequest{HeadRef: "try/it"}, "not reviewed: reviewed only on request, by the branch try/it", true},
		"an author who is skipped":           {"reviews: {skip: {authors: ['OCTO*']}}\n", standin.PullRequest{}, "not reviewed: the settings skip the author octocat", false},
		"a branch that skips":                {"reviews: {skip: {branches: ['sync/**']}}\n", standin.PullRequest{HeadRef: "sync/a/b"}, "not reviewed: the settings skip the branch sync/a/b", false},
		"a base that skips":                  {"reviews: {skip: {bases: [main]}}\n", standin.PullRequest{}, "not reviewed: the settings skip the base branch main", false},
		"a label that asks":                  {"reviews: {ask: {labels: [wip]}}\n", standin.PullRequest{Labels: []string{"wip"}}, "not reviewed: reviewed only on request, by the label wip", true},
		"a title that asks":                  {"reviews: {ask: {titles: ['WIP*']}}\n", standin.PullRequest{Title: "wip: x"}, "not reviewed: reviewed only on request, by the title wip: x", true},
		"a base that asks":                   {"reviews: {ask: {bases: [main]}}\n", standin.PullRequest{}, "not reviewed: reviewed only on request, by the base branch main", true},
		"another base":                       {"reviews: {ask: {bases: ['try/**']}}\n", standin.PullRequest{}, "", true},
		"no effort at this level":            {"reviews: {effort: {high: none}}\n", standin.PullRequest{}, "not reviewed: the settings want no review at this level of risk", true},
		"no effort at another level":         {"reviews: {effort: {low: none}}\n", standin.PullRequest{}, "", true},
		"a draft that is reviewed":           {"reviews: {drafts: review}\n", standin.PullRequest{Draft: true}, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, 0)
			r.configure(judged+test.file, "")
			test.pull.Files = risky()
			r.open(test.pull)
			r.pull("opened")
			r.settle(clean)
			run, starts := r.lastRun(), len(r.flows.executions())
			if run.Conclusion != "failure" {
				t.Errorf("%s: %s", run.Conclusion, run.Title)
			}
			if reviewed := test.title == ""; reviewed != (starts == 1) || !strings.HasSuffix(run.Title, test.title) || !reviewed && strings.Contains(run.Title, "next try") {
				t.Errorf("%d reviews: %q, want one that ends with %q", starts, run.Title, test.title)
			}
			r.again()
			if asked := len(r.flows.executions()) - starts; (asked == 1) != test.again {
				t.Errorf("%d reviews after a re-run", asked)
			}
		})
	}
}

// A title that says "fix" is a part of what is measured: who edits it must see the other score, and nothing else of a title may cost a run.
func TestWanted_TitleCountsWhereItIsMeasured(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{Title: "Limit it"})
	r.pull("opened")
	r.settle(clean)
	for _, edit := range []struct {
		title string
		runs  int
	}{{"Limit it well", 1}, {"Fix the limit", 2}, {"Fix the limit of ten", 2}, {"Limit it", 3}} {
		r.must(r.gh.SetTitle(1, edit.title))
		r.pull("edited")
		r.settle(clean)
		if n := len(r.gh.CheckRuns()); n != edit.runs {
			t.Errorf("%q: %d check runs, want %d", edit.title, n, edit.runs)
		}
	}
}

// A review that was left out must come once its reason is gone.
func TestWanted_ReviewComesWhenTheReasonIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("reviews: {skip: {titles: ['WIP*']}}\n", "")
	r.open(standin.PullRequest{Title: "WIP: limit it"})
	r.pull("opened")
	r.settle(clean)
	if n := len(r.flows.executions()); n != 0 {
		t.Fatalf("%d reviews", n)
	}
	r.must(r.gh.SetTitle(1, "Limit it"))
	r.pull("edited")
	r.settle(clean)
	if n := len(r.flows.executions()); n != 1 {
		t.Errorf("%d reviews: %s", n, r.lastRun().Title)
	}
}

// Findings that a review raised stand until a review clears them: leaving the model out clears nothing.
func TestWanted_ForgoneReviewClearsNoComment(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.open(standin.PullRequest{})
	r.pull("opened")
	r.settle(finding)
	r.configure("reviews: {people: skip}\n", "")
	r.must(r.gh.Push(1, head2, twoFiles()...))
	r.pull("synchronize")
	r.settle(clean)
	comments := r.gh.Comments(1)
	if len(comments) != 1 || strings.Contains(comments[0].Body, "nothing left to check") {
		t.Errorf("%+v", comments)
	}
}
