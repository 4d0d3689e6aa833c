package outcome_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/risk/outcome"
	"github.com/devplus-app/devplus/shared/risk/yardstick"
)

var start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// landed is a change on the day since start.
func landed(day int, title string, patches ...diff.Patch) outcome.Change {
	return outcome.Change{SHA: title, Title: title, At: start.AddDate(0, 0, day), Patches: patches}
}

func patch(path, text string) diff.Patch {
	p := diff.Patch{Path: path, Status: diff.Modified, Text: text}
	if strings.HasPrefix(text, "@@ -0,0") {
		p.Status = diff.Added
	}
	for line := range strings.Lines(text) {
		switch line[0] {
		case '+':
			p.Additions++
		case '-':
			p.Deletions++
		}
	}
	return p
}

const begin = "@@ -0,0 +1,3 @@\n+x := load()\n+y := parse(x)\n+return y"

func TestTracer_TracesAFixToWhoeverWroteTheLines(t *testing.T) {
	t.Parallel()
	fixes := "@@ -1,3 +1,3 @@\n x := load()\n-y := parse(x)\n+y := parse(x, strict)\n return y"
	wide := make([]diff.Patch, 51)
	for i := range wide {
		wide[i] = patch(fmt.Sprintf("f%d.go", i), begin)
	}
	wide[0] = patch("a.go", fixes)
	for name, test := range map[string]struct {
		between []outcome.Change
		fix     outcome.Change
		want    []int // faulty ones
	}{
		"its writer":       {nil, landed(5, "Fix parsing", patch("a.go", fixes)), []int{0}},
		"no fix":           {nil, landed(5, "Parse strictly", patch("a.go", fixes)), nil},
		"of documentation": {nil, landed(5, "Fix typo", patch("a.go", fixes)), nil},
		"of a test":        {[]outcome.Change{landed(1, "Tests", patch("a_test.go", begin))}, landed(5, "Fix test", patch("a_test.go", fixes)), nil},
		"the newer writer": {[]outcome.Change{landed(1, "Rewrite", patch("a.go", "@@ -1,3 +1,3 @@\n x := load()\n-y := parse(x)\n+y := parse2(x)\n return y"))},
			landed(5, "Fix parsing", patch("a.go", strings.ReplaceAll(fixes, "-y := parse(x)", "-y := parse2(x)"))), []int{1}},
		"lines that others moved down": {[]outcome.Change{landed(1, "License", patch("a.go", "@@ -1,1 +1,3 @@\n+one()\n+two()\n x := load()"))},
			landed(5, "Fix parsing", patch("a.go", "@@ -3,3 +3,3 @@\n x := load()\n-y := parse(x)\n+y := parse(x, strict)\n return y")), []int{0}},
		"not who indented": {[]outcome.Change{landed(1, "Indent", patch("a.go", "@@ -1,3 +1,3 @@\n x := load()\n-y := parse(x)\n+\ty := parse( x )\n return y"))},
			landed(5, "Fix parsing", patch("a.go", strings.ReplaceAll(fixes, "-y", "-\ty"))), []int{0}},
		"at its old path": {[]outcome.Change{landed(1, "Move", diff.Patch{Path: "b.go", PreviousPath: "a.go", Status: diff.Renamed})},
			landed(5, "Fix parsing", patch("b.go", fixes)), []int{0}},
		"not what the fix moves": {nil, landed(5, "Fix parsing", patch("a.go", "@@ -1,3 +1,3 @@\n-x := load()\n y := parse(x)\n+x := load()\n return y")), nil},
		"not comments":           {[]outcome.Change{landed(1, "Say", patch("b.go", "@@ -0,0 +1,1 @@\n+// wrong"))}, landed(5, "Fix it", patch("b.go", "@@ -1,1 +1,1 @@\n-// wrong\n+// right")), nil},
		"what is beyond a lost patch is not known": {[]outcome.Change{landed(1, "Huge", diff.Patch{Path: "a.go", Status: diff.Modified, Additions: 9})},
			landed(5, "Fix parsing", patch("a.go", fixes)), nil},
		"not a sweep":                {nil, landed(5, "Fix everything", wide...), nil},
		"what a revert names":        {[]outcome.Change{landed(1, "Cache (#7)", patch("c.go", "@@ -4,1 +4,2 @@\n a()\n+b()"))}, landed(5, `Revert "Cache" (#9)`), []int{1}},
		"not after the window":       {nil, landed(181, "Fix parsing", patch("a.go", fixes)), nil},
		"until the window ends":      {nil, landed(180, "Fix parsing", patch("a.go", fixes)), []int{0}},
		"first fix counts, not last": {[]outcome.Change{landed(5, "Fix parsing", patch("a.go", fixes))}, landed(400, "Fix load", patch("a.go", "@@ -1,1 +1,1 @@\n-x := load()\n+x := load2()")), []int{0}},
	} {
		var tracer outcome.Tracer
		tracer.Learn(landed(0, "Begin", patch("a.go", begin)))
		for _, c := range test.between {
			tracer.Learn(c)
		}
		tracer.Learn(test.fix)
		last := tracer.Learn(landed(2000, "Much later"))
		var got []int
		for i := range last {
			if faulty, known := tracer.Faulty(i); !known {
				t.Errorf("%s: change %d is old enough to tell", name, i)
			} else if faulty {
				got = append(got, i)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: faulty changes (-want +got):\n%s", name, diff)
		}
		if _, known := tracer.Faulty(last); known {
			t.Errorf("%s: the newest change is too young to tell", name)
		}
	}
}

// history is of n changes that are old enough, a day apart, each with its own line; those of faulty are fixed the day after.
func history(n int, faulty map[int]bool) (*outcome.Tracer, []outcome.Scored) {
	var tracer outcome.Tracer
	var all []outcome.Scored
	for i := range n {
		path := fmt.Sprintf("f%d.go", i)
		index := tracer.Learn(landed(i, "Work", patch(path, "@@ -0,0 +1,1 @@\n+call(x)")))
		all = append(all, outcome.Scored{Index: index, SHA: fmt.Sprintf("%040d", i), Score: 100 * float64(i) / float64(n), Fitted: 0.25})
		if faulty[i] {
			tracer.Learn(landed(i+1, "Fix it", patch(path, "@@ -1,1 +1,1 @@\n-call(x)\n+call(y)")))
		}
	}
	index := tracer.Learn(landed(n+200, "Now"))
	return &tracer, append(all, outcome.Scored{Index: index, SHA: "abcdef0123", Score: 97})
}

func TestReport_HasNoFigureBelow50Outcomes(t *testing.T) {
	t.Parallel()
	faulty := map[int]bool{}
	for i := range 49 {
		faulty[i] = true
	}
	r := outcome.NewReport(history(400, faulty))
	if r.Figures != nil || r.Known != 400 || r.Young != 1 || r.Faulty != 49 {
		t.Errorf("%+v", r)
	}
	if said := r.Markdown(); strings.Contains(strings.ReplaceAll(said, "95%", ""), "%") || !strings.Contains(said, "49 changes are known to have needed a fix") {
		t.Errorf("a share is told of too few outcomes, or none why:\n%s", said)
	}
}

func TestReport_FiguresHaveTheirRange(t *testing.T) {
	t.Parallel()
	faulty := map[int]bool{}
	for i := 380; i < 400; i++ { // the riskiest
		faulty[i] = true
	}
	for i := range 40 {
		faulty[5*i] = true
	}
	tracer, all := history(400, faulty)
	f := outcome.NewReport(tracer, all).Figures
	if f == nil {
		t.Fatal("60 outcomes are known")
	}
	counts := []string{fmt.Sprint(f.All.Count, f.All.Of)}
	for _, l := range f.Levels {
		counts = append(counts, fmt.Sprint(l.Level, l.Count, l.Of))
	}
	for _, top := range f.Top {
		counts = append(counts, fmt.Sprint(top.Percent, top.Count, top.Of))
	}
	counts = append(counts, fmt.Sprint(f.Nearest.SHA, f.Nearest.Count, f.Nearest.Of))
	want := []string{"60 400", "critical19 19", "high1 60", "medium0 120", "low40 201", "5 20 60", "10 20 60", "50 20 60", "abcdef012315 15"}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := tracer.Outcomes(all); got != (yardstick.Outcomes{Faulty: 60, Top: 19, TopFaulty: 19, Fitted: 100}) {
		t.Errorf("for the yardstick: %+v", got)
	}
	if said := outcome.NewReport(tracer, all).Markdown(); !strings.Contains(said, "The top 10% by score held 23-46% of the faults found later (20 of 60)") {
		t.Errorf("no range in\n%s", said)
	}
}

// "1 changes are younger" and "1 were faulty" read like a fault.
func TestReport_CountsOneInTheSingular(t *testing.T) {
	t.Parallel()
	nearest := outcome.Nearest{SHA: "abcdef0123", Score: 97, Share: outcome.NewShare(1, 15)}
	said := outcome.Report{Landed: 1201, Scored: 1, Known: 1, Young: 1, Figures: &outcome.Figures{All: outcome.NewShare(60, 1200), Nearest: nearest}}.Markdown()
	for _, want := range []string{"1,201 changes landed, 1 has a score", "1 change is younger", "(60 of 1,200;", "1 was faulty"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if said := (outcome.Report{}).Markdown(); strings.Contains(said, "younger") {
		t.Errorf("nothing is younger:\n%s", said)
	}
}

// The ranges are those of Wilson 1927; 9 of 15 is the example that people know from the documentation.
func TestShare_RangeIsWilsons(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		count, of int
		low, high float64
	}{{9, 15, 0.357, 0.802}, {0, 10, 0, 0.278}, {10, 10, 0.722, 1}, {0, 0, 0, 1}} {
		s := outcome.NewShare(test.count, test.of)
		if math.Abs(s.Low-test.low) > 0.001 || math.Abs(s.High-test.high) > 0.001 {
			t.Errorf("%d of %d: %+v", test.count, test.of, s)
		}
	}
}
