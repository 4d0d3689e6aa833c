package githubapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// overviewStart is GitHub's answer up to the rules of the default branch.
const overviewStart = `{"databaseId":7,"name":"r","owner":{"login":"o"},"url":"https://github.com/o/r","isArchived":false,"isDisabled":false,"isEmpty":false,"isFork":false,
	"createdAt":"2020-01-01T00:00:00Z","licenseInfo":null,"pullRequests":{"totalCount":0,"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[]},
	"defaultBranchRef":{"name":"main","target":{"oid":"0123456789012345678901234567890123456789","committedDate":"2026-01-01T00:00:00Z","history":{"totalCount":1}},`

// An installation without the permission to see rules, of an owner without shared files, must get its report all the same.
func TestOverview_DoesWithoutWhatTheAppMayNotSee(t *testing.T) {
	t.Parallel()
	_, in, server := start(t, standin.Options{Dir: gittest.Repository(t, map[string]string{"a.go": "package a\n"})})
	const found = `{"data":{"repository":` + overviewStart + `"refUpdateRule":null,"rules":null}},"shared":null},"errors":[`
	for errs, want := range map[string]error{
		`{"type":"NOT_FOUND","message":"Could not resolve to a Repository with the name 'o/.github'."}`: nil,
		`{"type":"FORBIDDEN","message":"Resource not accessible by integration"}`:                       nil,
		`{"type":"RATE_LIMITED","message":"x"}`:                                                         new(githubapp.RateLimitError),
	} {
		server.Fail(to("/graphql"), 200, nil, found+errs+"]}", 1)
		o, err := in.Overview(t.Context())
		if limited := new(githubapp.RateLimitError); (want != nil) != errors.As(err, &limited) || want == nil && (err != nil || o.ID != 7 || o.Branch != "main" || o.Rules != nil) {
			t.Errorf("%s: %+v, %v", errs, o, err)
		}
	}
	server.Fail(to("/graphql"), 200, nil, `{"data":{"repository":null,"shared":null},"errors":[{"type":"NOT_FOUND","message":"a"}]}`, 1)
	if _, err := in.Overview(t.Context()); !errors.Is(err, githubapp.ErrNotFound) {
		t.Errorf("no repository: %v", err)
	}
}

// GitHub has two kinds of rules for a branch; either protects it.
func TestOverview_JoinsBothKindsOfRules(t *testing.T) {
	t.Parallel()
	_, in, server := start(t, standin.Options{Dir: gittest.Repository(t, map[string]string{"a.go": "package a\n"})})
	server.Fail(to("/graphql"), 200, nil, `{"data":{"repository":`+overviewStart+`
		"refUpdateRule":{"requiredApprovingReviewCount":2,"requiredStatusCheckContexts":["ci"],"allowsForcePushes":true},
		"rules":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"type":"NON_FAST_FORWARD","parameters":null},{"type":"PULL_REQUEST","parameters":{"__typename":"PullRequestParameters","requiredApprovingReviewCount":1}}]}}},
		"shared":{"top":{"__typename":"Tree","entries":[{"name":"SECURITY.md","type":"blob"},{"name":"docs","type":"tree"}]},"inner":null,"docs":{"__typename":"Tree","entries":[{"name":"a.md","type":"blob"}]}}}}`, 1)
	o, err := in.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&githubapp.Rules{Reviews: 2, PullRequests: true, Checks: true, NoForcePushes: true}, o.Rules); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"SECURITY.md", "docs/a.md"}, o.Shared); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
