package releasenotes

import (
	"bytes"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/render"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// A pull request that is missing from release notes, or stands there twice, is what people complain of most. The judge is a
// program that knows git and nothing of ours.
func TestEveryChangeOfRealReleasesStandsInTheNotesOnce(t *testing.T) {
	t.Parallel()
	_, err := exec.LookPath("python3")
	require.Part(t, "python3", err, "install it")
	for _, name := range []string{"go-envconfig", "itsdangerous", "octo-sts-app"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := clone(t, name)
			gh, repository := serve(t, dir)
			tags := strings.Fields(git(t, dir, "tag", "--sort=creatordate"))
			previous := ""
			for _, tag := range tags {
				span := release.Range{Head: git(t, dir, "rev-parse", tag+"^{commit}"), HeadTag: tag, BaseTag: previous}
				if previous != "" {
					span.Base = git(t, dir, "rev-parse", previous+"^{commit}")
				}
				e, err := release.Gather(t.Context(), gh, repository, span)
				if err != nil {
					t.Fatal(err)
				}
				s := Collect(e)
				w := render.Writer{Repository: repository.FullName()}
				for how, n := range map[string]Notes{"plain": Plain(&s), "worded": Word(&s, clumsy(&s))} {
					if fault := verify(dir, span, join(lines(&s, n, w))); fault != "" {
						t.Errorf("%s..%s, %s:\n%s", previous, tag, how, fault)
					}
				}
				previous = tag
			}
		})
	}
}

// clumsy is the answer of a model that names the first pull request with every other, each twice, some that there are not, and
// forgets every third.
func clumsy(s *Set) analysis.ReleaseNotesResult {
	var section analysis.NoteSection
	first := 0
	for i, e := range s.Entries {
		n := e.Ref.Pull
		if n == 0 || i%3 == 2 {
			continue
		}
		if first == 0 {
			first = n
		}
		section.Entries = append(section.Entries, analysis.NoteEntry{Text: e.Text, PRs: []int{n, first, n, 900000 + i}}, analysis.NoteEntry{Text: "again", PRs: []int{n}})
	}
	for _, b := range s.Bumps {
		for _, r := range b.Refs {
			section.Entries = append(section.Entries, analysis.NoteEntry{Text: "Update it", PRs: []int{max(r.Pull, 1)}})
		}
	}
	section.Title = "What is new"
	return analysis.ReleaseNotesResult{Highlights: []string{"A release."}, Sections: []analysis.NoteSection{section, section}}
}

// verify asks the judge; what it finds is text.
func verify(dir string, span release.Range, notes string) string {
	cmd := exec.Command("python3", "testdata/verify.py", dir, span.Base, span.Head)
	cmd.Stdin = strings.NewReader(notes)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return stderr.String() + err.Error()
	}
	return ""
}

// clone unpacks one of the repositories beside the checkout.
func clone(t testing.TB, name string) (dir string) {
	t.Helper()
	bundle, err := filepath.Abs("../../../../shared/fixtures/repositories/" + name + ".bundle")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bundle); err != nil {
		t.Skip("no repositories beside the checkout")
	}
	dir = t.TempDir()
	git(t, dir, "clone", "--quiet", "--bare", bundle, ".")
	return dir
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// serve is a repository on a stand-in for GitHub.
func serve(t testing.TB, dir string) (*githubapp.Installation, analysis.Repository) {
	t.Helper()
	server, err := standin.New(standin.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewServer(server)
	t.Cleanup(ts.Close)
	o := server.Options()
	app, err := githubapp.New(githubapp.Config{AppID: o.AppID, PrivateKey: server.PrivateKey(), BaseURL: ts.URL})
	if err != nil {
		t.Fatal(err)
	}
	return app.Installation(o.InstallationID), analysis.Repository{ID: o.RepositoryID, Owner: o.Owner, Name: o.Name, DefaultBranch: o.DefaultBranch}
}
