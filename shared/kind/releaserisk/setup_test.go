package releaserisk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/dbtest"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// noon is a Wednesday.
var noon = time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)

// bench is a repository on a stand-in for GitHub, with a real store.
type bench struct {
	testing.TB
	githubtest.Server
	store *embedded.Store
	kind  *Kind
}

func newBench(t testing.TB, dir string) *bench {
	t.Helper()
	db := dbtest.Open(t)
	return &bench{
		TB: t, Server: githubtest.Serve(t, standin.Options{Dir: dir}), store: db,
		kind: &Kind{Store: db, Now: func() time.Time { return noon }},
	}
}

// git runs git with a clock that stands.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return gittest.RunAt(t, dir, time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), args...)
}

// newRepository makes one; commit writes a file and commits it.
func newRepository(t testing.TB) (dir string, commit func(path, text, message string) string) {
	t.Helper()
	dir = gittest.New(t)
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
		return gittest.Head(t, dir)
	}
}

// resolved is a subject with what measures it.
type resolved struct {
	kind.Subject
	measure kind.Measurer
}

// resolve asks the kind about a release.
func (b *bench) resolve(tag string) resolved {
	b.Helper()
	return b.resolveEvent(event.Event{Event: "release", Repository: b.Repository, Subject: analysis.Subject{Tag: tag}})
}

func (b *bench) resolveEvent(e event.Event) resolved {
	b.Helper()
	s, measure, err := b.kind.Resolve(b.Context(), kind.Request{GitHub: b.GitHub, Event: e, Settings: settings.Default()})
	if err != nil {
		b.Fatal(err)
	}
	return resolved{s, measure}
}

// measure looks at a release and measures it.
func (b *bench) measure(tag string) (*analysis.Analysis, Evidence) {
	b.Helper()
	return b.measureSubject(b.resolve(tag))
}

func (b *bench) measureSubject(s resolved) (*analysis.Analysis, Evidence) {
	b.Helper()
	if s.EndedReason != "" {
		b.Fatalf("the release is over: %s", s.EndedReason)
	}
	a := &analysis.Analysis{
		ID: b.kind.Descriptor().Identity(b.Repository.ID, s.Subject.Subject).ID(s.HeadSHA), Kind: Name, Repository: b.Repository, Subject: s.Subject.Subject,
		HeadSHA: s.HeadSHA, BaseSHA: s.BaseSHA, URL: s.URL, Attempt: 1, FirstAttempt: 1, State: analysis.Queued,
	}
	m, err := s.measure(b.Context(), a, kind.Before{})
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
