package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// onIssue is a rig of a repository with the issue 3, without a model.
func onIssue(t *testing.T) *rig {
	t.Helper()
	dir, _ := taggedRepository(t, "")
	gittest.Run(t, dir, "commit", "--quiet", "--allow-empty", "-m", "feat: more (#4)")
	r := newRigOn(t, 0, standin.Options{Dir: dir}, func(p *wiring.Parts) { p.Kestra, p.NoKestra = nil, "no workflow engine is configured" })
	r.gh.Issue(3)
	return r
}

// Settings that surprise are asked about where they surprise.
func TestSlashConfig_SaysWhatAppliesAndWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, 0)
	r.configure("block: {risk: high}\n", "required: true\n")
	r.open(standin.PullRequest{})
	id := r.says("octocat", "/devplus config")
	r.settle(clean)
	r.wantReactions(id, "eyes", "+1")
	all := strings.Join(r.replies(1), "")
	for _, want := range []string{"`.github/devplus.yml` of `octo/project` applies", "`devplus.yml` of `octo/.github` applies", "risk: high # .github/devplus.yml", "required: true # organization", "self_dismiss: false # deployment"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	r.configure("block: {risk: hihg}\n", "")
	r.says("octocat", "/devplus config")
	r.settle(clean)
	if all := r.replies(1); len(all) != 1 || !strings.Contains(all[0], "is broken: line 1, column 15: block.risk is") {
		t.Errorf("with a broken file: %q", all)
	}
}

// An App that may not react must say so where people ask.
func TestSlashConfig_NamesTheMissingPermission(t *testing.T) {
	t.Parallel()
	r := newRigOn(t, 0, standin.Options{Permissions: permissionsWithout("issues")})
	r.open(standin.PullRequest{})
	r.says("octocat", "/devplus config")
	r.settle(clean)
	if all := strings.Join(r.replies(1), ""); !strings.Contains(all, "lacks the permission Issues: write") {
		t.Errorf("%s", all)
	}
}

// A command on an issue must get its result as an answer there.
func TestSlashOnIssue_IsAnsweredWithTheResult(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]struct{ check, answer, reaction string }{
		"/devplus analyze":      {"DevPlus: repository", "Details are in [the check run]", "confused"}, // there is no model
		"/devplus notes v1.1.0": {"DevPlus: release notes", "Details are in [the check run]", "confused"},

		"/devplus notes":               {"DevPlus: release notes", "Details are in [the check run]", "confused"},
		"/devplus notes v1.0.0..main":  {"DevPlus: release notes", "Details are in [the check run]", "confused"},
		"/devplus risk":                {"DevPlus: release risk", "isk", "confused"},
		"/devplus risk v1.0.0..v1.1.0": {"DevPlus: release risk", "isk", "confused"},
	} {
		r := onIssue(t)
		id := r.saysOn(3, "octocat", said)
		r.settle(clean)
		r.wantReactions(id, "eyes", want.reaction)
		runs, all := r.gh.CheckRuns(), r.replies(3)
		if len(runs) != 1 || runs[0].Name != want.check || len(all) != 1 || !strings.Contains(all[0], want.answer) || !strings.Contains(all[0], runs[0].HTMLURL) {
			t.Errorf("%s: %d check runs, answers %q", said, len(runs), all)
		}
		text := runs[0].Summary + runs[0].Text
		for change, in := range map[string]bool{"More (#4)": strings.HasPrefix(said, "/devplus notes") && !strings.HasSuffix(said, "v1.1.0"), "Add limits": said == "/devplus notes v1.0.0..main" || said == "/devplus notes v1.1.0"} {
			if strings.Contains(said, "notes") && strings.Contains(strings.ToLower(text), strings.ToLower(strings.TrimSuffix(change, " (#4)"))) != in {
				t.Errorf("%s names %q: %t\n%s", said, change, !in, text)
			}
		}
		r.saysOn(3, "octocat", said) // again: another attempt, the same comment
		r.settle(clean)
		if n := len(r.gh.CheckRuns()); n != 2 || len(r.replies(3)) != 1 {
			t.Errorf("%s again: %d check runs, answers %q", said, n, r.replies(3))
		}
	}
}

// If GitHub refuses a command's request, the author must see that: eyes alone would mean that it is in
// progress.
func TestSlashOnIssue_OfWhatIsGivenUpIsConfused(t *testing.T) {
	t.Parallel()
	r := onIssue(t)
	id := r.saysOn(3, "octocat", "/devplus analyze")
	r.step() // the command; what it asks for is on its way
	r.gh.Fail(func(q *http.Request) bool { return q.URL.Path == "/graphql" }, http.StatusUnprocessableEntity, nil, `{"message":"no"}`, -1)
	r.settle(clean)
	r.wantReactions(id, "eyes", "confused")
}

func TestSlashOnIssue_OfPullRequestsAloneIsAnswered(t *testing.T) {
	t.Parallel()
	r := onIssue(t)
	for said, want := range map[string]string{
		"/devplus review":           "works on pull requests only",
		"/devplus notes v1..v2":     "no tag, branch or commit of such a name",
		"/devplus notes ../x":       "`notes` takes the name of a tag, or a range",
		"/devplus risk v1.0.0":      "`risk` takes a range such as `v1.2.0..main`, or nothing.",
		"/devplus risk --all..main": "`risk` takes a range such as",
		"/devplus risk a..b..c":     "`risk` takes a range such as",
		"/devplus risk $(x)..main":  "`risk` takes a range such as",
		"/devplus help":             "`/devplus analyze`",
	} {
		r.saysOn(3, "octocat", said)
		r.settle(clean)
		if all := strings.Join(r.replies(3), ""); !strings.Contains(all, want) {
			t.Errorf("%s: %s", said, all)
		}
	}
	gone := r.saysOn(3, "octocat", "/devplus notes v9.9.9")
	r.settle(clean)
	r.wantReactions(gone, "eyes", "confused")
	if n, all := len(r.gh.CheckRuns()), strings.Join(r.replies(3), ""); n != 0 || !strings.Contains(all, "nothing to analyze: the tag is gone") {
		t.Errorf("%d check runs, %s", n, all)
	}
}
