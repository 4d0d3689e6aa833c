// Package githubtest serves repositories to tests as GitHub would, validated against GitHub's own description if it is available.
package githubtest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/testing/ramdir"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// Server is a repository on a stand-in for GitHub.
type Server struct {
	*standin.Server
	App        *githubapp.App
	GitHub     *githubapp.Repository
	Repository analysis.Repository
}

// Serve serves a repository until the test ends. It validates every request and answer if GitHub's description is available.
func Serve(t testing.TB, o standin.Options) Server {
	t.Helper()
	server, err := standin.New(o)
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler = server
	if openapitest.Available() == nil || require.All() {
		handler = openapitest.Wrap(t, server)
	}
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	o = server.Options()
	app, err := githubapp.New(githubapp.Config{AppID: o.AppID, PrivateKey: server.PrivateKey(), BaseURL: ts.URL})
	if err != nil {
		t.Fatal(err)
	}
	return Server{
		Server: server, App: app, GitHub: app.Installation(o.InstallationID).In(o.RepositoryID, o.Owner, o.Name),
		Repository: analysis.Repository{ID: o.RepositoryID, Owner: o.Owner, Name: o.Name, DefaultBranch: o.DefaultBranch},
	}
}

// Clone unpacks one of the repositories beside the checkout. Without them the test is skipped.
func Clone(t testing.TB, name string) (dir string) {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if root == filepath.Dir(root) {
			t.Fatal("the tests run outside of the module")
		}
		root = filepath.Dir(root)
	}
	bundle := filepath.Join(root, "..", "shared", "fixtures", "repositories", name+".bundle")
	if _, err := os.Stat(bundle); err != nil {
		t.Skip("no repositories beside the checkout")
	}
	dir = ramdir.New(t)
	gittest.Run(t, dir, "clone", "--quiet", "--bare", bundle, ".")
	return dir
}
