package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

// added is a file that the pull request adds: one hunk of its lines.
func added(path string, lines ...string) diff.Patch {
	text := fmt.Sprintf("@@ -0,0 +1,%d @@\n", len(lines))
	for _, l := range lines {
		text += "+" + l + "\n"
	}
	return diff.Patch{Path: path, Status: diff.Added, Additions: len(lines), Text: text}
}

var query = []string{"package db", "", "func find(id string) {", `	rows := db.Query("SELECT * FROM users WHERE id = " + id)`, "	use(rows)", "}"}

func sqlInjection() Finding {
	return Finding{Path: "db.go", Line: 4, Severity: "high", Category: "security", Title: "The query is put together"}
}

// round reviews patches; found may be nil.
func round(head string, patches []diff.Patch, found ...Finding) Round {
	return Round{ID: head + ".1", Head: head, Code: Read(patches), Found: found, Whole: true, Answers: map[string]Answer{}}
}

func (l *Ledger) brief() (all []string) {
	for _, f := range l.Findings {
		all = append(all, fmt.Sprintf("%s %s %s:%d", f.Name, f.State, f.Path, f.Line))
	}
	return all
}

func with(lines []string, at int, insert ...string) []string {
	return slices.Insert(slices.Clone(lines), at, insert...)
}

func TestAdvance_MovesFindingsByWhatChanged(t *testing.T) {
	t.Parallel()
	fixed := slices.Clone(query)
	fixed[3] = `	rows := db.Query("SELECT * FROM users WHERE id = ?", id)`
	for name, test := range map[string]struct {
		patches []diff.Patch
		answer  Answer
		want    string
	}{
		"nobody touched it, and the model forgot it":      {[]diff.Patch{added("db.go", query...)}, Answer{}, "F1 open db.go:4"},
		"nobody touched it, and the model calls it fixed": {[]diff.Patch{added("db.go", query...)}, Answer{Verdict: Mended}, "F1 open db.go:4"},
		"lines came before it":                            {[]diff.Patch{added("db.go", with(query, 1, "", "import x", "")...)}, Answer{}, "F1 open db.go:7"},
		"it was indented":                                 {[]diff.Patch{added("db.go", with(query, 3, "	if id != \"\" {")...)}, Answer{}, "F1 open db.go:5"},
		"its file was renamed by a forced push":           {[]diff.Patch{added("store.go", query...)}, Answer{}, "F1 open store.go:4"},
		"its lines changed, and the model agrees":         {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: Mended}, "F1 fixed db.go:4"},
		"its lines changed, and the model can't tell":     {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: CantTell}, "F1 outdated db.go:4"},
		"its lines changed, and the model forgot it":      {[]diff.Patch{added("db.go", fixed...)}, Answer{}, "F1 outdated db.go:4"},
		"its lines changed, and it is said to be there":   {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: Present}, "F1 open db.go:4"},
		"its file left the pull request":                  {[]diff.Patch{added("other.go", "package db")}, Answer{}, "F1 outdated db.go:4"},
		"a line elsewhere mends it": {
			[]diff.Patch{added("db.go", with(query, 3, "	id = strconv.Itoa(parse(id))")...)},
			Answer{Mended, "id = strconv.Itoa(parse(id))"}, "F1 fixed db.go:5",
		},
		"a line that is not there mends nothing": {
			[]diff.Patch{added("db.go", with(query, 3, "	id = strconv.Itoa(parse(id))")...)},
			Answer{Mended, "id = escape(id) // for good"}, "F1 open db.go:5",
		},
		"a line that was there before mends nothing": {[]diff.Patch{added("db.go", query...)}, Answer{Mended, "func find(id string) {"}, "F1 open db.go:4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := new(Ledger).Advance(round("a", []diff.Patch{added("db.go", query...)}, sqlInjection()))
			r := round("b", test.patches)
			r.Answers["F1"] = test.answer
			if diff := cmp.Diff([]string{test.want}, first.Advance(r).brief()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What people hate most is a finding that comes again after they answered it.
func TestAdvance_NeverRaisesWhatWasDismissed(t *testing.T) {
	t.Parallel()
	moved := added("internal/store.go", query...)
	for name, patches := range map[string][]diff.Patch{
		"same head":      {added("db.go", query...)},
		"neighbor edits": {added("db.go", with(with(query, 4, "	log(rows, id)"), 3, "	trace(id)")...)},
		"renamed":        {{Path: "store.go", PreviousPath: "db.go", Status: diff.Renamed, Text: added("", query...).Text}},
		"forced push":    {moved},
	} {
		for _, category := range []string{"security", "correctness"} {
			for _, bare := range []bool{false, true} {
				t.Run(fmt.Sprint(name, ", ", category, ", bare ", bare), func(t *testing.T) {
					t.Parallel()
					l := new(Ledger).Advance(round("a", []diff.Patch{added("db.go", query...)}, sqlInjection()))
					if err := l.Dismiss("f1", "ann", "never from outside", false); err != nil {
						t.Fatal(err)
					}
					if bare {
						l.Dismissed = []Dismissal{{Path: "db.go", Lines: l.Findings[0].Anchor.Lines, Severity: "high"}}
						l.Findings = nil
					}
					again := Finding{Path: patches[0].Path, Severity: "high", Category: category, Title: "Injection", EndLine: 99}
					again.Line = 1 + slices.IndexFunc(strings.Split(patches[0].Text, "\n")[1:], func(l string) bool { return strings.Contains(l, "SELECT") })
					if next := l.Advance(round("b", patches, again)); len(next.In(Open)) != 0 {
						t.Errorf("raised: %v", next.brief())
					}
					again.Severity = "critical"
					if next := l.Advance(round("b", patches, again)); len(next.In(Open)) != 1 {
						t.Errorf("more severe, and not raised: %v", next.brief())
					}
				})
			}
		}
	}
}

func TestAdvance_KeepsNamesAndRaisesNothingTwice(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{added("db.go", query...)}
	l := new(Ledger).Advance(round("a", patches, sqlInjection()))
	renamed := sqlInjection()
	renamed.Title, renamed.Category, renamed.Severity, renamed.EndLine = "Unsafe SQL", "correctness", "medium", 5
	l = l.Advance(round("b", patches, renamed))
	if diff := cmp.Diff([]string{"F1 open db.go:4"}, l.brief()); diff != "" || l.Findings[0].Severity != "high" {
		t.Errorf("%+v (-want +got):\n%s", l.Findings, diff)
	}
	edited := slices.Clone(query)
	edited[3] = `	rows := db.Query("SELECT id FROM users WHERE id = " + strings.TrimSpace(id))`
	l = l.Advance(round("c", []diff.Patch{added("db.go", edited...)}, sqlInjection()))
	if diff := cmp.Diff([]string{"F1 open db.go:4"}, l.brief()); diff != "" {
		t.Errorf("after an edit that does not mend it (-want +got):\n%s", diff)
	}
	if again := l.Advance(round("c", patches, Finding{Path: "db.go", Line: 1, Severity: "critical"})); !cmp.Equal(l, again) {
		t.Errorf("a round that is in the ledger changed it: %s", cmp.Diff(l, again))
	}
}

// A review that finds more at every look never converges.
func TestAdvance_ConvergesAfterTwoRounds(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{added("db.go", query...)}
	l := new(Ledger).Advance(round("a", patches, sqlInjection()))
	late := Finding{Path: "db.go", Line: 5, Severity: "high", Category: "tests", Title: "No test"}
	if next := l.Advance(round("b", patches, late)); len(next.Findings) != 1 {
		t.Errorf("lines that were read are judged anew: %v", next.brief())
	}
	late.Severity = "critical"
	if next := l.Advance(round("b", patches, late)); len(next.Findings) != 2 {
		t.Errorf("a critical finding is kept back: %v", next.brief())
	}
	full := round("b", patches, Finding{Path: "db.go", Line: 5, Severity: "low"})
	full.Full = true
	if next := l.Advance(full); len(next.Findings) != 2 {
		t.Errorf("asked to look at everything, it did not: %v", next.brief())
	}
	l = l.Advance(round("b", patches))
	var many []string
	var found []Finding
	for i := range 5 {
		many = append(many, fmt.Sprintf("func number%d() { return compute(%d) }", i, i))
		found = append(found, Finding{Path: "new.go", Line: i + 1, Severity: "medium", Title: fmt.Sprint(i)})
	}
	l = l.Advance(round("c", append(patches, added("new.go", many...)), found...))
	var deferred []string
	for _, f := range l.Findings {
		if f.Deferred {
			deferred = append(deferred, f.Name)
		}
	}
	if diff := cmp.Diff([]string{"F5", "F6"}, deferred); diff != "" {
		t.Errorf("deferred (-want +got):\n%s", diff)
	}
}

// A round that was cut short, or whose files were not sent, ends nothing and reads nothing.
func TestAdvance_OfAPartialRound(t *testing.T) {
	t.Parallel()
	patches := []diff.Patch{added("db.go", query...), added("more.go", "package more", "var configuration = load()")}
	r := round("a", patches, sqlInjection())
	r.Unsent = []string{"more.go"}
	l := new(Ledger).Advance(r)
	rest, read := l.Unread(patches)
	if diff := cmp.Diff([]string{"db.go"}, read); diff != "" || rest[0].Text != "" || rest[1].Text != patches[1].Text {
		t.Errorf("unread: %+v (-want +got):\n%s", rest, diff)
	}
	changed := round("b", []diff.Patch{added("db.go", "package db")})
	changed.Whole = false
	l = l.Advance(changed)
	if diff := cmp.Diff([]string{"F1 open db.go:4"}, l.brief()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, read := l.Unread([]diff.Patch{added("db.go", "package db")}); len(read) != 0 {
		t.Errorf("nobody read %v", read)
	}
}

// A rebase moves hunks; the same lines are not read again.
func TestUnread_AfterARebase(t *testing.T) {
	t.Parallel()
	before := diff.Patch{Path: "a.go", Status: diff.Modified, Text: "@@ -10,3 +10,4 @@ func a() {\n one\n+two is new here\n three\n four\n@@ -50,2 +51,2 @@\n x\n-y\n+z\n"}
	after := diff.Patch{Path: "a.go", Status: diff.Modified, Text: "@@ -90,3 +90,4 @@ func a() {\n zero\n one\n+two is new here\n three\n@@ -150,2 +151,2 @@\n x\n-y\n+something else\n"}
	l := new(Ledger).Advance(round("a", []diff.Patch{before}))
	rest, read := l.Unread([]diff.Patch{after})
	if len(read) != 0 || rest[0].Text != "@@ -150,2 +151,2 @@\n x\n-y\n+something else\n" {
		t.Errorf("read %v, sent %q", read, rest[0].Text)
	}
}

func TestDismiss_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	l := new(Ledger).Advance(round("a", []diff.Patch{added("db.go", query...)}, sqlInjection()))
	for _, test := range []struct {
		do   func() error
		want string
	}{
		{func() error { return l.Dismiss("F7", "ann", "", false) }, "there is no finding F7: open are F1"},
		{func() error { return l.Dismiss("F1", "eve", "", true) }, ""},
		{func() error { return l.Dismiss("F1", "ann", "wrong", false) }, ""}, // a maintainer lifts what its author only quieted
		{func() error { return l.Dismiss("F1", "eve", "", true) }, ""},
		{func() error { return l.Reopen("F9") }, "there is no finding F9: none is open"},
		{func() error { return l.Reopen("F1") }, ""},
		{func() error { return l.Reopen("F1") }, ""},
	} {
		got := ""
		if err := test.do(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	if l.Findings[0].State != Open || l.Findings[0].By != "" {
		t.Errorf("%+v", l.Findings[0])
	}
}

func TestBlocks_NamesTheWorstThatStands(t *testing.T) {
	t.Parallel()
	l := Ledger{Findings: []Finding{
		{Name: "F1", Severity: "medium", State: Open}, {Name: "F2", Severity: "high", State: Dismissed},
		{Name: "F3", Severity: "high", State: Dismissed, Quiet: true}, {Name: "F4", Severity: "critical", State: Fixed},
	}}
	for severity, want := range map[string]string{"critical": "", "high": "F3", "medium": "F3", "low": "F3"} {
		if f, ok := l.Blocks(severity); f.Name != want || ok != (want != "") {
			t.Errorf("%s: %q, %t; want %q", severity, f.Name, ok, want)
		}
	}
}

func TestLedger_IsBounded(t *testing.T) {
	t.Parallel()
	l := &Ledger{}
	for i := range 700 {
		path := fmt.Sprintf("f%d.go", i)
		patches := []diff.Patch{added(path, "package f", fmt.Sprintf("var configuration = %d", i))}
		r := round(fmt.Sprint(i), patches, Finding{Path: path, Line: 2, Severity: "critical", Title: strings.Repeat("x", 500)})
		l = l.Advance(r)
		if err := l.Dismiss(fmt.Sprint("F", i+1), "ann", "", false); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.Findings) > MaxFindings || len(l.Dismissed) != MaxDismissed || l.Named != 700 {
		t.Errorf("%d findings, %d dismissed, %d named", len(l.Findings), len(l.Dismissed), l.Named)
	}
}
