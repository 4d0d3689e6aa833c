package releasenotes

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
	"github.com/devplus-app/devplus/shared/settings"
)

func TestChangelog_HasTheFormOfKeepAChangelog(t *testing.T) {
	t.Parallel()
	e := evidence(
		release.Pull{Title: "feat: add x"}, release.Pull{Title: "fix!: drop y"}, release.Pull{Title: "deprecation(fs): use z"}, release.Pull{Title: "fix: mend"},
		release.Pull{Title: "Bump lodash from 4.17.20 to 4.17.21"}, release.Pull{Title: "Close the hole", Labels: []string{"security"}}, release.Pull{Title: "v1.1.0"},
	)
	e.Commits[len(e.Commits)-1].At = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	stored, err := json.Marshal(Collect(e))
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOutline(stored, nil, page.Writer{Repository: "octo/project"})
	if err != nil {
		t.Fatal(err)
	}
	pull := "https://github.com/octo/project/pull/"
	want := "## [1.1.0] - 2026-03-01\n" +
		"\n### Added\n\n- add x ([#1](" + pull + "1))\n" +
		"\n### Changed\n\n- **Breaking:** drop y ([#2](" + pull + "2))\n- `lodash` `4.17.20` → `4.17.21` ([#5](" + pull + "5))\n" +
		"\n### Deprecated\n\n- fs: use z ([#3](" + pull + "3))\n" +
		"\n### Fixed\n\n- mend ([#4](" + pull + "4))\n" +
		"\n### Security\n\n- Close the hole ([#6](" + pull + "6))\n" +
		"\n[1.1.0]: https://github.com/octo/project/compare/v1.0.0...v1.1.0\n"
	if diff := cmp.Diff(want, o.Changelog()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]LeftOut{{release.Ref{Pull: 7}, "v1.1.0", releases}}, o.LeftOut); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
}

// Files in that form have the same headings in every repository, whatever it calls them in its releases.
func TestChangelog_KeepsItsHeadingsWithConfiguredSections(t *testing.T) {
	t.Parallel()
	e := evidence(release.Pull{Title: "feat: add x"}, release.Pull{Title: "fix: mend"})
	s := Collect(e)
	Config{}.Apply(&s, e, settings.NotesForm{Categories: []settings.NotesCategory{
		{Title: "News", NotesMatch: settings.NotesMatch{Types: []string{"feat"}}}, {Title: "Mended", NotesMatch: settings.NotesMatch{Types: []string{"fix"}}},
	}}, nil)
	stored, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOutline(stored, nil, page.Writer{Repository: "octo/project"})
	if err != nil {
		t.Fatal(err)
	}
	if o.Sections[0].Title != "News" || o.Sections[1].Title != "Mended" {
		t.Errorf("sections: %+v", o.Sections)
	}
	for _, want := range []string{"### Added\n\n- add x (", "### Fixed\n\n- mend ("} {
		if got := o.Changelog(); !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}
