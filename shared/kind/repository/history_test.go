package repository

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/source"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// commits makes a line of commits, newest first, an hour apart, by the authors.
func commits(authors ...githubapp.Author) []githubapp.Commit {
	list := make([]githubapp.Commit, len(authors))
	for i, a := range authors {
		list[i] = githubapp.Commit{SHA: fmt.Sprint("c", i), Parent: fmt.Sprint("c", i+1), At: noon.Add(-time.Duration(i) * time.Hour), Author: a}
	}
	return list
}

func TestHistory_CountsPeopleOnceWithoutBots(t *testing.T) {
	t.Parallel()
	mona := githubapp.Author{Login: "mona", Name: "Mona", Email: "mona@home.example"}
	atWork := githubapp.Author{Login: "mona", Name: "Mona Lisa", Email: "mona@work.example"}
	hubot := githubapp.Author{Name: "Hubot", Email: "Hubot@example.com"}
	otherHubot := githubapp.Author{Name: "Hubot", Email: "hubot@elsewhere.example"}
	bot := githubapp.Author{Name: "dependabot[bot]", Email: "49699333+dependabot[bot]@users.noreply.github.com"}
	h := historyOf(source.Log{Commits: commits(mona, bot, hubot, atWork, bot, hubot, otherHubot)}, noon.AddDate(-1, 0, 0), newPeople("", nil))
	want := History{
		From: noon.AddDate(-1, 0, 0), Commits: 7, Bots: 2, People: 3, BusFactor: 2, LastAt: noon,
		Top: []Person{{"Hubot", 2, .4}, {"mona", 2, .4}, {"Hubot", 1, .2}},
	}
	if diff := cmp.Diff(want, h); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		commits []int // of each person
		want    int
	}{{nil, 0}, {[]int{1}, 1}, {[]int{5, 5}, 2}, {[]int{6, 5}, 1}, {[]int{4, 3, 3}, 2}, {[]int{1, 1, 1, 1, 1}, 3}} {
		var authors []githubapp.Author
		for person, n := range test.commits {
			for range n {
				authors = append(authors, githubapp.Author{Login: fmt.Sprint("p", person)})
			}
		}
		if got := historyOf(source.Log{Commits: commits(authors...)}, noon, newPeople("", nil)).BusFactor; got != test.want {
			t.Errorf("commits %v: bus factor %d, want %d", test.commits, got, test.want)
		}
	}
}

func TestHistory_TruncatedSaysWhereItBegins(t *testing.T) {
	t.Parallel()
	mona := githubapp.Author{Login: "mona"}
	h := historyOf(source.Log{More: true, Commits: commits(mona, mona, mona)}, noon.AddDate(-1, 0, 0), newPeople("", nil))
	if !h.Truncated || !h.From.Equal(noon.Add(-2*time.Hour)) {
		t.Errorf("%+v", h)
	}
}

// A merge's second parents are the same changes once more.
func TestPeriods_CoverFirstParentsOnce(t *testing.T) {
	t.Parallel()
	list := []githubapp.Commit{
		{SHA: "merge", Parent: "c1"}, {SHA: "side", Parent: "c2"}, {SHA: "c1", Parent: "c2"}, {SHA: "c2", Parent: "before"},
	}
	if diff := cmp.Diff([]string{"merge", "c1", "c2", "before"}, firstParents(list)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	list[3].Parent = ""
	if got := firstParents(list); len(got) != 3 {
		t.Errorf("up to the root: %v", got)
	}
	for n := 2; n < 60; n++ {
		list := periods(n, 8)
		at := 0
		for _, p := range list {
			if p.newer != at || p.older <= p.newer || p.older-p.newer > (n-1)/8+1 {
				t.Fatalf("%d commits: %v", n, list)
			}
			at = p.older
		}
		if at != n-1 || len(list) > 8 {
			t.Errorf("%d commits: %v", n, list)
		}
	}
}

func TestReleases_AreTagsOfVersions(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]bool{
		"v1.2.3": true, "1.0": true, "2.0.0a1": true, "v1.0.0-rc.1": true, "api/v2.3.4": true, "release-1.4.0": true, "1.4.0.Final": true, "v2026.05.04": true, "curl-8_21_0": true,
		"2.1.x": false, "latest": false, "v2": false, "nightly-20260504": false, "stable": false,
	} {
		if got := len(versionsOf([]githubapp.Tag{{Name: tag}})) > 0; got != want {
			t.Errorf("%s is a version: %t", tag, !want)
		}
	}
	day := 24 * time.Hour
	tags := []githubapp.Tag{
		{Name: "v1.0.0", SHA: "x", At: noon.Add(-30 * day)}, {Name: "2.x", At: noon.Add(day)}, {Name: "v1.1.0", SHA: "c3", At: noon.Add(-3 * time.Hour)}, {Name: "v0.9.0", SHA: "y", At: noon.Add(-32 * day)},
	}
	want := Releases{Count: 3, Last: "v1.1.0", LastAt: noon.Add(-3 * time.Hour), MedianDays: 15.9, Unreleased: 3}
	if diff := cmp.Diff(want, releasesOf(tags, commits(make([]githubapp.Author, 5)...), "app")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHotspots_AreComplexCodeThatPeopleChangeOften(t *testing.T) {
	t.Parallel()
	files := treeOf("often.go", "small.go", "flat.go", "both.go", "once.go", "written.go", "unread.go", "bots.go", "version.go", "often_test.go", "data.json", "README.md", "vendor/x.go")
	files.byPath["flat.go"].bytes = 400_000
	changed := map[string]churn{}
	for _, f := range files.files {
		changed[f.path] = churn{40, 3}
	}
	changed["version.go"] = churn{6, 3}
	mona, bot := githubapp.Author{Login: "mona"}, githubapp.Author{Login: "dependabot[bot]"}
	done := func(by ...githubapp.Author) githubapp.PathHistory { return history(len(by), by...) }
	deep := "func f(a []int) {\n\tfor _, b := range a {\n\t\tif b > 0 {\n\t\t\tg(b)\n\t\t}\n\t}\n}\n"
	g := &gathered{
		churn: changed, people: newPeople("", nil), candidates: files.hotspotCandidates(changed, 10),
		texts: map[string]string{
			"often.go": strings.Repeat("var a = 1\n", 40), "small.go": "var a = 1\n", "flat.go": "var text = `" + strings.Repeat("data ", 80_000) + "`\n", "both.go": strings.Repeat(deep, 9), "once.go": deep,
			"written.go": "// Code generated by x. DO NOT EDIT.\n" + strings.Repeat(deep, 99), "bots.go": strings.Repeat(deep, 99), "version.go": strings.Repeat(deep, 99),
		},
		histories: map[string]githubapp.PathHistory{
			"often.go": done(mona, mona, mona, bot, mona), "small.go": done(mona, mona, mona, mona, mona), "flat.go": done(mona, mona), "both.go": history(10, mona, mona, bot, bot), "once.go": done(mona),
			"written.go": done(mona, mona, mona), "unread.go": done(mona, mona, mona), "bots.go": done(bot, bot, bot, mona), "version.go": done(mona, mona, mona, mona),
		},
	}
	var got []string
	for _, h := range rankHotspots(g) {
		got = append(got, fmt.Sprintf("%s %d %d %.1f", h.Path, h.Commits, h.People, h.Nesting))
	}
	if diff := cmp.Diff([]string{"both.go 5 1 1.6", "often.go 4 1 0.0"}, got); diff != "" {
		t.Errorf("path, changes, people, nesting (-want +got):\n%s", diff)
	}
}

// history is a path's, of so many commits; the newest are by the authors.
func history(commits int, by ...githubapp.Author) githubapp.PathHistory {
	h := githubapp.PathHistory{Commits: commits}
	for i, a := range by {
		h.Newest = append(h.Newest, githubapp.PathCommit{SHA: fmt.Sprint("c", i), Author: a})
	}
	return h
}
