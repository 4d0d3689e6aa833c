package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/analysis"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/risk"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// pastOptions is a repository in which a.go was fixed before its last change, and the SHAs of that change.
func pastOptions(t *testing.T) (o standin.Options, base, head string) {
	t.Helper()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"}, map[string]string{"a.go": "package a\n\nvar a = 1\n"}, map[string]string{"a.go": "package a\n\nvar a = 2\n"})
	gittest.Run(t, dir, "commit", "-q", "--amend", "-m", "Fix a")
	gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", "Wait")
	sha := func(revision string) string { return gittest.Run(t, dir, "rev-parse", revision) }
	base = sha("HEAD")
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nvar a = 3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "commit", "-q", "-a", "-m", "Change a")
	return standin.Options{Dir: dir}, base, sha("HEAD")
}

func (r *rig) graphQLCalls() (n int) {
	for _, c := range r.gh.Calls() {
		if c.Route == "/graphql" {
			n++
		}
	}
	return n
}

func TestHistory_IsReadOnceAndScored(t *testing.T) {
	t.Parallel()
	o, base, head := pastOptions(t)
	r := newRigOn(t, 0, o)
	r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: "Change a", Author: standin.AccountOf("Mona", "mona@example.com")}))
	r.gh.Fail(func(q *http.Request) bool { return strings.HasSuffix(q.URL.Path, "/check-runs") }, http.StatusBadGateway, nil, "", 1)
	r.pull("opened")
	r.settle(clean) // the first work fails after it has measured
	a := r.analysisOf(head)
	h := a.Facts.History
	if h == nil || h.FileFixes < 0.9 || h.FileChanges < h.FileFixes || h.Authored != 4 || h.Commits != 4 || a.State != analysis.Published {
		t.Errorf("%s, %+v", a.State, h)
	}
	if n := r.graphQLCalls(); n != 5 { // history, what the default branch says with the recent pull requests, files around the change; twice the settings
		t.Errorf("GitHub is asked %d times", n)
	}
	if text := r.gh.CheckRuns()[0].Text; strings.Contains(text, "History not known") || !strings.Contains(text, "| file fixes |") {
		t.Errorf("the check run says\n%s", text)
	}
}

func TestHistory_UnavailableLeavesTheDiffsScore(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		status int
		body   string
	}{
		"permission taken away": {200, `{"data":{"repository":null},"errors":[{"type":"FORBIDDEN","message":"Resource not accessible by integration"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, base, head := pastOptions(t)
			r := newRigOn(t, 0, o)
			r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: "Change a"}))
			query := func(q *http.Request) bool { return q.URL.Path == "/graphql" }
			r.gh.Fail(query, fault.status, nil, strings.Replace(fault.body, `"repository":null`, `"repository":null,"other":null`, 1), 1) // the settings
			r.gh.Fail(query, fault.status, nil, fault.body, -1)
			r.pull("opened")
			r.settle(clean)
			a := r.analysisOf(head)
			if a.State != analysis.Published || a.Facts.History != nil {
				t.Errorf("%s with the history %+v", a.State, a.Facts.History)
			}
			alone := risk.Assess(*a.Facts)
			if diff := cmp.Diff(&alone, a.Risk); diff != "" {
				t.Errorf("risk (-of the diff alone +got):\n%s", diff)
			}
			if text := r.gh.CheckRuns()[0].Text; !strings.Contains(text, "History not known: scored from the diff alone.") {
				t.Errorf("the check run says\n%s", text)
			}
		})
	}
}

// A time-out must not change the score: another try minutes later would give another one.
func TestHistory_OutageParksAndTheScoreIsTheSame(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct {
		status int
		body   string
	}{
		"nothing":    {},
		"rate limit": {200, `{"data":null,"errors":[{"type":"RATE_LIMITED","message":"API rate limit exceeded"}]}`},
		"time-out":   {200, `{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}`},
		"outage":     {502, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, base, head := pastOptions(t)
			r := newRigOn(t, 0, o)
			r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: "Change a"}))
			over := fault.status == 0
			r.gh.Fail(func(q *http.Request) bool { return !over && q.URL.Path == "/graphql" }, fault.status, nil, fault.body, -1)
			r.pull("opened")
			r.pass(20 * time.Minute)
			if runs := len(r.gh.CheckRuns()); over != (runs == 1) {
				t.Errorf("%d check runs", runs)
			}
			over = true
			r.settle(clean)
			h := r.analysisOf(head).Facts.History
			if h == nil || h.Files != 1 || h.Beyond != 0 || h.FileFixes < 0.9 {
				t.Errorf("history %+v", h)
			}
		})
	}
}

// GitHub ends a query after 10 s, each time for the same file: such a change must neither wait for ever nor look quiet.
func TestHistory_BeyondGitHubsLimitCountsMost(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"too big":  `{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"Resource limits for this query exceeded."}]}`,
		"time-out": `{"data":null,"errors":[{"message":"Something went wrong while executing your query."}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, base, head := pastOptions(t)
			r := newRigOn(t, 0, o)
			r.must(r.gh.AddPullRequest(standin.PullRequest{Number: 1, Base: base, Head: head, Title: "Change a"}))
			r.gh.Fail(func(q *http.Request) bool {
				text, err := io.ReadAll(q.Body)
				r.must(err)
				q.Body = io.NopCloser(bytes.NewReader(text))
				return bytes.Contains(text, []byte("history(first: 10, path: $v0"))
			}, http.StatusOK, nil, body, -1)
			r.pull("opened")
			r.settle(clean)
			a := r.analysisOf(head)
			if h := a.Facts.History; h == nil || h.Beyond != 1 || h.FileFixes != 10 || h.FileChanges != 10 || h.FileAuthors != 10 || h.Commits != 4 {
				t.Errorf("history %+v", h)
			}
			if text := r.gh.CheckRuns()[0].Text; !strings.Contains(text, "The history of 1 file is more than GitHub computes") {
				t.Errorf("the check run says\n%s", text)
			}
		})
	}
}
