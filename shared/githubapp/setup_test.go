package githubapp_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// repository makes a git repository with a commit for each of the trees, which map paths to contents; "" removes.
func repository(t *testing.T, trees ...map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	for i, tree := range trees {
		for path, content := range tree {
			file := filepath.Join(dir, path)
			if content == "" {
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		git(t, dir, "add", "--all")
		git(t, dir, "commit", "--quiet", "--allow-empty", "--message", "change "+string(rune('0'+i)))
	}
	return dir
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func add(t *testing.T, server *standin.Server, p standin.PullRequest) {
	t.Helper()
	if err := server.AddPullRequest(p); err != nil {
		t.Fatal(err)
	}
}
