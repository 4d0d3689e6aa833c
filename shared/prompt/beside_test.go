package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/prompt"
)

// Issues help to judge a change, but must neither reveal secrets nor take the diff's room.
func TestIssues_AreShownRedactedBoundedAndCounted(t *testing.T) {
	t.Parallel()
	in := input(added("a.go", code(1, 40)...))
	in.Issues = []prompt.Passage{{About: "#3 Widgets are lost", Text: "Since the move.\npassword = \"hunter2-hunter2-hunter2\""}}
	in.FailedChecks = []prompt.Passage{{About: "lint of Actions: a.go:3, failure", Text: "unused variable"}}
	c, coverage := build(t, in)
	for _, want := range []string{" issues\n# #3 Widgets are lost\nSince the move.\n", " failed checks\n# lint of Actions: a.go:3, failure\nunused variable\n"} {
		if !strings.Contains(c.Parts[0], want) {
			t.Errorf("no %q in %s", want, c.Parts[0])
		}
	}
	if s := coverage.Surroundings; strings.Contains(c.Parts[0], "hunter2") || s.Issues != 1 || s.Checks != 1 || !s.Unread {
		t.Errorf("%+v", s)
	}

	for i := range 5 {
		in.Issues = append(in.Issues, prompt.Passage{About: fmt.Sprint("#", 10+i), Text: strings.Repeat("a long story\n", 5000)})
		in.FailedChecks = append(in.FailedChecks, prompt.Passage{About: "lint", Text: strings.Repeat("unused ", 9000)})
	}
	in.Patches = append(in.Patches, added("b.go", code(2, 20_000)...))
	alone := in
	alone.Issues, alone.FailedChecks = nil, nil
	without, _ := build(t, alone)
	c, coverage = build(t, in)
	for i, part := range c.Parts {
		if more := len(part) - len(without.Parts[min(i, len(without.Parts)-1)]); more > 6<<10 && i < len(c.Parts)-1 {
			t.Errorf("part %d has %d bytes more", i+1, more)
		}
	}
	if s := coverage.Surroundings; s.Issues < 1 || s.Issues > 2 || !strings.Contains(c.Parts[0], "(cut here)") {
		t.Errorf("%+v", s)
	}
}
