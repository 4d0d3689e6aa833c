// Package githubtest serves repositories to tests as GitHub would, validated against GitHub's own description if it is available.
package githubtest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
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
	dir = t.TempDir()
	Git(t, dir, "clone", "--quiet", "--bare", bundle, ".")
	return dir
}

// Git runs git in a folder without the user's configuration and returns its output.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return GitAt(t, dir, time.Time{}, args...)
}

// GitAt is Git at a fixed time. The zero time is now.
func GitAt(t testing.TB, dir string, at time.Time, args ...string) string {
	t.Helper()
	command := exec.Command("git", append([]string{
		"-C", dir, "-c", "user.name=Mona", "-c", "user.email=mona@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false",
	}, args...)...)
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null")
	if !at.IsZero() {
		date := at.Format(time.RFC3339)
		command.Env = append(command.Env, "GIT_COMMITTER_DATE="+date, "GIT_AUTHOR_DATE="+date)
	}
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}
