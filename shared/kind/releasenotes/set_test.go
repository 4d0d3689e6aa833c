package releasenotes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
)

// evidence makes the evidence of pull requests, each with a commit of its own.
func evidence(pulls ...release.Pull) *release.Evidence {
	e := &release.Evidence{Range: release.Range{Head: strings.Repeat("a", 40), HeadTag: "v1.1.0", Base: strings.Repeat("b", 40), BaseTag: "v1.0.0"}}
	for i, p := range pulls {
		sha := fmt.Sprintf("%040x", 1000+i)
		if p.Number == 0 {
			p.Number = i + 1
		}
		if p.Author.Login == "" {
			p.Author.Login = "ann"
		}
		p.Commits, p.MergeSHA = []string{sha}, sha
		e.Pulls = append(e.Pulls, p)
		e.Commits = append(e.Commits, release.Commit{SHA: sha, Title: fmt.Sprintf("%s (#%d)", p.Title, p.Number), Pulls: []int{p.Number}, Parents: 1})
	}
	return e
}

func TestSection_OfTitlesAndLabels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		title  string
		labels []string
		body   string
		want   string // section: text
	}{
		{"feat: add x", nil, "", "Features: add x"},
		{"feat(api): add x", nil, "", "Features: api: add x"},
		{"Feat(api)!: drop y", nil, "", "Breaking changes: api: drop y"},
		{"fix: mend (#12)", nil, "", "Fixes: mend"},
		{"revert: \"feat: x (#3)\" (#4)", nil, "", "Reverts: \"feat: x (#3)\""},
		{"Revert \"Add x\"", nil, "", "Reverts: Revert \"Add x\""},
		{"chore(deps): tidy modules", nil, "", "Dependencies: tidy modules"},
		{"ci: cache", nil, "", "Maintenance: cache"},
		{"docs: explain", nil, "", "Documentation: explain"},
		{"octosts: seed the cache", nil, "", "Other changes: octosts: seed the cache"},
		{"Add x", []string{"kind/bug"}, "", "Fixes: Add x"},
		{"Add x", []string{"🐛 Bug"}, "", "Fixes: Add x"},
		{"Add x", []string{"Type: Enhancement"}, "", "Features: Add x"},
		{"fix: mend", []string{"documentation", "security"}, "", "Security: mend"},
		{"Add x", []string{"breaking-change"}, "", "Breaking changes: Add x"},
		{"Add x", []string{"semver:major"}, "", "Breaking changes: Add x"},
		{"Add x", []string{"non-breaking", "no breaking change"}, "", "Features: Add x"},
		{"Add x", nil, "Text.\n\nBREAKING CHANGE: the flag is gone,\nuse another\n\nSigned-off-by: a", "Breaking changes: Add x / the flag is gone, use another"},
		{"Add x", nil, "**:warning: Breaking!** Remove `F`.", "Breaking changes: Add x / Remove `F`."},
		{"Add x", nil, "### Breaking changes:\r\nnone", "Features: Add x"},
		{"Add x", nil, "Breaking change: No.", "Features: Add x"},
		{"Add x", nil, "- [ ] Breaking change (fix or feature that breaks)", "Features: Add x"},
		{"Add x", nil, "- [x] Breaking change (fix or feature that breaks)", "Breaking changes: Add x"},
		{"Add x", nil, "<!-- BREAKING CHANGE: say what breaks -->", "Features: Add x"},
		{"Add x", nil, "This is not breaking: it is fine", "Features: Add x"},
		{"  ", nil, "", "Other changes: "},
	} {
		s := Collect(evidence(release.Pull{Title: test.title, Labels: test.labels, Body: test.body}))
		got := fmt.Sprintf("%s: %s", s.Entries[0].heading(), s.Entries[0].Text)
		if s.Entries[0].Upgrade != "" {
			got += " / " + s.Entries[0].Upgrade
		}
		if got != test.want {
			t.Errorf("%q %q %q: %s, want %s", test.title, test.labels, test.body, got, test.want)
		}
	}
}

func TestBumps_OfOneDependencyAreOneLine(t *testing.T) {
	t.Parallel()
	robot := release.Account{Login: "dependabot[bot]", Bot: true}
	old := strings.Repeat("0123456789", 4)
	s := Collect(evidence(
		release.Pull{Title: "Bump actions/cache from 3.0.5 to 3.0.8", Author: robot},
		release.Pull{Title: "chore(deps): bump x from 1.0 to 1.1 in /modules/app in the all group across 1 directory", Author: robot},
		release.Pull{Title: "Bump actions/cache from 3.0.8 to 4", Author: robot},
		release.Pull{Title: "chore(deps): bump the all group with 2 updates", Author: robot,
			Body: "Bumps the all group with 2 updates: [a](https://github.com/a) and [x](https://x).\n\nUpdates `a` from " + old + " to 2.0\n<details>\n\nUpdates `x` from 1.1 to 1.2\n"},
		release.Pull{Title: "Bump the py group with 4 updates", Author: robot,
			Body: "Bumps the py group with 4 updates:\n\n| Package | From | To |\n| --- | --- | --- |\n| [mypy](https://m) | `1.0` | `1.1` |\n| [tox](https://t) | `4` | `5` |\n"},
		release.Pull{Title: "Update dependency react to v19", Author: release.Account{Login: "renovate[bot]", Bot: true},
			Body: "| Package | Change | Age |\n|---|---|---|\n| [react](https://react.dev) ([source](https://s)) | [`18.3.1` → `19.0.0`](https://renovatebot.com/diffs/npm/react/18.3.1/19.0.0) | x |\n"},
		release.Pull{Title: "Update golang Docker tag to v1.26", HeadRef: "renovate/golang-1.x"},
		release.Pull{Title: "build(deps)!: bump y from 1 to 2", Author: robot},
		release.Pull{Title: "Update the docs", Author: release.Account{Login: "docs[bot]", Bot: true}, Body: "nothing"},
		release.Pull{Title: "Bump everything"},
		release.Pull{Title: "bump `z` from ~> 1.0 to ~> 2.0"},
	))
	var got []string
	for _, b := range s.Bumps {
		got = append(got, fmt.Sprintf("%s %s → %s %v", b.Name, b.From, b.To, b.Refs))
	}
	want := []string{
		"a 0123456 → 2.0 []", "actions/cache 3.0.5 → 4 [{1 } {3 }]", "golang  → v1.26 [{7 }]", "mypy 1.0 → 1.1 []",
		"react 18.3.1 → 19.0.0 [{6 }]", "tox 4 → 5 []", "x 1.0 → 1.2 [{2 }]", "z ~> 1.0 → ~> 2.0 [{11 }]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]release.Ref{{Pull: 4}, {Pull: 5}}, s.Several); diff != "" {
		t.Errorf("several (-want +got):\n%s", diff)
	}
	got = nil
	for _, e := range s.Entries {
		got = append(got, fmt.Sprintf("%d %s: %s", e.Ref.Pull, e.heading(), e.Text))
	}
	if diff := cmp.Diff([]string{"8 Breaking changes: bump y from 1 to 2", "10 Other changes: Bump everything", "9 Documentation: Update the docs"}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

// An update of the same package elsewhere must not hide this one.
func TestBumps_GoOnOnlyWhereTheLastEnded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ titles, want []string }{
		"at the top, too":                   {[]string{"Bump x from 1.0 to 1.1 in /web", "Bump x from 1.0 to 1.1"}, []string{"x 1.0 → 1.1 ", "x 1.0 → 1.1 /web"}},
		"down again, without the directory": {[]string{"Bump x from 1.0 to 1.1 in /web", "Bump x from 1.1 to 1.0"}, nil},
		"on, without the directory":         {[]string{"Bump x from 1.0 to 1.1 in /web", "Update dependency x to v1.2"}, []string{"x 1.0 → v1.2 /web"}},
		"Renovate's before":                 {[]string{"Update dependency x to v1.1", "Bump x from 1.1 to 1.2 in /web"}, []string{"x  → 1.2 /web"}},
		"down again at the top, and up elsewhere": {
			[]string{"Update module x to v1.1 [security]", "Bump x from 1.0 to 1.1 in /tools", "Bump x from 1.1 to 1.0"}, []string{"x 1.0 → 1.1 /tools"},
		},
		"up twice, from where nobody said": {[]string{"Update dependency x to v1.1", "Bump x from 1.1 to 1.2"}, []string{"x  → 1.2 "}},
		"Renovate's forms": {
			[]string{"Update a docker digest to 1a2b3c4", "Update actions/b digest to 1a2b3c4", "Update Rust crate c to v2", "Update pre-commit hook d to v3", "Update Helm release e to v4"},
			[]string{"a  → 1a2b3c4 ", "actions/b  → 1a2b3c4 ", "c  → v2 ", "d  → v3 ", "e  → v4 "},
		},
	} {
		var pulls []release.Pull
		for _, title := range test.titles {
			pulls = append(pulls, release.Pull{Title: title})
		}
		var got []string
		for _, b := range Collect(evidence(pulls...)).Bumps {
			got = append(got, fmt.Sprintf("%s %s → %s %s", b.Name, b.From, b.To, b.Directory))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Updates that cancel out change nothing for users, but whoever looks for their pull requests must learn why they are not there.
func TestNotes_SayThatUpdatesCancelOut(t *testing.T) {
	t.Parallel()
	s := Collect(evidence(release.Pull{Title: "Bump x from 1.0 to 1.1"}, release.Pull{Title: "chore(deps): bump x from v1.1 to v1.0"}, release.Pull{Title: "Bump y from 1 to 2"}))
	want := []LeftOut{{release.Ref{Pull: 1}, "Bump x from 1.0 to 1.1", movedNobody}, {release.Ref{Pull: 2}, "bump x from v1.1 to v1.0", movedNobody}}
	if diff := cmp.Diff(want, s.LeftOut); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	body := join(lines(&s, Plain(&s), page.Writer{Repository: "octo/project"}))
	if said := "_2 updates of dependencies that are back at their version left out._"; !strings.Contains(body, said) || strings.Contains(body, "pull/1)") {
		t.Errorf("without %q:\n%s", said, body)
	}
	s = Collect(evidence(release.Pull{Title: "Bump x from 1.0 to 1.1"}, release.Pull{Title: "Bump x from 1.1 to 1.0"}))
	if s.Next.Version != "" || s.Next.Why != "nothing has changed" {
		t.Errorf("next %+v, where nothing has changed", s.Next)
	}
}

// The change that only asks for a sibling's new version must not stand beside the line about that version.
func TestCollect_PutsAnUpdateOfASiblingIntoItsLine(t *testing.T) {
	t.Parallel()
	e := evidence(
		release.Pull{Title: "Update kyaml to v0.21.0"}, release.Pull{Title: "chore: bump kyaml from v0.20.1 to v0.21.0 in /api"},
		release.Pull{Title: "Update kyaml to v0.22.0"}, release.Pull{Title: "Read kyaml"},
	)
	e.Siblings = []release.Sibling{{Name: "pkg/kyaml", From: "v0.20.1", To: "v0.21.0", Changes: 8}}
	s := Collect(e)
	if diff := cmp.Diff([]release.Ref{{Pull: 1}, {Pull: 2}}, s.Siblings[0].Refs); diff != "" || len(s.Entries) != 2 || s.Changes() != 4 || len(s.pulls()) != 4 {
		t.Errorf("%d entries, %d changes (-want +got):\n%s", len(s.Entries), s.Changes(), diff)
	}
	if len(e.Siblings[0].Refs) > 0 {
		t.Errorf("the evidence was changed: %+v", e.Siblings)
	}
}

func TestNotes_NameSecurityUpdatesBeforeOthers(t *testing.T) {
	t.Parallel()
	s := Collect(evidence(
		release.Pull{Title: "Update all non-major dependencies"},
		release.Pull{Title: "Update dependency vite to v5.0.12 [security]", Body: "GHSA-aaaa-bbbb-cccc"},
		release.Pull{Title: "Update dependency axios to v1.2.0"},
	))
	var got []string
	for _, l := range lines(&s, Plain(&s), page.Writer{Repository: "octo/project"})[1:4] {
		got = append(got, l.text)
	}
	want := []string{"- `vite` → `v5.0.12`, security: `GHSA-aaaa-bbbb-cccc`", "- Update all non-major dependencies", "- `axios` → `v1.2.0`"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNext_FollowsFromTheContent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		previous, tag   string
		breaking, added int
		want            string
		line            string
	}{
		{"v1.4.3", "", 0, 0, "v1.4.4", ""}, {"v1.4.3", "", 0, 2, "v1.5.0", ""}, {"v1.4.3", "", 1, 2, "v2.0.0", ""},
		{"v0.4.3", "", 0, 0, "v0.4.4", ""}, {"v0.4.3", "", 0, 1, "v0.5.0", ""}, {"v0.4.3", "", 1, 0, "v0.5.0", ""},
		{"", "", 1, 1, "v0.1.0", ""}, {"", "1.0", 0, 0, "0.1.0", ""}, {"", "release-2.0.0", 0, 0, "release-0.1.0", ""},
		{"2.0.0rc2", "", 0, 0, "2.0.0", ""}, {"v1.0.0-beta1", "", 1, 0, "v1.0.0", ""}, {"v1.2.3+build5", "", 0, 0, "v1.2.4", ""},
		{"0.24", "", 0, 1, "0.25", ""}, {"0.24", "", 0, 0, "0.24.1", ""}, {"api/v1.2.0", "", 1, 0, "api/v2.0.0", ""}, {"go1.21", "", 1, 0, "go2.0", ""},
		{"2024.11.3", "", 0, 0, "", ""}, {"nightly", "", 0, 0, "", ""}, {"v1.2.3.4", "", 0, 0, "v1.2.3.5", ""}, {"v99999999999.0.0", "", 0, 0, "", ""},
		{"6.4.0.Final", "", 0, 0, "6.4.1.Final", ""}, {"6.4.0.Final", "", 0, 1, "6.5.0.Final", ""}, {"7.0.0.CR1", "", 0, 1, "7.0.0.Final", "6.3.0.Final 6.4.0.Final 7.0.0.CR1"},
		{"3.3a", "", 0, 0, "3.3b", ""}, {"3.3", "", 0, 0, "3.3a", "3.2 3.2a 3.3"}, {"3.3a", "", 0, 1, "3.4", ""},
		{"7.1.2-1", "", 0, 0, "7.1.2-2", ""}, {"7.1.1-47", "", 0, 1, "7.2.0-0", "7.1.0-0 7.1.1-47"}, {"v1.28.4+k3s2", "", 0, 0, "v1.28.5+k3s1", ""},
		{"9.7p1", "", 0, 0, "9.7p2", "9.6p1 9.7p1"}, {"9.7p1", "", 0, 1, "9.8p1", "9.6p1 9.7p1"}, {"9.7p1", "", 0, 0, "9.7.1", "9.6 9.7p1"},
		{"1.0.post1", "", 0, 0, "1.0.1", ""}, {"v1.2.3-hotfix.1", "", 0, 1, "v1.3.0", ""}, {"v7.5.0-ccs", "", 0, 0, "v7.5.1-ccs", ""},
		{"12.4.0.jre11", "", 0, 0, "12.4.1.jre11", ""}, {"5.3.0.RELEASE", "", 1, 0, "6.0.0.RELEASE", ""}, {"v2.0.0-next.3", "", 0, 1, "v2.0.0", ""},
		{"24.04", "", 0, 1, "24.10", "23.04 23.10 24.04"}, {"24.10", "", 1, 0, "25.04", "23.10 24.04 24.10"}, {"py-24.04", "", 0, 1, "py-24.05", "py-24.02 py-24.03 py-24.04"},
		{"24.04", "", 0, 0, "24.04.1", "22.04 22.04.1 22.10 23.04 23.10 24.04"}, {"2024.4.1", "", 0, 0, "2024.4.2", "2024.3.0 2024.3.1 2024.4.0 2024.4.1"},
		{"2024.4.1", "", 0, 1, "2024.5.0", "2024.3.0 2024.3.1 2024.4.0 2024.4.1"}, {"2024.3", "", 0, 1, "2024.4", "2023.1 2023.2 2023.3 2024.1 2024.2 2024.3"},
		{"release-1.1.0", "v1.1.1", 0, 0, "v1.1.1", ""}, {"1.2.0", "rel_1_3_0", 0, 1, "rel_1_3_0", ""}, {"REL_16_1", "", 0, 0, "REL_16_1_1", ""},
		{"REL_16_3", "", 0, 0, "REL_16_4", "REL_16_1 REL_16_2 REL_16_3"}, {"v6.7", "", 1, 0, "v7.0", "v6.5 v6.6 v6.7"}, {"v1.2", "", 0, 0, "v1.2.1", "v1.1 v1.1.1 v1.1.2 v1.2"},
		{"OTP-26.2.1", "", 0, 1, "OTP-26.3", "OTP-26.1 OTP-26.2 OTP-26.2.1"}, {"OTP-27.0-rc1", "", 0, 0, "OTP-27.0", "OTP-26.2 OTP-26.2.1 OTP-27.0-rc1"},
		{"go1.22rc2", "", 0, 0, "go1.22.0", "go1.21.0 go1.21.1 go1.22rc1 go1.22rc2"}, {"v0.9.0.0", "v0.9.0.1", 0, 0, "v0.9.0.1", "v0.9.0.0"},
		{"v2.43.0.windows.2", "", 0, 0, "v2.43.1.windows.1", ""}, {"1.0.2z", "", 0, 0, "1.0.2za", ""}, {"1.0.2za", "", 0, 0, "1.0.2zb", ""},
	} {
		got := proposeVersion(release.Range{BaseTag: test.previous, HeadTag: test.tag, Line: strings.Fields(test.line)}, time.Time{}, content{test.breaking, test.added, 1, 3})
		if got.Version != test.want || got.Why == "" {
			t.Errorf("after %q with %d breaking and %d features: %+v, want %q", test.previous, test.breaking, test.added, got, test.want)
		}
	}
	if got := proposeVersion(release.Range{BaseTag: "v1.0.0"}, time.Time{}, content{}); got.Version != "" {
		t.Errorf("of nothing: %+v", got)
	}
	for tag, want := range map[string]bool{"v1.2.3": true, "1.0": true, "api/v1.2.3-rc.1": true, "2.0.0a1": true, "latest": false, "v1": false, "2.1.x": false, "nightly-2024-01-02": false, "2024-01-02": true, "v20240102": true, "nightly-20240102": false} {
		if got := IsVersion(tag); got != want {
			t.Errorf("%q is a version: %v", tag, got)
		}
	}
}

func TestCollect_CountsWhatWasTakenBack(t *testing.T) {
	t.Parallel()
	e := evidence(
		release.Pull{Title: "Add x", Undone: true}, release.Pull{Title: "Revert \"Add x\"", Undone: true}, release.Pull{Title: "Stay"},
		release.Pull{Title: "By a robot", Author: release.Account{Login: "bot[bot]", Bot: true}},
	)
	e.Commits = append(e.Commits, release.Commit{SHA: strings.Repeat("c", 40), Title: "fix: directly", Parents: 1, Author: release.Account{Name: "Bob"}},
		release.Commit{SHA: strings.Repeat("d", 40), Title: "Merge branch", Parents: 2})
	e.Pulls = append(e.Pulls, release.Pull{Number: 77, Title: "Its commits are not listed"})
	e.NewContributors = []string{"ann", "bot[bot]"}
	s := Collect(e)
	var got []string
	for _, entry := range s.Entries {
		got = append(got, entry.Text)
	}
	if diff := cmp.Diff([]string{"directly", "Stay", "By a robot", "Its commits are not listed"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Undone != 2 || len(s.New) != 1 || s.New[0] != "ann" {
		t.Errorf("%d undone, new %q", s.Undone, s.New)
	}
}
