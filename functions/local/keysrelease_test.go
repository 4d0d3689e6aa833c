package main

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
	"github.com/devplus-app/devplus/shared/wiring"
)

// releasedParts is a checkout with v1.0.0, api-v1.0.0 and a calendar version at its first commit, and four changes since, each in a folder of
// its own.
func releasedParts(t *testing.T, month time.Time) string {
	t.Helper()
	calendar := "cal-" + month.Format("2006.1")
	return gittest.History(t,
		gittest.Commit{Title: "Start", Files: map[string]string{"README.md": "# Shop\n"}, Tags: []string{"v1.0.0", "api-v1.0.0", calendar + ".0"}},
		gittest.Commit{Title: "feat: two regions", Files: map[string]string{"deploy/region.tf": "two\n"}},
		gittest.Commit{Title: "fix(web): count from one", Files: map[string]string{"services/public/get.go": "one\n"}},
		gittest.Commit{Title: "feat: hidden notes", Files: map[string]string{"notes/todo.md": "hidden\n"}},
		gittest.Commit{Title: "Bump version to 1.1.0", Files: map[string]string{"version.txt": "1.1.0\n"}, Tags: []string{"v1.1.0", "api-v1.1.0", calendar + ".1"}})
}

// A repository's settings for its notes must show in the notes.
func TestReleaseKeys_AreWhatPeopleReadInTheNotes(t *testing.T) {
	t.Parallel()
	month := time.Now().UTC()
	dir, dated := releasedParts(t, month), "cal-"+month.Format("2006.1")+".1"
	follows := fmt.Sprintf("cal-%d.%d.0", month.Year(), int(month.Month())+1)
	for name, test := range map[string]struct {
		release, said string
		has           []string // expressions
		lacks         []string
	}{
		"none": {"{}", "v1.1.0", []string{`(?s)Features.*two regions.*hidden notes.*Fixes.*count from one`, "The version `v1\\.1\\.0` fits"}, []string{"Bump version to"}},
		"categories by path, type and scope": {
			"{categories: [{title: For operators, paths: [deploy]}, {title: On the web, scopes: [web]}, {title: News, types: [feat]}]}", "v1.1.0",
			[]string{`(?s)For operators\n+- two regions`, `(?s)On the web\n+- .*count from one`, `(?s)News\n+- hidden notes`}, []string{"# Features", "# Fixes"}},
		"a category but for a path": {"{categories: [{title: News, types: [feat], exclude: {paths: [deploy]}}]}", "v1.1.0",
			[]string{`(?s)News\n+- hidden notes`, `(?s)Features\n+- two regions`}, nil},
		"exclusions by path and type":           {"{exclude: {paths: [notes], types: [fix]}}", "v1.1.0", []string{"two regions", "2 changes left out as .github/devplus.yml says"}, []string{"hidden", "count from"}},
		"a category and an exclusion by author": {"{categories: [{title: Ours, authors: [mona]}], exclude: {authors: [nobody]}}", "v1.1.0", []string{`(?s)Ours\n+- two regions.*hidden notes`}, []string{"# Features"}},
		"all contributors":                      {"{contributors: all}", "v1.1.0", []string{`(?s)Contributors\n+- .*mona`}, nil},
		"order":                                 {"{order: [Fixes, Features]}", "v1.1.0", []string{`(?s)Fixes.*count from one.*Features.*two regions`}, nil},
		"entry, header and footer":              {"{entry: '({links}) {text}', header: 'New in {tag} since {previous}:', footer: Ask us.}", "v1.1.0", []string{`- \(.*\) two regions`, "New in v1\\.1\\.0 since v1\\.0\\.0:", "Ask us\\."}, nil},
		"housekeeping":                          {"{housekeeping: true}", "v1.1.0", []string{"- Bump version to 1\\.1\\.0"}, nil},
		"a component":                           {"{components: [{name: api, path: services/public}]}", "api-v1.1.0", []string{"count from one", "Only changes below services/public count; 3 changes"}, []string{"two regions", "hidden"}},
		"a component and a shared path": {"{components: [{name: api, path: services/public}], shared_paths: [deploy]}", "api-v1.1.0",
			[]string{"count from one", "two regions"}, []string{"hidden"}},
		"no component": {"{}", "api-v1.1.0", []string{"count from one", "two regions", "hidden"}, nil},
		"categories by label and author": {
			"{categories: [{title: Quicker, labels: [perf]}, {title: From Mona, authors: [mona]}]}", "v1.1.0",
			[]string{`(?s)Quicker\n+- hidden notes`, `(?s)From Mona\n+- two regions`}, []string{"# Features", "# Fixes"}},
		"new contributors":               {"{contributors: new}", "v1.1.0", []string{`(?s)New contributors\n+- .*zoe`}, nil},
		"no contributors":                {"{contributors: none}", "v1.1.0", []string{"two regions"}, []string{"ontributors"}},
		"versions as the tags have them": {"{}", dated, []string{"calendar versions of this line"}, []string{regexp.QuoteMeta(follows)}},
		"semantic versions":              {"{version: semantic}", dated, []string{regexp.QuoteMeta(follows)}, []string{"calendar versions"}},
		"calendar versions":              {"{version: calendar}", "v1.1.0", []string{`v20[0-9][0-9]\.[0-9]+\.0`}, []string{" fits: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigOn(t, 0, standin.Options{Dir: dir}, func(p *wiring.Parts) { p.Kestra, p.NoKestra = nil, "no workflow engine is configured" })
			r.gh.Issue(3)
			r.must(r.gh.AddPullRequest(standin.PullRequest{
				Number: 7, Base: "v1.1.0~2", Head: "v1.1.0~1", MergeCommit: "v1.1.0~1", Title: "feat: hidden notes", Labels: []string{"perf"},
				Author: standin.Account{Login: "zoe", Type: "User"},
			}))
			r.configure("release: "+test.release+"\n", "")
			r.saysOn(3, "octocat", "/devplus notes "+test.said)
			r.settle(clean)
			run := r.lastRun()
			text := run.Title + "\n" + run.Summary + "\n" + run.Text
			for _, want := range test.has {
				if !regexp.MustCompile(want).MatchString(text) {
					t.Errorf("no %s in\n%s", want, text)
				}
			}
			for _, not := range test.lacks {
				if regexp.MustCompile(not).MatchString(text) {
					t.Errorf("%s is in\n%s", not, text)
				}
			}
		})
	}
}
