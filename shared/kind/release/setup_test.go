package release

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// served is a repository on a stand-in for GitHub.
type served struct{ githubtest.Server }

func serve(t testing.TB, dir string) served {
	t.Helper()
	return serveWith(t, standin.Options{Dir: dir, Still: true})
}

func serveWith(t testing.TB, options standin.Options) served {
	t.Helper()
	return served{githubtest.Serve(t, options)}
}

func (g served) gather(t testing.TB, r Range) *Evidence {
	t.Helper()
	e, err := Gather(t.Context(), source.At(g.GitHub, r.Head, nil), r)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (g served) ofTag(t testing.TB, tag string) Range {
	t.Helper()
	r, err := OfTag(t.Context(), g.GitHub, tag)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// work is a repository that is written commit by commit, a minute apart.
type work struct {
	t   testing.TB
	dir string
	at  time.Time
}

func newWork(t testing.TB) *work {
	return &work{t: t, dir: gittest.New(t), at: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
}

func (w *work) git(args ...string) string {
	w.t.Helper()
	w.at = w.at.Add(time.Minute)
	return gittest.RunAt(w.t, w.dir, w.at, args...)
}

// commit changes a file by a line and returns the commit's SHA. by is "login" or "login[bot]".
func (w *work) commit(file, by, message string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, file)
	_, missing := os.Stat(path)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		w.t.Fatal(err)
	}
	fmt.Fprintln(f, message)
	if err := f.Close(); err != nil {
		w.t.Fatal(err)
	}
	if missing != nil {
		w.git("add", file)
	}
	w.git("commit", "--quiet", "--all", "--author", by+" <1+"+by+"@users.noreply.github.com>", "--message", message)
	return gittest.Head(w.t, w.dir)
}

func (w *work) on(branch string, from ...string) {
	w.t.Helper()
	w.git(append([]string{"checkout", "--quiet", "-B", branch}, from...)...)
}

func (w *work) merge(branch, message string) string {
	w.t.Helper()
	w.git("merge", "--quiet", "--no-ff", "--message", message, branch)
	return gittest.Head(w.t, w.dir)
}

func add(t testing.TB, s served, p standin.PullRequest) {
	t.Helper()
	if err := s.AddPullRequest(p); err != nil {
		t.Fatal(err)
	}
}

// brief is the evidence as a reader would note it down: each change with its commits.
func brief(e *Evidence) []string {
	titles := make(map[string]string)
	for _, c := range e.Commits {
		titles[c.SHA] = c.Title
	}
	var lines []string
	for _, c := range e.Changes() {
		line := c.Title()
		if p := c.Pull; p != nil {
			line = fmt.Sprintf("#%d %s by %s into %s:", p.Number, p.Title, p.Author.Login, p.BaseRef)
			for _, sha := range p.Commits {
				line += " [" + titles[sha] + "]"
			}
			if p.Picked {
				line += " picked"
			}
		} else {
			line += " by " + c.Commit.Author.Login
		}
		if c.Undone() {
			line += " undone"
		}
		lines = append(lines, line)
	}
	return lines
}
