package releaserisk

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/openapitest"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/require"
)

// noon is a Wednesday.
var noon = time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)

// bench is a repository on a stand-in for GitHub, held against GitHub's description where that can be had, with a real store.
type bench struct {
	testing.TB
	*standin.Server
	dir        string
	gh         *githubapp.Installation
	store      *embedded.Store
	kind       *Kind
	repository analysis.Repository
}

func newBench(t testing.TB, dir string) *bench {
	t.Helper()
	server, err := standin.New(standin.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var handler http.Handler = server
	if openapitest.Available() == nil || require.All() {
		handler = openapitest.Wrap(t, server)
	}
	ts := httptest.NewServer(handler)
	t.Cleanup(ts.Close)
	o := server.Options()
	app, err := githubapp.New(githubapp.Config{AppID: o.AppID, PrivateKey: server.PrivateKey(), BaseURL: ts.URL})
	if err != nil {
		t.Fatal(err)
	}
	db, err := embedded.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &bench{
		TB: t, Server: server, dir: dir, gh: app.Installation(o.InstallationID), store: db,
		kind:       &Kind{Store: db, Gate: Gate{MaxScore: 85, Timeout: 30 * time.Minute}, Now: func() time.Time { return noon }},
		repository: analysis.Repository{ID: o.RepositoryID, Owner: o.Owner, Name: o.Name, DefaultBranch: o.DefaultBranch},
	}
}

// git runs git in a folder with a clock that stands.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	command := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Mona", "-c", "user.email=mona@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, args...)...)
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_COMMITTER_DATE=2026-03-01T10:00:00Z", "GIT_AUTHOR_DATE=2026-03-01T10:00:00Z")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// repository is a new one; commit writes a file and commits it.
func newRepository(t testing.TB) (dir string, commit func(path, text, message string) string) {
	t.Helper()
	dir = t.TempDir()
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	return dir, func(path, text, message string) string {
		t.Helper()
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		git(t, dir, "add", "--all")
		git(t, dir, "commit", "--quiet", "-m", message)
		return git(t, dir, "rev-parse", "HEAD")
	}
}

// look asks the kind about a release.
func (b *bench) look(tag string) kind.Subject {
	b.Helper()
	s, err := b.kind.Look(b.Context(), b.gh, event.Event{Event: "release", Repository: b.repository, Subject: analysis.Subject{Tag: tag}})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// measure looks at a release and measures it.
func (b *bench) measure(tag string) (*analysis.Analysis, Evidence) {
	b.Helper()
	return b.measureSubject(b.look(tag))
}

func (b *bench) measureSubject(s kind.Subject) (*analysis.Analysis, Evidence) {
	b.Helper()
	if s.Over != "" {
		b.Fatalf("the release is over: %s", s.Over)
	}
	a := &analysis.Analysis{
		ID: analysis.ID(b.repository.ID, s.Subject, s.HeadSHA), Kind: analysis.ReleaseRisk, Repository: b.repository, Subject: s.Subject,
		HeadSHA: s.HeadSHA, BaseSHA: s.BaseSHA, URL: s.URL, Attempt: 1, FirstAttempt: 1, State: analysis.Queued,
	}
	m, err := s.Measure(b.Context(), a, nil)
	if err != nil {
		b.Fatal(err)
	}
	a.Facts, a.Risk, a.Evidence, a.Coverage = m.Facts, m.Risk, m.Evidence, m.Coverage
	var e Evidence
	if err := json.Unmarshal(m.Evidence, &e); err != nil {
		b.Fatal(err)
	}
	return a, e
}
