package ledger

import (
	"fmt"
	"slices"
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

// One answer may find two defects of a line, in two categories; the answers about parts of a change repeat one in other words. Later rounds
// must keep the two apart.
func TestAdvance_KeepsTwoDefectsOfALineApart(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{added("db.go", query...)}
	slow, again := sqlInjection(), sqlInjection()
	slow.Category, slow.Title, slow.Severity = "performance", "The query reads all columns", "medium"
	again.Title, again.EndLine = "Unescaped input", 5
	found := []Finding{sqlInjection(), again, slow}
	l := new(Ledger).Advance(round("a", patches, found...))
	want := []string{"F1 open db.go:4", "F2 open db.go:4"}
	if diff := cmp.Diff(want, l.brief()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	edited := slices.Clone(query)
	edited[3] = `	rows := db.Query("SELECT * FROM users WHERE id = " + strings.TrimSpace(id))`
	for name, lines := range map[string][]string{"as they were": query, "edited": edited} {
		next := round("b", []diff.Patch{added("db.go", lines...)}, found...)
		next.Full = true
		after := l.Advance(next)
		if diff := cmp.Diff(want, after.brief()); diff != "" || after.Findings[1].Category != "performance" || after.Findings[1].Title != slow.Title {
			t.Errorf("the lines %s: %+v (-want +got):\n%s", name, after.Findings, diff)
		}
	}
}
