package releasenotes

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
)

func TestParseTitle_ReadsTypesBehindWhatPeoplePutBefore(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"✨ feat: add CSV export (#40)":               "Features: add CSV export",
		":bug: fix(api): reject empty names (#41)":   "Fixes: api: reject empty names",
		"💥 feat!: drop the v1 API (#42)":             "Breaking changes: drop the v1 API",
		"♻️ refactor: move it":                       "Maintenance: move it",
		"✨ Add CSV export":                           "Features: Add CSV export",
		":memo: Describe retries":                    "Documentation: Describe retries",
		"[JIRA-1] fix: x":                            "Fixes: [JIRA-1] x",
		"JIRA-12 fix: x":                             "Fixes: JIRA-12 x",
		"[13.x] fix: x":                              "Fixes: [13.x] x",
		"[13.x] Add x":                               "Features: [13.x] Add x",
		"(#11) feat: x":                              "Features: x",
		"feat (api): spaced":                         "Features: api: spaced",
		"fix[api]: x":                                "Fixes: api: x",
		"#123 fix: x":                                "Fixes: #123 x",
		"ABC-1 | feat: x":                            "Features: ABC-1 | x",
		"ABC-1 - feat: x":                            "Features: ABC-1 - x",
		"BREAKING CHANGE: drop x":                    "Breaking changes: drop x",
		"#12 is back":                                "Other changes: #12 is back",
		"UTF-8 - what else":                          "Other changes: UTF-8 - what else",
		"[Bugfix] Handle x":                          "Fixes: [Bugfix] Handle x",
		"feat(api)! : odd spacing":                   "Breaking changes: api: odd spacing",
		"feat!(api): wrong order":                    "Breaking changes: api: wrong order",
		"feat:no space":                              "Features: no space",
		"FEAT: upper":                                "Features: upper",
		"fix(docs): a link":                          "Documentation: docs: a link",
		"fix(test): wait":                            "Maintenance: test: wait",
		"BREAKING(xml): remove parse":                "Breaking changes: xml: remove parse",
		"deprecation(fs): use the other":             "Deprecations: fs: use the other",
		"feat: ✨ add CSV export":                     "Features: add CSV export",
		"fix(ui): :lipstick: align buttons":          "Fixes: ui: align buttons",
		"feat: :boom: drop the v1 API":               "Breaking changes: drop the v1 API",
		"(PROJ-126) fix(api): retry":                 "Fixes: (PROJ-126) api: retry",
		"PROJ-1, PROJ-2: feat: x":                    "Features: PROJ-1, PROJ-2: x",
		"fix: ::ffff addresses":                      "Fixes: fix: ::ffff addresses",
		"🎉🎉 Ship it :rocket:":                        "Other changes: 🎉🎉 Ship it :rocket:",
		"[brackets](https://example.com) in a title": "Other changes: [brackets](https://example.com) in a title",
		"https://example.com is gone":                "Other changes: https://example.com is gone",
		"std::vector: reserve":                       "Other changes: std::vector: reserve",
	} {
		e := Collect(evidence(release.Pull{Title: title})).Entries
		if len(e) != 1 {
			t.Errorf("%q: %d entries", title, len(e))
			continue
		}
		got := e[0].heading() + ": " + e[0].Text
		if got != want {
			t.Errorf("%q: %s, want %s", title, got, want)
		}
	}
}

func TestBreaking_IsNotWhatATextQuotes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		"Example:\n\n```\nBREAKING CHANGE: the config moved\n```":                               false,
		"Example:\n\n~~~text\nBREAKING CHANGE: the config moved":                                false,
		"```\ncode\n```\n\nBREAKING CHANGE: the config moved":                                   true,
		"Their notes say:\n\n> BREAKING CHANGE: node 12 is gone\n\nNone of it is us.":           false,
		"<details>\n<blockquote>\nBREAKING CHANGE: node 12 is gone\n</blockquote>\n</details>":  false,
		"<pre>\nBREAKING CHANGE: an example\n</pre>\n\nBREAKING CHANGE: the config moved":       true,
		"Write it so:\n\n    BREAKING CHANGE: an example\n    of two lines\n\nSigned-off-by: A": false,
		"    BREAKING CHANGE: an example":                                                       false,
		"- feat: x\n    BREAKING CHANGE: the config moved":                                      true,
		"Breaking: no":                  false,
		"## Breaking changes\n\nNone.":  false,
		"## Breaking changes:\n\nNone.": false,
		"BREAKING-CHANGE: hyphen form":  true,
	} {
		if _, got := breakingText(body); got != want {
			t.Errorf("%q: breaking %t, want %t", body, got, want)
		}
	}
}

func TestHousekeeping_IsNoEntry(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Merge branch 'main' into release": mergesBack, "Merge release-1.0 back": mergesBack, "Merge main into develop": mergesBack,
		"Merge 5.4 into 6.4": mergesBack, "Back-merge release/2.1 into main": mergesBack, "Merge remote-tracking branch 'origin/main'": mergesBack,
		"Release 8.2.2": releases, "v1.0.1": releases, "chore(release): 1.0.1 [skip ci]": releases, "chore: release v2.1.0": releases, "release: v8.0.0-beta.1": releases,
		"release: plugin-legacy@8.2.3": releases, "@scope/pkg@1.2.3": releases, "Version Packages": releases, "chore: release main": releases,
		"Bump version from 1.0.0 to 1.1.0": releases, "Bump version to 1.2.0": releases, "Bump the version to 1.2.0": releases, "Change version to 1.83.0-dev": releases,
		"Prepare release 3.1": releases, "Back to development": releases, "start version 8.5.0": releases, "Start next development cycle": releases,
		"[maven-release-plugin] prepare for next development iteration": releases, "Post-release version bump": releases,
		"Update CHANGELOG": changelogs, "docs: update changelog": changelogs, "Update CHANGELOG.md for v8.2.2": changelogs, "Changelog for 1.2.3": changelogs,
		// changes that only sound so
		"Merge commit from fork": "", "Merge config into settings": "", "Merge the two parsers": "", "Release the lock on errors": "", "Prepare 1.3": "",
		"feat: release 2.0 API": "", "Update to 1.28.4": "", "Bump timeout from 30s to 60s": "", "Changes the default": "", "Add changelog command": "", "Release notes are bold": "",
		"Support Python 3.12": "", "Publish events": "", "Version the cache": "", "fix: version 2.0 parser": "", "Tag 3.1 payloads": "", "Start the server twice": "", "Start version checks early": "", "Prepare the next page": "",
	} {
		if got := parseTitle(title).housekeeping(); got != want {
			t.Errorf("%q is left out: %q, want %q", title, got, want)
		}
	}
}

func TestBumps_AreClaimedByBotsAndManifests(t *testing.T) {
	t.Parallel()
	renovate := release.Account{Login: "renovate[bot]", Bot: true}
	for name, tt := range map[string]struct {
		pulls []release.Pull
		want  []string // dependencies, then entries
	}{
		"verbs": {
			[]release.Pull{
				{Title: "feat: upgrade users from basic to premium plans"}, {Title: "Bump timeout from 30s to 60s"}, {Title: "Update README from the wiki to the new template"},
				{Title: "chore(deps): bump lodash from 4.17.20 to 4.17.21 in /web"}, {Title: "feat: bump retries from 3 to 5"},
			},
			[]string{"lodash 4.17.20 → 4.17.21 in /web", "Features: upgrade users from basic to premium plans", "Features: bump retries from 3 to 5",
				"Other changes: Bump timeout from 30s to 60s", "Documentation: Update README from the wiki to the new template"},
		},
		"two directories": {
			[]release.Pull{
				{Title: "chore(deps): bump lodash from 4.17.20 to 4.17.21 in /web"}, {Title: "chore(deps): bump lodash from 4.16.0 to 4.17.21 in /api"},
			},
			[]string{"lodash 4.16.0 → 4.17.21 in /api", "lodash 4.17.20 → 4.17.21 in /web"},
		},
		"up and down": {
			[]release.Pull{
				{Title: "fix(deps): update module golang.org/x/net to v0.17.0 [security]"},
				{Title: "build(deps): bump golang.org/x/net from 0.10.0 to 0.17.0 in /tools/cmd"}, {Title: "chore(deps): bump golang.org/x/net from 0.17.0 to 0.10.0"},
			}, []string{"golang.org/x/net 0.10.0 → 0.17.0 in /tools/cmd"},
		},
		"Renovate's columns": {
			[]release.Pull{{Title: "chore(deps): update all non-major dependencies", Author: renovate, Body: "| Package | Type | Update | Change |\n|---|---|---|---|\n" +
				"| [lodash](https://l) ([source](https://s)) | dependencies | patch | [`4.17.20` -> `4.17.21`](https://d) |\n" +
				"| golang | final | minor | `1.25` → `1.26` |\n| [actions/checkout](https://a) | action | digest | `8ade135` -> `11bd719` |\n"}},
			[]string{"actions/checkout 8ade135 → 11bd719", "golang 1.25 → 1.26", "lodash 4.17.20 → 4.17.21"},
		},
		"a group in two directories": {
			[]release.Pull{{Title: "Bump the npm group across 2 directories with 3 updates", Author: release.Account{Login: "dependabot[bot]", Bot: true}, Body: "Bumps the npm group with 2 updates in the /api directory: [a](https://a) and [b](https://b).\n" +
				"Bumps the npm group with 1 update in the /web directory: [a](https://a).\n\n\nUpdates `a` from 1.0.0 to 2.0.0\n<details>\n</details>\n\nUpdates `b` from 1.1.0 to 1.2.0\n\nUpdates `a` from 1.5.0 to 2.0.0\n"}},
			[]string{"a 1.0.0 → 2.0.0 in /api", "a 1.5.0 → 2.0.0 in /web", "b 1.1.0 → 1.2.0 in /api"},
		},
		"a group's table and list": {
			[]release.Pull{{Title: "Bump the npm group in /web with 2 updates", Author: release.Account{Login: "dependabot[bot]", Bot: true}, Body: "Bumps the npm group with 2 updates in the /web directory:\n\n| Package | From | To |\n| --- | --- | --- |\n" +
				"| [a](https://a) | `1.0.0` | `2.0.0` |\n| [b](https://b) | `1.1.0` | `1.2.0` |\n\nUpdates `a` from 1.0.0 to 2.0.0\n\nUpdates `b` from 1.1.0 to 1.2.0\n"}},
			[]string{"a 1.0.0 → 2.0.0 in /web", "b 1.1.0 → 1.2.0 in /web"},
		},
		"security first": {
			[]release.Pull{
				{Title: "fix(deps): update module a to v1.2.0"},
				{Title: "Update dependency lodash to v4.17.21 [SECURITY]", Author: renovate, Body: "### GitHub Vulnerability Alerts\n\n#### [GHSA-35jh-r3h4-6jhm](https://x)\nCVE-2021-23337"},
				{Title: "Update actions/checkout digest to 8ade135", Author: renovate},
			},
			[]string{"lodash  → v4.17.21 security GHSA-35jh-r3h4-6jhm", "a  → v1.2.0", "actions/checkout  → 8ade135"},
		},
		"groups without a list": {
			[]release.Pull{{Title: "Bump the npm_and_yarn group across 2 directories with 3 updates"}, {Title: "Lock file maintenance"}},
			[]string{"Dependencies: Bump the npm_and_yarn group across 2 directories with 3 updates", "Dependencies: Lock file maintenance"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Collect(evidence(tt.pulls...))
			var got []string
			for _, b := range s.Bumps {
				line := fmt.Sprintf("%s %s → %s", b.Name, b.From, b.To)
				if b.Directory != "" {
					line += " in " + b.Directory
				}
				if b.Security {
					line += " security " + b.Advisory
				}
				got = append(got, line)
			}
			for _, e := range s.Entries {
				got = append(got, e.heading()+": "+e.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCollect_LeavesOutPullRequestsThatOnlyBringOthers(t *testing.T) {
	t.Parallel()
	e := evidence(release.Pull{Number: 22, Title: "Add search"}, release.Pull{Number: 23, Title: "fix: pager"}, release.Pull{Number: 24, Title: "Develop"}, release.Pull{Number: 25, Title: "Grow"})
	for i := range 2 { // #24 brings the commits of #22 and #23 from a branch, and its merge
		c := &e.Commits[i]
		c.Pulls = append(c.Pulls, 24)
		e.Pulls[2].Commits = append(e.Pulls[2].Commits, c.SHA)
	}
	e.Commits[2].Parents, e.Commits[3].Parents = 2, 2
	var got []string
	s := Collect(e)
	for _, entry := range s.Entries {
		got = append(got, entry.Text)
	}
	if diff := cmp.Diff([]string{"Add search", "pager", "Grow"}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]LeftOut{{release.Ref{Pull: 24}, "Develop", mergesBack}}, s.LeftOut); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
}
