package repository

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/page"
)

// A rate of named causes would say that little breaks where people write little: there is only a count, each once.
func TestCauses_AreCountedOnceAndMakeNoRate(t *testing.T) {
	t.Parallel()
	var h History
	h.addCauses([]githubapp.Commit{
		{SHA: strings.Repeat("a", 40), Message: "Fix it\n\nFixes: " + strings.Repeat("1c", 20) + " (\"x\")"},
		{SHA: "b", Message: "Revert \"Limit it\"", Merge: true},
		{SHA: "c", Message: "Revert \"Limit it\""},
		{SHA: "d", Message: "Fix a typo"},
	})
	want := []NamedCause{{strings.Repeat("a", 40), strings.Repeat("1c", 20)}, {"c", "Limit it"}}
	if diff := cmp.Diff(want, h.Causes); diff != "" || h.CauseCount != 2 {
		t.Errorf("%d (-want +got):\n%s", h.CauseCount, diff)
	}
	said := fmt.Sprint(view{Report: &Report{History: h}, Writer: page.Writer{Repository: "octo/project"}}.causes())
	if !strings.Contains(said, "2 reverts and fixes name their cause") || strings.Contains(said, "%") || strings.Contains(said, strings.Repeat("1c", 20)+" ") {
		t.Errorf("said: %s", said)
	}
}
