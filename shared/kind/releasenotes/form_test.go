package releasenotes

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
)

// formed returns the notes of some changes in a form.
func formed(form settings.NotesForm, github Config, pulls ...release.Pull) string {
	e := evidence(pulls...)
	s := collect(e, form.Housekeeping)
	github.Apply(&s, e, form, nil)
	return join(lines(&s, Plain(&s), page.Writer{Repository: "octo/project"}))
}

func TestApply_GivesNotesTheConfiguredForm(t *testing.T) {
	t.Parallel()
	form := settings.NotesForm{
		Categories: []settings.NotesCategory{
			{Title: "For operators", NotesMatch: settings.NotesMatch{Types: []string{"ops"}, Labels: []string{"Operations"}}, Exclude: settings.NotesMatch{Scopes: []string{"lab"}}},
		},
		Exclude: settings.NotesMatch{Authors: []string{"renovate"}, Scopes: []string{"internal"}},
		Order:   []string{"Documentation", "Fixes"}, Entry: "{links}: {text}, thanks to {authors}",
		Header: "Welcome to {tag}, after {previous}.", Footer: "Read the [guide](https://github.com/octo/project/wiki).", Contributors: settings.AllContributors, Housekeeping: true,
	}
	got := formed(form, Config{}, release.Pull{Title: "ops: two more regions"}, release.Pull{Title: "ops(lab): another"}, release.Pull{Title: "fix: a", Labels: []string{"operations"}},
		release.Pull{Title: "fix: b"}, release.Pull{Title: "docs: c"}, release.Pull{Title: "feat(internal): d"}, release.Pull{Title: "fix: e", Author: release.Account{Login: "renovate[bot]", Bot: true}},
		release.Pull{Title: "Bump version to 1.1.0"}, release.Pull{Title: "feat(internal)!: f"})
	got, _, _ = strings.Cut(strings.NewReplacer("(https://github.com/octo/project/pull/", "(", "(https://github.com/ann)", "").Replace(got), "\n\n**Full")
	want := `Welcome to v1.1.0, after v1.0.0.

## Breaking changes

- [#9](9): internal: f, thanks to [ann]

## Documentation

- [#5](5): c, thanks to [ann]

## Fixes

- [#4](4): b, thanks to [ann]

## For operators

- [#1](1): ops: two more regions, thanks to [ann]
- [#3](3): a, thanks to [ann]

## Other changes

- [#2](2): ops(lab): another, thanks to [ann]
- [#8](8): Bump version to 1.1.0, thanks to [ann]

## Contributors

- [ann]

_2 changes left out as .github/devplus.yml says._`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// GitHub's file counts only where DevPlus's own says nothing, or a repository could not part with it.
func TestApply_ReadsGitHubsFileWhereOursSaysNothing(t *testing.T) {
	t.Parallel()
	github, problem := configured(t, "changelog:\n  exclude: {labels: [skip]}\n  categories:\n  - {title: Theirs, labels: ['*']}\n")
	if problem != "" {
		t.Fatal(problem)
	}
	ours := []settings.NotesCategory{{Title: "Ours", NotesMatch: settings.NotesMatch{Types: []string{"feat"}}}}
	for name, test := range map[string]struct {
		form   settings.NotesForm
		has    string
		hasNot string
	}{
		"nothing":      {settings.NotesForm{}, "## Theirs", "/pull/2)"},
		"categories":   {settings.NotesForm{Categories: ours}, "## Ours", "/pull/2)"},
		"exclusions":   {settings.NotesForm{Exclude: settings.NotesMatch{Types: []string{"feat"}}}, "/pull/2)", "/pull/1)"},
		"contributors": {settings.NotesForm{Contributors: settings.NoContributors}, "## Theirs", "contributors"},
	} {
		got := formed(test.form, github, release.Pull{Title: "feat: a"}, release.Pull{Title: "fix: b", Labels: []string{"skip"}})
		if !strings.Contains(got, test.has) || strings.Contains(got, test.hasNot) {
			t.Errorf("%s: want %q and not %q:\n%s", name, test.has, test.hasNot, got)
		}
	}
}

func TestNotesEntry_RefusesAFormThatLosesChanges(t *testing.T) {
	t.Parallel()
	for entry, ok := range map[settings.NotesEntry]bool{
		"": true, "{text} in {links}": true, "{text} {links} {authors}": true, "{text}": false, "{links}": false, "{text} {links} {links}": false, "{text}\n{links}": false,
	} {
		if err := entry.Check(); (err == nil) != ok {
			t.Errorf("%q: %v", entry, err)
		}
	}
}

// A repository that leaves dates behind, or takes them up, must not be told the other sort of version.
func TestNext_FollowsTheConfiguredScheme(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	added := content{features: 1, changes: 1}
	for _, test := range []struct{ base, scheme, want string }{
		{"v2026.4.0", "", "v2026.11.0"}, {"v2026.4.0", "semantic", "v2026.5.0"}, {"v2026.4.0", "calendar", "v2026.11.0"},
		{"v1.2.3", "", "v1.3.0"}, {"v1.2.3", "semantic", "v1.3.0"}, {"v1.2.3", "calendar", "v2026.11.0"},
	} {
		span := release.Range{BaseTag: test.base, BaseAt: at.AddDate(0, -7, 0), Line: []string{test.base}, Scheme: test.scheme}
		if got := proposeVersion(span, at, added); got.Version != test.want {
			t.Errorf("after %s, %s: %q, want %q (%s)", test.base, test.scheme, got.Version, test.want, got.Why)
		}
	}
}
