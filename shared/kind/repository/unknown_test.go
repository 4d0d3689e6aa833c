package repository

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
)

// Whoever reads a checkout's report must not take what only GitHub knows for 0 or missing.
func TestReport_CheckoutKnowsNeitherPullRequestsNorRules(t *testing.T) {
	t.Parallel()
	g := &gathered{overview: githubapp.Overview{OpenPulls: 3}}
	if open := g.open(); open == nil || open.PullRequests != 3 {
		t.Errorf("of a repository on GitHub: %+v", open)
	}
	g.checkout = true
	if open := g.open(); open != nil {
		t.Errorf("of a checkout: %+v", open)
	}
	if c := g.branchProtection(); c.Result != unknown || strings.Contains(c.Reason, "App") {
		t.Errorf("the rules of a checkout: %+v", c)
	}
	said := fmt.Sprint(facts(&Report{}))
	if strings.Contains(said, "Open pull requests") {
		t.Errorf("the model is told of pull requests that are not known: %s", said)
	}
}

// "0 commits since v1.2.0" reads like a fault.
func TestReleases_NoCommitsSinceTheLast(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "no commits", 1: "1 commit", 1200: "1,200 commits"} {
		if got := (Releases{Unreleased: n}).unreleasedWords(); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// The commits of src are not those of its one file where src/app is a row of its own.
func TestFolders_HistoryIsOfTheirOwnFiles(t *testing.T) {
	t.Parallel()
	folders := treeOf("src/index.go", "src/app/a.go", "srcs/b.go", "main.go").largestFolders()
	got := map[string]bool{}
	for _, f := range folders {
		got[f.Path] = f.holdsOther(folders)
	}
	if diff := cmp.Diff(map[string]bool{".": true, "src": true, "src/app": false, "srcs": false}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A library in Swift with a generated site in docs/ read "mostly HTML (90%)".
func TestLanguages_LeaveOutDocumentation(t *testing.T) {
	t.Parallel()
	languages, _ := treeOf("Source/a.swift", "Source/b.swift", "Tests/c.rb", "docs/index.html", "docs/all.html").sizes()
	if diff := cmp.Diff([]Language{{"Swift", 2, 10_000, .6667}, {"Ruby", 1, 5000, .3333}}, languages); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
