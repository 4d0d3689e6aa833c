package releasenotes

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/kind/release"
	"github.com/devplus-app/devplus/shared/page"
)

func TestAgree_NamesEachDifferenceWithItsReason(t *testing.T) {
	t.Parallel()
	stored, err := json.Marshal(Collect(evidence(
		release.Pull{Title: "feat: add x"}, release.Pull{Title: "fix: mend"}, release.Pull{Title: "Release 1.1.0"}, release.Pull{Title: "docs: more"}, release.Pull{Title: "fix: other"},
	)))
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOutline(stored, nil, page.Writer{Repository: "octo/project"})
	if err != nil {
		t.Fatal(err)
	}
	theirs := "# 1.1.0\n\n### Features\n* add x ([#1](https://github.com/octo/project/issues/1))\n### 🐛 Bug Fixes\n- mend by @ann in https://github.com/octo/project/pull/2\n- gone (#9)\n" +
		"### Miscellaneous Chores\n- release (#3)\n- other (#5)\n"
	want := Agreement{Both: 3, SameSection: 2, Sections: 3, Elsewhere: []string{"#5: Miscellaneous Chores there, Fixes here"}, OnlyTheirs: []string{"#3: " + releases, "#9: no pull request of the range"}, OnlyOurs: []string{"#4: Documentation"}}
	if diff := cmp.Diff(want, o.Agree(theirs, func(int) string { return "no pull request of the range" })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A heading that is read as another one makes an agreement of what is none.
func TestMeant_ReadsHeadingsByWhatTheyHold(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string][]string{
		"🐛 Bug Fixes": {fixes}, "Fixed": {fixes}, "Added": {features}, "New Features": {features}, "💥 Breaking Changes": {breaking}, "Backwards incompatible": {breaking},
		"Docs": {documentation}, "Improvements & Bug Fixes": {features, performance, others, fixes}, "Chores": {maintenance, dependencies}, "Security": {security},
		"Contributors": nil, "1.2.0": nil, "Other": nil, "Thanks and more": nil,
	} {
		if diff := cmp.Diff(want, sectionsOf(heading)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", heading, diff)
		}
	}
}
