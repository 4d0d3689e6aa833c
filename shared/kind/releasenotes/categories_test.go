package releasenotes

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/settings"
	"github.com/devplus-app/devplus/shared/source"
	"github.com/devplus-app/devplus/shared/testing/githubtest"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// configured returns GitHub's file as it is read from a repository.
func configured(t *testing.T, content string) (Config, string) {
	t.Helper()
	dir := gittest.New(t)
	if err := os.MkdirAll(filepath.Join(dir, ".github"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".github/release.yml"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "add", "--all")
	gittest.Run(t, dir, "commit", "--quiet", "--message", "Configure")
	g := githubtest.Serve(t, standin.Options{Dir: dir})
	c, problem, err := ReadConfig(t.Context(), source.At(g.GitHub, gittest.Head(t, dir), nil))
	if err != nil {
		t.Fatal(err)
	}
	return c, problem
}

func TestCategories_AreThoseOfGitHubsFile(t *testing.T) {
	t.Parallel()
	c, problem := configured(t, `changelog:
  exclude:
    labels: [ignore-for-release]
    authors: [octocat, dependabot]
  categories:
    - title: Exciting 🎉
      labels: [Semver-Minor, enhancement]
      exclude: {authors: [eve]}
    - title: Repairs
      labels: [bug]
`)
	if problem != "" {
		t.Fatal(problem)
	}
	e := evidence(
		release.Pull{Title: "Mend", Labels: []string{"bug"}}, release.Pull{Title: "Grow", Labels: []string{"semver-minor"}},
		release.Pull{Title: "Hide", Labels: []string{"ignore-for-release"}}, release.Pull{Title: "Mine", Author: release.Account{Login: "octocat"}},
		release.Pull{Title: "Robot", Author: release.Account{Login: "dependabot[bot]", Bot: true}},
		release.Pull{Title: "feat: eve's", Labels: []string{"enhancement"}, Author: release.Account{Login: "eve"}},
		release.Pull{Title: "Drop", Labels: []string{"bug", "breaking-change"}}, release.Pull{Title: "docs: unlabeled"},
	)
	s := Collect(e)
	c.Apply(&s, e, settings.NotesForm{}, nil)
	var got []string
	for _, section := range Plain(&s).Sections {
		for _, entry := range section.Entries {
			got = append(got, section.Title+": "+entry.Text)
		}
	}
	for _, l := range s.LeftOut {
		got = append(got, fmt.Sprintf("%s: %s", l.Text, l.Reason))
	}
	want := []string{"Breaking changes: Drop", "Exciting 🎉: Grow", "Repairs: Mend", "Features: eve's", "Documentation: unlabeled",
		"Hide: " + excluded, "Mine: " + excluded, "Robot: " + excluded}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCategories_OfABrokenFileDecideNothing(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"changelog: [", "changelog: text", "- 1"} {
		c, problem := configured(t, content)
		if problem == "" || len(c.Changelog.Categories) > 0 {
			t.Errorf("%q: %+v, %q", content, c, problem)
		}
	}
	if c, problem := configured(t, "name: other"); problem != "" || len(c.Changelog.Categories) > 0 {
		t.Errorf("a file without a changelog: %+v, %q", c, problem)
	}
}
