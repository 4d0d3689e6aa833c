package githubapp_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
)

const (
	owner = "octo"
	repo  = "project"
)

// start runs a stand-in and an App that talks to it, both held against GitHub's description where that can be had.
func start(t *testing.T, o standin.Options) (*githubapp.App, *githubapp.Repository, *standin.Server) {
	t.Helper()
	s := githubtest.Serve(t, o)
	return s.App, s.GitHub, s.Server
}

// connect is an App that talks to the handler, for what GitHub's description does not allow.
func connect(t *testing.T, server *standin.Server, handler http.Handler) *githubapp.App {
	t.Helper()
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	app, err := githubapp.New(githubapp.Config{AppID: server.Options().AppID, PrivateKey: server.PrivateKey(), BaseURL: ts.URL})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func TestRequests_MatchGitHubsDescription(t *testing.T) {
	openapitest.Wrap(t, http.NotFoundHandler()) // where it can't be had this skips, saying so once for all tests
}

func add(t *testing.T, server *standin.Server, p standin.PullRequest) {
	t.Helper()
	if err := server.AddPullRequest(p); err != nil {
		t.Fatal(err)
	}
}
