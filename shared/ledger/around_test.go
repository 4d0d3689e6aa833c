package ledger

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// shortLines are no places by themselves; a file has each several times.
var shortLines = []string{"return err", "i++", "x = nil", "return nil"}

// program is a file of functions, each of lines of its own and, one time, a short one.
func program(r *rand.Rand) (lines []string) {
	lines = append(lines, "package sample")
	for i := range 6 {
		lines = append(lines, fmt.Sprintf("func compute%dOf%d(value int) error {", i, r.IntN(1000)))
		steps := 4 + r.IntN(5)
		at := 1 + r.IntN(steps-1)
		for j := range steps {
			lines = append(lines, fmt.Sprintf("	step%d(%d, value, %d)", j, i, r.IntN(1_000_000)))
			if j == at {
				lines = append(lines, "	"+shortLines[r.IntN(len(shortLines))])
			}
		}
		lines = append(lines, "}")
	}
	return lines
}

// course is one way in which code moves while a line of it stays.
type course struct {
	lines    []string
	at       int // of the line, from 0
	path     string
	previous string
	symbol   string
}

// move renames the file, rewrites a line next to the line or one further off on either side, and adds lines elsewhere.
func (c course) move(r *rand.Rand) course {
	next := course{lines: slices.Clone(c.lines), at: c.at, path: c.path, symbol: c.symbol}
	off := 1 + r.IntN(2)
	for _, step := range []int{-off, off} {
		if i := c.at + step; i > 0 && i < len(c.lines) {
			next.lines[i] = fmt.Sprintf("	changed(%d)", r.IntN(1_000_000))
		}
	}
	for range r.IntN(3) {
		next.lines = slices.Insert(next.lines, 1, fmt.Sprintf("var setting%d = load()", r.IntN(1000)))
		next.at++
	}
	switch r.IntN(3) {
	case 0:
		next.path = "moved/" + c.path // by a forced push: the file is new in both
	case 1:
		next.path, next.previous = "moved/"+c.path, c.path
	}
	return next
}

func (c course) patch() diff.Patch {
	p := added(c.path, c.lines...)
	p.PreviousPath = c.previous
	p.Text = strings.Replace(p.Text, "@@\n", "@@"+c.symbol+"\n", 1)
	return p
}

func (c course) finding(category string) Finding {
	return Finding{Path: c.path, Line: c.at + 1, Severity: "high", Category: category, Title: category}
}

// A dismissed line stays dismissed, however short it is, when its file is renamed, what stands next to it is edited, the finding gets
// another category, and all that is pushed by force, also after further pushes; another line with the same words is none of it.
func TestAdvance_KnowsAShortLineByWhatStandsAroundIt(t *testing.T) {
	t.Parallel()
	kept, others := 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(18, seed))
		c := course{lines: program(r), path: "sample.go", symbol: []string{"", " func compute()"}[r.IntN(2)]}
		var places []int
		for i, l := range c.lines {
			if i > 0 && slices.Contains(shortLines, strings.TrimSpace(l)) && strings.HasPrefix(l, "	") {
				places = append(places, i)
			}
		}
		c.at = places[r.IntN(len(places))]
		l := new(Ledger).Advance(round("a", []diff.Patch{c.patch()}, c.finding("security")))
		l.Findings[0].State = Dismissed
		heads := 1 + r.IntN(4)
		if heads == 1 {
			a := l.Findings[0].Anchor
			l.Findings, l.Dismissed = nil, []Dismissal{{Path: "sample.go", Lines: a.Lines, Symbol: a.Symbol, Around: a.Around, Severity: "high"}}
		}
		for head := range heads {
			c = c.move(r)
			l = l.Advance(round(fmt.Sprint("head", head), []diff.Patch{c.patch()}, c.finding([]string{"security", "correctness"}[r.IntN(2)])))
		}
		if kept++; len(l.In(Open)) != 0 {
			t.Errorf("seed %d: raised again: %v\n%s", seed, l.brief(), strings.Join(c.lines, "\n"))
		}
		other := c
		other.lines = slices.Clone(c.lines)
		other.lines[c.at] = "	replaced(by, another)"
		for _, at := range places {
			if i := at + len(c.lines) - len(program(rand.New(rand.NewPCG(18, seed)))); other.lines[i] == c.lines[c.at] {
				other.at = i
			}
		}
		if other.at == c.at || c.symbol != "" { // all of the file is of one function: its only copy is the line
			continue
		}
		others++
		if next := l.Advance(round("other", []diff.Patch{other.patch()}, other.finding("security"))); len(next.In(Open)) != 1 {
			t.Errorf("seed %d: a finding on other code passed as the dismissed one: %v", seed, next.brief())
		}
	}
	if kept < 100 || others < 30 {
		t.Errorf("%d courses, %d of them with another line of the same words", kept, others)
	}
}

func TestFind_TellsCopiesOfAShortLineApart(t *testing.T) {
	t.Parallel()
	const a, b, c, d, x = "	first := compute(one)", "	second := compute(two)", "	third := compute(three)", "	fourth := compute(four)", "	other := compute(new)"
	const wrap, short, end = "	if bad {", "	return err", "	}"
	for name, test := range map[string]struct {
		was    []string
		at     int
		is     []string
		path   string // now
		symbol string
		old    bool // stored before what stands around lines was
		want   int  // line; 0: gone
	}{
		"its neighbors changed":     {was: []string{a, b, x, short, x, c, d}, at: 4, is: []string{a, b, "	y()", short, "	z()", c, d}, path: "moved.go", want: 4},
		"of two copies, the second": {was: []string{a, b, short, "	x()", short, c, d}, at: 5, is: []string{x, x, x, a, b, short, "	z()", short, "	w()", c, d}, path: "moved.go", want: 8},
		"of two copies, the first":  {was: []string{a, b, short, "	x()", short, c, d}, at: 3, is: []string{x, x, x, a, b, "	w()", short, "	z()", short, c, d}, path: "moved.go", want: 7},
		"a third copy came":         {was: []string{a, b, short, "	x()", short, c, d}, at: 5, is: []string{a, b, short, short, "	z()", short, "	w()", c, d}, path: "moved.go"},
		"it is gone, a copy stays":  {was: []string{a, b, short, c, d, x, short, x + "1", x + "2"}, at: 3, is: []string{a, b, c, d, x, short, x + "1", x + "2"}},
		"it is gone, a copy in a like block stays": {
			was: []string{a, b, wrap, short, end, c, d, x, wrap, short, end, x + "1", x + "2"}, at: 4, is: []string{a, b, c, d, x, wrap, short, end, x + "1", x + "2"},
		},
		"one side was rewritten":                 {was: []string{a, b, short, c}, at: 3, is: []string{a, b, "	y()", short, x}, want: 4},
		"one line around it is left":             {was: []string{a, short, b}, at: 2, is: []string{a, "	y()", short, "	z()", x}},
		"and its neighbor":                       {was: []string{a, short, b}, at: 2, is: []string{a, short, x}, want: 2},
		"and a short neighbor":                   {was: []string{a, wrap, short, end}, at: 3, is: []string{a, "	y()", wrap, short, end}, want: 4},
		"but in another file":                    {was: []string{a, short, b}, at: 2, is: []string{a, short, x}, path: "moved.go"},
		"its function has it once":               {was: []string{a, short, b}, at: 2, is: []string{c, short, d}, symbol: " func f()", want: 2},
		"its function has it twice":              {was: []string{a, short, b}, at: 2, is: []string{c, short, d, short}, symbol: " func f()"},
		"stored before, with a neighbor":         {was: []string{a, short, b}, at: 2, is: []string{a, short, x}, old: true, want: 2},
		"stored before, with none":               {was: []string{a, short, b}, at: 2, is: []string{c, short, x}, old: true},
		"a telling line needs nothing around it": {was: []string{a, b, c}, at: 2, is: []string{x, b, d}, path: "moved.go", want: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := Read([]diff.Patch{course{lines: test.was, path: "a.go", symbol: test.symbol}.patch()})
			anchor, ok := before.anchor(place{"a.go", test.at, test.at})
			if !ok {
				t.Fatal("no anchor")
			}
			if test.old {
				anchor.Around = nil
			}
			path := test.path
			if path == "" {
				path = "a.go"
			}
			now := Read([]diff.Patch{course{lines: test.is, path: path, symbol: test.symbol}.patch()})
			got, found := now.find(anchor, "a.go", test.at)
			if found != (test.want > 0) || found && got != (place{path, test.want, test.want}) {
				t.Errorf("%+v, %t; want line %d", got, found, test.want)
			}
		})
	}
}
