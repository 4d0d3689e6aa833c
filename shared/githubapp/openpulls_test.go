package githubapp_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A page that is too much for GitHub today is too much at the next try as well: a sweep would never find what was missed.
func TestOpenPulls_PagesHalveWhereGitHubFindsThemTooBig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ tooBig, calls int }{"twice": {2, 3}, "whatever is asked": {-1, 6}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, in, server := start(t, standin.Options{})
			add(t, server, standin.PullRequest{Number: 1, Base: baseSHA, Head: headSHA, Files: many(1)})
			server.Fail(func(r *http.Request) bool { return r.URL.Path == "/graphql" }, http.StatusOK, nil,
				`{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`, c.tooBig)
			pulls, _, err := in.OpenPulls(t.Context(), "DevPlus", time.Time{}, 500)
			if c.tooBig < 0 && !errors.Is(err, githubapp.ErrTooBig) || c.tooBig > 0 && (err != nil || len(pulls) != 1) {
				t.Errorf("%d pull requests, %v", len(pulls), err)
			}
			calls := 0
			for _, call := range server.Calls() {
				if call.Route == "/graphql" {
					calls++
				}
			}
			if calls != c.calls {
				t.Errorf("%d queries, want %d", calls, c.calls)
			}
		})
	}
}
