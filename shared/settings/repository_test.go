package settings_test

import (
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/settings"
)

func TestMatch_NamesWhatMatches(t *testing.T) {
	t.Parallel()
	pull := settings.PullRequest{Author: "Renovate[bot]", Title: "chore(deps): update x/y", Branch: "renovate/x", Base: "main", Labels: []string{"a", "No Review"}}
	for want, match := range map[string]settings.Match{
		"the author Renovate[bot]":          {Authors: []settings.Wildcard{"dependabot[bot]", "renovate[bot]"}},
		"the label No Review":               {Labels: []settings.Wildcard{"no?review"}},
		"the title chore(deps): update x/y": {Titles: []settings.Wildcard{"CHORE(deps)*"}},
		"the branch renovate/x":             {Branches: []settings.Glob{"renovate/**"}},
		"the base branch main":              {Bases: []settings.Glob{"{main,master}"}},
		"": {Authors: []settings.Wildcard{"renovate"}, Titles: []settings.Wildcard{"chore", "*update"}, Branches: []settings.Glob{"renovate", "*"},
			Bases: []settings.Glob{"ma"}, Labels: []settings.Wildcard{"review"}},
	} {
		if got := match.Find(pull); got != want {
			t.Errorf("%+v: %q, want %q", match, got, want)
		}
	}
}

func TestWildcard_MatchesWholeNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true}, {"?", "", false}, {"?", "é", true}, {"É*", "été", true}, {"a*b*c", "a1b2c", true}, {"a*b*c", "a1b2", false},
		{"*b", "abab", true}, {"a", "ab", false}, {"a**", "a", true}, {"[x]", "[X]", true}, {"[x]", "x", false}, {"", "", true},
	} {
		if got := settings.Wildcard(c.pattern).Match(c.name); got != c.want {
			t.Errorf("%q matches %q: %t", c.pattern, c.name, got)
		}
	}
}

func TestGlob_MatchesPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, path string
		want          bool
	}{
		{"*.go", "a.go", true}, {"*.go", "a/b.go", false}, {"**/*.go", "a.go", true}, {"**/*.go", "a/b/c.go", true}, {"a/", "a/b/c", true},
		{"a/", "ab/c", false}, {"a/{b,c}/**", "a/c/d/e", true}, {"a/{b,c}/**", "a/d/e", false}, {"docs/**", "docs/x", true},
	} {
		if got := settings.Glob(c.pattern).Match(c.path); got != c.want {
			t.Errorf("%q matches %q: %t", c.pattern, c.path, got)
		}
	}
}

// A pattern of a stranger's repository must not keep a function busy.
func TestPatterns_CatastrophicOnesAreQuick(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a/", 2000) + "b"
	begun := time.Now()
	for _, g := range []settings.Glob{
		"**/a/**/a/**/a/**/c", settings.Glob(strings.Repeat("*a", 90) + "/c"), "{a,a,a,a,a,a,a,a,a,a}{a,a,a,a,a,a,a,a}/**/{,a}c", settings.Glob(strings.Repeat("{", 2) + "a" + strings.Repeat("}", 2)),
	} {
		if g.Check() == nil {
			g.Match(long)
			g.Match(strings.Repeat("a", 4000))
		}
	}
	settings.Wildcard(strings.Repeat("*a", 99) + "b").Match(strings.Repeat("a", 4000))
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}

// A level of a later version must not go without the review that critical gets.
func TestEffort_UnknownLevelIsCritical(t *testing.T) {
	t.Parallel()
	e := settings.Effort{Low: settings.NoReview}
	for level, want := range map[change.Level]settings.Depth{
		change.Low: settings.NoReview, change.Medium: settings.FullReview, change.High: settings.DeepReview, "catastrophic": settings.DeepReview,
	} {
		if got := e.At(level); got != want {
			t.Errorf("%s: %s", level, got)
		}
	}
	if got := (settings.Effort{Critical: settings.NoReview}).At("catastrophic"); got != settings.NoReview {
		t.Errorf("unknown: %s", got)
	}
}
