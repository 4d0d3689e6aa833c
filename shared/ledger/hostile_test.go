package ledger

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

// many is a ledger with n open findings, one on each line of the patches.
func many(n int) (*Ledger, []diff.Patch) {
	var lines []string
	var found []Finding
	for i := range n {
		lines = append(lines, fmt.Sprintf("var configuration%d = load(%d)", i, i))
		found = append(found, Finding{Path: "many.go", Line: i + 1, Severity: "high", Category: "correctness", Title: fmt.Sprint("Load ", i)})
	}
	patches := []diff.Patch{added("many.go", lines...)}
	return new(Ledger).Advance(round("a", patches, found...)), patches
}

// A model that calls everything fixed, as an instruction in the diff may have it do, must not end what nobody touched; one line that is new
// does not mend a hundred findings by being somewhere.
func TestAdvance_AnswerThatCallsEverythingFixedEndsNothing(t *testing.T) {
	t.Parallel()
	l, patches := many(MaxFindings)
	for name, answer := range map[string]Answer{
		"without a line":              {Verdict: Mended},
		"by a line that was there":    {Verdict: Mended, Path: "many.go", First: 1, Last: MaxFindings},
		"by a line that is not there": {Verdict: Mended, Path: "many.go", First: -1, Last: 1 << 30},
		"by a file that is not there": {Verdict: Mended, Path: "../many.go", First: 1, Last: 1},
	} {
		r := round("b", patches)
		for _, f := range l.Findings {
			r.Answers[f.Name] = answer
		}
		if next := l.Advance(r); len(next.In(Open)) != MaxFindings {
			t.Errorf("%s: %d of %d are open", name, len(next.In(Open)), MaxFindings)
		}
	}
}

// A model that gives findings other names must not move what people know them by: F3 stays F3.
func TestAdvance_AnswerThatRenamesFindingsKeepsTheirNames(t *testing.T) {
	t.Parallel()
	l, patches := many(3)
	want := l.brief()
	r := round("b", patches)
	for _, name := range []string{"", "f1", "F01", "F4", "F99", "F1: Load 0", "1"} {
		r.Answers[name] = Answer{Verdict: Mended, Path: "many.go", First: 1, Last: 3}
	}
	for i := range 3 { // each under another's name and title
		r.Found = append(r.Found, Finding{Name: fmt.Sprint("F", 3-i), Path: "many.go", Line: i + 1, Severity: "high", Category: "tests", Title: fmt.Sprintf("F%d: Load %d", 3-i, 2-i)})
	}
	next := l.Advance(r)
	if diff := cmp.Diff(want, next.brief()); diff != "" || next.Named != 3 {
		t.Errorf("%d have names (-want +got):\n%s", next.Named, diff)
	}
}
