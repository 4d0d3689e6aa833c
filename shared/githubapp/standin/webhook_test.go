package standin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

var (
	baseSHA = strings.Repeat("b", 40)
	headSHA = strings.Repeat("a", 40)
)

func newServer(t *testing.T, o standin.Options) *standin.Server {
	t.Helper()
	s, err := standin.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func addSynthetic(t *testing.T, s *standin.Server) {
	t.Helper()
	err := s.AddPullRequest(standin.PullRequest{
		Number: 5, Base: baseSHA, Head: headSHA, Title: "T", Files: []diff.Patch{{Path: "a", Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+x"}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSignature_IsGitHubsDocumentedOne(t *testing.T) {
	t.Parallel()
	// From "Validating webhook deliveries", testing the webhook payload validation.
	h := standin.Delivery("ping", []byte("Hello, World!"), "It's a Secret to Everybody")
	const want = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	if got := h.Get("X-Hub-Signature-256"); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	if again := standin.Delivery("ping", nil, ""); again.Get("X-GitHub-Delivery") == h.Get("X-GitHub-Delivery") {
		t.Error("two deliveries with one GUID")
	}
}

func TestPayload_MatchesGitHubsDescription(t *testing.T) {
	t.Parallel()
	s := newServer(t, standin.Options{})
	addSynthetic(t, s)
	run := s.AddCheckRun(standin.CheckRun{Name: "DevPlus", HeadSHA: headSHA, ExternalID: "analysis.1", Status: "completed", Conclusion: "neutral"})
	pull := func(action string) func() ([]byte, error) {
		return func() ([]byte, error) { return s.PullRequestPayload(action, 5) }
	}
	published := s.AddRelease(standin.Release{Tag: "v1.1.0", Prerelease: true})
	release := func(action string, changes map[string]string) func() ([]byte, error) {
		return func() ([]byte, error) { return s.ReleasePayload(action, published, changes) }
	}
	ofTag := func(e any) bool {
		p := e.(*github.ReleaseEvent)
		return p.GetRelease().GetID() == published && p.GetRelease().GetTagName() == "v1.1.0" && p.GetInstallation().GetID() == 777
	}
	waiting := s.AddDeployment(standin.Deployment{Environment: "prod", SHA: headSHA, Ref: "main", RunID: 31337})
	s.Issue(3)
	onPull := s.AddComment(standin.Comment{Number: 5, Body: "/devplus help"})
	onIssue := s.AddComment(standin.Comment{Number: 3, Body: "/devplus help"})
	secret := []byte("a secret of some length")
	for _, test := range []struct {
		event, action string
		before        func() error // what happens on GitHub first
		payload       func() ([]byte, error)
		right         func(any) bool
	}{
		{"pull_request", "opened", nil, pull("opened"), func(e any) bool {
			p := e.(*github.PullRequestEvent)
			return p.GetNumber() == 5 && p.GetPullRequest().GetHead().GetSHA() == headSHA && p.GetInstallation().GetID() == 777 &&
				p.GetRepo().GetFullName() == "octo/project" && p.GetSender().GetLogin() == "octocat" && p.GetPullRequest().GetChangedFiles() == 1
		}},
		{"pull_request", "edited", nil, pull("edited"), func(e any) bool { return e.(*github.PullRequestEvent).GetChanges().Base == nil }},
		{"pull_request", "edited", func() error { return s.Retarget(5, strings.Repeat("d", 40), "next") }, pull("edited"), func(e any) bool {
			p := e.(*github.PullRequestEvent)
			return p.GetChanges().GetBase().GetRef().GetFrom() == "main" && p.GetChanges().GetBase().GetSHA().GetFrom() == baseSHA && p.GetPullRequest().GetBase().GetRef() == "next"
		}},
		{"pull_request", "synchronize", func() error { return s.Push(5, strings.Repeat("c", 40)) }, pull("synchronize"), func(e any) bool {
			p := e.(*github.PullRequestEvent)
			return p.GetBefore() == headSHA && p.GetAfter() == strings.Repeat("c", 40) && p.GetPullRequest().GetHead().GetSHA() == p.GetAfter()
		}},
		{"pull_request", "converted_to_draft", func() error { return s.SetDraft(5, true) }, pull("converted_to_draft"), func(e any) bool { return e.(*github.PullRequestEvent).GetPullRequest().GetDraft() }},
		{"pull_request", "ready_for_review", func() error { return s.SetDraft(5, false) }, pull("ready_for_review"), func(e any) bool { return !e.(*github.PullRequestEvent).GetPullRequest().GetDraft() }},
		{"pull_request", "closed", func() error { return s.Close(5, true) }, pull("closed"), func(e any) bool { return e.(*github.PullRequestEvent).GetPullRequest().GetMerged() }},
		{"pull_request", "reopened", func() error { return s.Reopen(5) }, pull("reopened"), func(e any) bool { return e.(*github.PullRequestEvent).GetPullRequest().GetState() == "open" }},
		{"check_run", "rerequested", nil, func() ([]byte, error) { return s.CheckRunPayload("rerequested", run) }, func(e any) bool {
			r := e.(*github.CheckRunEvent)
			return r.GetCheckRun().GetExternalID() == "analysis.1" && r.GetCheckRun().GetApp().GetID() == 4242 && r.GetInstallation().GetID() == 777
		}},
		{"check_run", "requested_action", nil, func() ([]byte, error) {
			return s.ButtonPayload(run, "pause", standin.Account{Login: "mona", Type: "User"})
		}, func(e any) bool {
			r := e.(*github.CheckRunEvent)
			return r.GetRequestedAction().Identifier == "pause" && r.GetSender().GetLogin() == "mona"
		}},
		{"issue_comment", "created", nil, func() ([]byte, error) { return s.IssueCommentPayload("created", onPull) }, func(e any) bool {
			c := e.(*github.IssueCommentEvent)
			return c.GetComment().GetBody() == "/devplus help" && c.GetIssue().GetNumber() == 5 && c.GetIssue().IsPullRequest() && c.GetSender().GetLogin() == "octocat"
		}},
		{"issue_comment", "created", nil, func() ([]byte, error) { return s.IssueCommentPayload("created", onIssue) }, func(e any) bool {
			return !e.(*github.IssueCommentEvent).GetIssue().IsPullRequest()
		}},
		{"release", "created", nil, release("created", nil), ofTag},
		{"release", "prereleased", nil, release("prereleased", nil), ofTag},
		{"release", "published", nil, release("published", nil), ofTag},
		{"release", "released", nil, release("released", nil), ofTag},
		{"release", "deleted", nil, release("deleted", nil), ofTag},
		{"release", "edited", nil, release("edited", map[string]string{"tag_name": "v1.0.9"}), ofTag},
		{"create", "", nil, func() ([]byte, error) { return s.CreatePayload("tag", "api/v2") }, func(e any) bool {
			p := e.(*github.CreateEvent)
			return p.GetRef() == "api/v2" && p.GetRefType() == "tag" && p.GetInstallation().GetID() == 777
		}},
		{"merge_group", "checks_requested", nil, func() ([]byte, error) {
			return s.MergeGroupPayload("checks_requested", "main", baseSHA, headSHA, 5)
		}, func(e any) bool {
			return e.(*github.MergeGroupEvent).GetMergeGroup().GetHeadSHA() == headSHA
		}},
		{"merge_group", "destroyed", nil, func() ([]byte, error) {
			return s.MergeGroupPayload("destroyed", "main", baseSHA, headSHA, 5)
		}, func(e any) bool {
			return e.(*github.MergeGroupEvent).GetMergeGroup().GetBaseSHA() == baseSHA
		}},
		{"push", "", nil, func() ([]byte, error) { return s.PushPayload("main", baseSHA, headSHA) }, func(e any) bool {
			p := e.(*github.PushEvent)
			return p.GetRef() == "refs/heads/main" && p.GetBefore() == baseSHA && p.GetAfter() == headSHA && p.GetInstallation().GetID() == 777
		}},
		{"deployment_protection_rule", "requested", nil, func() ([]byte, error) { return s.ProtectionRulePayload(waiting) }, func(e any) bool {
			p := e.(*github.DeploymentProtectionRuleEvent)
			return p.GetEnvironment() == "prod" && p.GetDeployment().GetSHA() == headSHA && strings.HasSuffix(p.GetDeploymentCallbackURL(), "/actions/runs/31337/deployment_protection_rule")
		}},
		{"check_suite", "rerequested", nil, func() ([]byte, error) { return s.CheckSuitePayload("rerequested", strings.Repeat("c", 40)) }, func(e any) bool {
			c := e.(*github.CheckSuiteEvent)
			return c.GetCheckSuite().GetHeadSHA() == strings.Repeat("c", 40) && len(c.GetCheckSuite().PullRequests) == 1 && c.GetCheckSuite().GetApp().GetID() == 4242
		}},
	} {
		if test.before != nil {
			if err := test.before(); err != nil {
				t.Fatal(err)
			}
		}
		payload, err := test.payload()
		if err != nil {
			t.Fatal(err)
		}
		openapitest.Payload(t, test.event, payload)
		r := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(string(payload)))
		r.Header = standin.Delivery(test.event, payload, string(secret))
		checked, err := github.ValidatePayload(r, secret)
		if err != nil {
			t.Errorf("%s %s: %v", test.event, test.action, err)
			continue
		}
		event, err := github.ParseWebHook(github.WebHookType(r), checked)
		if err != nil || !test.right(event) {
			t.Errorf("%s %s: %v\n%s", test.event, test.action, err, payload)
		}
	}
	for name, payload := range map[string]func() ([]byte, error){
		"pull request": func() ([]byte, error) { return s.PullRequestPayload("opened", 99) },
		"check run":    func() ([]byte, error) { return s.CheckRunPayload("rerequested", 1) },
		"release":      func() ([]byte, error) { return s.ReleasePayload("created", 1, nil) },
		"deployment":   func() ([]byte, error) { return s.ProtectionRulePayload(1) },
		"comment":      func() ([]byte, error) { return s.IssueCommentPayload("created", 1) },
		"button":       func() ([]byte, error) { return s.ButtonPayload(1, "pause", standin.Account{}) },
	} {
		if _, err := payload(); err == nil {
			t.Errorf("payload of a %s that is not there", name)
		}
	}
}

func TestPayload_OfCheckRunOmitsPullRequestsOfForks(t *testing.T) {
	t.Parallel()
	s := newServer(t, standin.Options{})
	err := s.AddPullRequest(standin.PullRequest{Number: 6, Base: baseSHA, Head: headSHA, Fork: true, Author: standin.Account{Login: "someone"}, Files: []diff.Patch{}})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := s.CheckSuitePayload("rerequested", headSHA)
	if err != nil {
		t.Fatal(err)
	}
	openapitest.Payload(t, "check_suite", payload)
	if !strings.Contains(string(payload), `"pull_requests":[]`) || !strings.Contains(string(payload), `"head_branch":null`) {
		t.Errorf("%s", payload)
	}
}
