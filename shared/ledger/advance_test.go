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
		"nobody touched it, and the model forgot it":         {[]diff.Patch{added("db.go", query...)}, Answer{}, "F1 open db.go:4"},
		"nobody touched it, and the model calls it fixed":    {[]diff.Patch{added("db.go", query...)}, Answer{Verdict: Mended}, "F1 open db.go:4"},
		"lines came before it":                               {[]diff.Patch{added("db.go", with(query, 1, "", "import x", "")...)}, Answer{}, "F1 open db.go:7"},
		"it was indented":                                    {[]diff.Patch{added("db.go", with(query, 3, "	if id != \"\" {")...)}, Answer{}, "F1 open db.go:5"},
		"its file was renamed by a forced push":              {[]diff.Patch{added("store.go", query...)}, Answer{}, "F1 open store.go:4"},
		"GitHub leaves its diff out, and it is called fixed": {[]diff.Patch{{Path: "db.go", Status: diff.Added, Additions: 40000}}, Answer{Verdict: Mended}, "F1 open db.go:4"},
		"its file is left out under a new name":              {[]diff.Patch{{Path: "store.go", PreviousPath: "db.go", Status: diff.Renamed, Additions: 40000}}, Answer{}, "F1 open store.go:4"},
		"it is beyond what is kept of a diff, and is called fixed": {
			[]diff.Patch{added("huge.go", slices.Repeat([]string{"line"}, maxLines)...), added("db.go", fixed...)}, Answer{Verdict: Mended}, "F1 open db.go:4",
		},
		"its file is binary now":                        {[]diff.Patch{{Path: "db.go", Status: diff.Added}}, Answer{}, "F1 outdated db.go:4"},
		"its lines changed, and the model agrees":       {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: Mended}, "F1 fixed db.go:4"},
		"its lines changed, and the model can't tell":   {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: CantTell}, "F1 outdated db.go:4"},
		"its lines changed, and the model forgot it":    {[]diff.Patch{added("db.go", fixed...)}, Answer{}, "F1 outdated db.go:4"},
		"its lines changed, and it is said to be there": {[]diff.Patch{added("db.go", fixed...)}, Answer{Verdict: Present}, "F1 open db.go:4"},
		"its file left the pull request":                {[]diff.Patch{added("other.go", "package db")}, Answer{}, "F1 outdated db.go:4"},
		"a line elsewhere mends it": {
			[]diff.Patch{added("db.go", with(query, 3, "	id = strconv.Itoa(parse(id))")...)},
			Answer{Verdict: Mended, Path: "db.go", First: 4, Last: 4}, "F1 fixed db.go:5",
		},
		"a line that is not there mends nothing": {
			[]diff.Patch{added("db.go", with(query, 3, "	id = strconv.Itoa(parse(id))")...)},
			Answer{Verdict: Mended}, "F1 open db.go:5",
		},
		"a line that was there before mends nothing": {[]diff.Patch{added("db.go", query...)}, Answer{Verdict: Mended, Path: "db.go", First: 3, Last: 3}, "F1 open db.go:4"},
		"nor does one beside a line that is new": {
			[]diff.Patch{added("db.go", with(query, 3, "	trace(id, rows, query)")...)}, Answer{Verdict: Mended, Path: "db.go", First: 3, Last: 3}, "F1 open db.go:5",
		},
		"nor one that the change does not add": {
			[]diff.Patch{{Path: "db.go", Text: strings.Replace(added("db.go", with(query, 3, "	trace(id, rows, query)")...).Text, "+package db", " package database", 1)}},
			Answer{Verdict: Mended, Path: "db.go", First: 1, Last: 1}, "F1 open db.go:5",
		},
		"lines of another file mend it": {
			[]diff.Patch{added("db.go", query...), added("escape.go", "package db", "	id = url.QueryEscape(id)")}, Answer{Verdict: Mended, Path: "escape.go", First: 2, Last: 2},
			"F1 fixed db.go:4",
		},
		"two short lines that are new mend it": {
			[]diff.Patch{added("db.go", with(query, 3, "	if bad(id) {", "		return")...)}, Answer{Verdict: Mended, Path: "db.go", First: 4, Last: 5}, "F1 fixed db.go:6",
		},
		"one short line does not": {[]diff.Patch{added("db.go", with(query, 3, "	return")...)}, Answer{Verdict: Mended, Path: "db.go", First: 4, Last: 4}, "F1 open db.go:5"},
		"a file that is not in the diff mends nothing": {
			[]diff.Patch{added("db.go", query...)}, Answer{Verdict: Mended, Path: "other.go", First: 2, Last: 2}, "F1 open db.go:4",
		},
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

// A finding must not come back after a person dismissed it.
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
					l.Findings[0].State = Dismissed
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
		l.Findings[len(l.Findings)-1].State = Dismissed
	}
	if len(l.Findings) > MaxFindings || len(l.Dismissed) != MaxDismissed || l.Named != 700 {
		t.Errorf("%d findings, %d dismissed, %d named", len(l.Findings), len(l.Dismissed), l.Named)
	}
}

// Whoever has a block on their change must not lift it by pushing what is full of other findings.
func TestLedger_FloodDropsNoFindingThatBlocks(t *testing.T) {
	t.Parallel()
	for name, worst := range map[string]Finding{
		"open":                          {Severity: "critical", State: Open},
		"dismissed by its author":       {Severity: "critical", State: Dismissed, Quiet: true},
		"found late, among the mildest": {Severity: "low", State: Open},
	} {
		worst.Name = "F1"
		l := &Ledger{Findings: []Finding{worst, {Name: "F2", Severity: "critical", State: Open, Deferred: true}}, Named: 2, Rounds: 3}
		for n := range 3 * MaxFindings {
			f := Finding{Name: fmt.Sprint("F", 3+n), Severity: "high", State: Open}
			if worst.Severity == "low" { // then all that comes is deferred
				f.Deferred = true
			}
			l.Findings = append(l.Findings, f)
			l.bound()
		}
		if i := slices.IndexFunc(l.Findings, func(f Finding) bool { return f.Name == "F1" }); i < 0 || len(l.Findings) != MaxFindings {
			t.Errorf("%s: dropped, of %d", name, len(l.Findings))
		}
	}
}

// A line that stands twice is told apart by its neighbors: the copy that came nearer is none of the finding's.
func TestAdvance_FollowsTheCopyWithTheSameNeighbors(t *testing.T) {
	t.Parallel()
	at := func(first, second int) []diff.Patch {
		hunk := "@@ -%d,0 +%d,3 @@\n+%s()\n+return compute(total, tax)\n+%s()\n"
		return []diff.Patch{{Path: "a.go", Status: diff.Modified, Text: fmt.Sprintf(hunk+hunk, first, first, "alpha", "beta", second, second, "gamma", "delta")}}
	}
	l := new(Ledger).Advance(round("a", at(10, 43), Finding{Path: "a.go", Line: 44, Severity: "high", Title: "No rounding"}))
	l = l.Advance(round("b", at(44, 90)))
	if diff := cmp.Diff([]string{"F1 open a.go:91"}, l.brief()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	l = new(Ledger).Advance(round("a", at(43, 90), Finding{Path: "a.go", Line: 44, Severity: "high", Title: "No rounding"}))
	l = l.Advance(round("b", at(10, 44)))
	if diff := cmp.Diff([]string{"F1 open a.go:11"}, l.brief()); diff != "" {
		t.Errorf("the nearer copy comes last (-want +got):\n%s", diff)
	}
}

// A finding of several lines stands only where all of them do; blank lines between them do not count.
func TestAdvance_FollowsFindingsOfSeveralLines(t *testing.T) {
	t.Parallel()
	code := []string{"package pay", "", "func pay() {", "	first := compute(total)", "", "	second := charge(first)", "}"}
	changed := slices.Clone(code)
	changed[5] = "	second := charge(round(first))"
	l := new(Ledger).Advance(round("a", []diff.Patch{added("pay.go", code...)}, Finding{Path: "pay.go", Line: 4, EndLine: 6, Severity: "high"}))
	moved := l.Advance(round("b", []diff.Patch{added("pay.go", with(code, 1, "", "import fmt")...)}))
	if diff := cmp.Diff([]string{"F1 open pay.go:6"}, moved.brief()); diff != "" || moved.Findings[0].EndLine != 8 {
		t.Errorf("moved, ends at %d (-want +got):\n%s", moved.Findings[0].EndLine, diff)
	}
	mended := l.Advance(round("b", []diff.Patch{added("pay.go", changed...)}))
	if diff := cmp.Diff([]string{"F1 outdated pay.go:4"}, mended.brief()); diff != "" {
		t.Errorf("one of its lines changed (-want +got):\n%s", diff)
	}
}

// Lines that a later push adds must be reviewed, also beside lines that were read, or where the diff shows nothing.
func TestAdvance_RaisesWhatNobodyHasRead(t *testing.T) {
	t.Parallel()
	read := "@@ -10,0 +10,2 @@\n+one is here now\n+two is here now\n"
	patch := diff.Patch{Path: "a.go", Status: diff.Modified, Text: read}
	l := new(Ledger).Advance(round("a", []diff.Patch{patch}))
	patch.Text += "@@ -10,0 +12,1 @@\n+three is here now\n"
	large := diff.Patch{Path: "large.go", Status: diff.Added, Additions: 40000} // GitHub leaves it out
	for _, test := range []struct {
		place Finding
		want  int
	}{
		{Finding{Path: "a.go", Line: 11}, 0},
		{Finding{Path: "a.go", Line: 12}, 1},
		{Finding{Path: "a.go", Line: 40}, 0}, // no line of the change
		{Finding{Path: "huge.go", Line: 1}, 1},
		{Finding{Path: "large.go", Line: 1}, 1},
	} {
		test.place.Severity = "high"
		if next := l.Advance(round("b", []diff.Patch{patch, large}, test.place)); len(next.Findings) != test.want {
			t.Errorf("%s:%d: %v, want %d", test.place.Path, test.place.Line, next.brief(), test.want)
		}
	}
}
