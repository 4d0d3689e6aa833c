package repository

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// served is a repository on a stand-in for GitHub.
type served struct {
	githubtest.Server
	kind  *Kind
	event event.Event
}

func serve(t testing.TB, o standin.Options) served {
	t.Helper()
	g := githubtest.Serve(t, o)
	return served{g, &Kind{}, event.Event{
		Event: "installation", Action: "created", InstallationID: g.Options().InstallationID, Subject: analysis.Subject{Kind: Name},
		Repository: g.Repository,
	}}
}

// resolved is a subject with what measures it.
type resolved struct {
	kind.Subject
	measure kind.Measurer
}

func (g served) resolve(t testing.TB) resolved {
	t.Helper()
	s, measure, err := g.kind.Resolve(t.Context(), kind.Request{GitHub: g.GitHub, Event: g.event})
	if err != nil {
		t.Fatal(err)
	}
	return resolved{s, measure}
}

// analyze measures the repository in its current state.
func (g served) analyze(t testing.TB, previous *analysis.Analysis) (*analysis.Analysis, *Report, kind.Measured) {
	t.Helper()
	s := g.resolve(t)
	a := &analysis.Analysis{
		ID: g.kind.Descriptor().Identity(g.event.Repository.ID, s.Subject.Subject).ID(s.HeadSHA), Kind: Name, Repository: g.event.Repository, Subject: s.Subject.Subject,
		HeadSHA: s.HeadSHA, Attempt: 1, State: analysis.Completed,
	}
	found, err := s.measure(t.Context(), a, kind.Before{Analysis: previous})
	if err != nil {
		t.Fatal(err)
	}
	a.Evidence, a.Coverage = found.Evidence, found.Coverage
	r, err := DecodeReport(found.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	return a, r, found
}

// imported makes a repository of a stream for git fast-import.
func imported(t testing.TB, stream string) string {
	t.Helper()
	dir := t.TempDir()
	gittest.Run(t, dir, "init", "--quiet", "--bare")
	gittest.Feed(t, dir, stream, "fast-import", "--quiet")
	return dir
}

// commit is one commit of a stream, so many hours ago; a file without text is deleted.
func commit(author string, hoursAgo int, files ...string) string {
	at := time.Now().Add(-time.Duration(hoursAgo) * time.Hour).Unix()
	var b strings.Builder
	fmt.Fprintf(&b, "commit refs/heads/main\nauthor %s <%[1]s@example.com> %[2]d +0000\ncommitter %[1]s <%[1]s@example.com> %[2]d +0000\ndata 6\nchange\n", author, at)
	for i := 0; i+1 < len(files); i += 2 {
		if files[i+1] == "" {
			fmt.Fprintf(&b, "D %s\n", files[i])
			continue
		}
		fmt.Fprintf(&b, "M 100644 inline %s\ndata %d\n%s\n", files[i], len(files[i+1]), files[i+1])
	}
	return b.String() + "\n"
}

// code is a file of so many bytes.
func code(bytes int) string { return "package a\n" + strings.Repeat("var x = 1\n", bytes/10) }
