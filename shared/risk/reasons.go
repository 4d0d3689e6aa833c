package risk

import (
	"fmt"
	"slices"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/filekind"
	"github.com/devplus-app/devplus/shared/text"
)

// amount returns the reason for a whole number of things.
func amount(one, many, what string) func(float64) string {
	return func(x float64) string {
		switch x {
		case 0:
			return fmt.Sprintf("no %s %s of production code", many, what)
		case 1:
			return fmt.Sprintf("1 %s %s of production code", one, what)
		}
		return fmt.Sprintf("%s %s %s of production code", text.Number(int(x)), many, what)
	}
}

func fixReason(x float64) string {
	if x > 0 {
		return "the title says that this is a fix, and fixes are often followed by another"
	}
	return "the title says nothing of a fix"
}

// nestingReason returns the reason for levels of nesting.
func nestingReason(what, none string) func(float64) string {
	return func(x float64) string {
		if x == 0 {
			return none
		}
		return fmt.Sprintf("lines of %s, each counted by its depth: %s", what, text.Number(int(x)))
	}
}

func longestReason(x float64) string {
	if x == 0 {
		return "no new code"
	}
	return fmt.Sprintf("the longest new statement has %s", text.Count(int(x), "character"))
}

func commentsReason(x float64) string {
	if x == 0 {
		return "no comment added"
	}
	return fmt.Sprintf("%s added (often a sign of complex code)", text.Count(int(x), "line of comment", "lines of comment"))
}

func fixesReason(x float64) string {
	if x < 0.05 { // 0.0 says as much
		return "none of its files saw a fix lately"
	}
	return fmt.Sprintf("recent fixes of the most-fixed file: %.1f (older ones count less)", x)
}

func changesReason(x float64) string {
	if x < 0.05 {
		return "none of its files was changed lately"
	}
	return fmt.Sprintf("recent changes of the busiest file: %.1f (older ones count less)", x)
}

func shareReason(x float64) string {
	share := fmt.Sprintf("%.0f%%", 100*x)
	if x > 0 && x < 0.01 {
		share = "less than 1%"
	}
	return fmt.Sprintf("the author's share of all commits: %s (a pattern in the data, not a judgment)", share)
}

func newAuthorReason(x float64) string {
	if x > 0 {
		return "first contribution to this repository"
	}
	return "not the first contribution of its author"
}

// guardSignals returns a signal for each rule, with its places.
func guardSignals(guards []change.Guard) []Signal {
	var signals []Signal
	for _, g := range guards {
		i := slices.IndexFunc(signals, func(s Signal) bool { return s.Name == g.Rule })
		if i < 0 {
			i = len(signals)
			signals = append(signals, Signal{Name: g.Rule, Reason: g.Reason})
		}
		signals[i].Value++
		signals[i].Places = append(signals[i].Places, g.Place)
	}
	return signals
}

// testSignal returns the share of tests in the changed lines of code. The fitted changes do not have it, so it has no points.
func testSignal(f change.Facts) Signal {
	tested, lines := 0, 0
	for _, c := range f.Classes {
		switch changed := c.Additions + c.Deletions; {
		case c.Class == filekind.Test:
			tested = changed
			lines += changed
		case c.Class.Runs():
			lines += changed
		}
	}
	s := Signal{Name: "tests", Reason: "none changed"}
	if tested > 0 {
		s.Value = round4(float64(tested) / float64(lines))
		s.Reason = fmt.Sprintf("%s of %s of code", text.Number(tested), text.Count(lines, "changed line"))
	}
	beside := 0
	for _, file := range f.Files {
		if file.Class.Runs() && filekind.ClassOf(file.Path) == filekind.Test {
			beside++
		}
	}
	switch beside {
	case 0:
	case 1:
		s.Reason += "; 1 new file in a folder of tests counts as production code, because nothing in it says that it is a test"
	default:
		s.Reason += fmt.Sprintf("; %d new files in folders of tests count as production code, because nothing in them says that they are tests", beside)
	}
	return s
}

// authorsSignal returns who knows the files. It ranks no better than the author's share alone, so it has no points.
func authorsSignal(h change.History) Signal {
	if h.Files == 0 {
		return Signal{Name: "file_authors", Reason: "none of its files has a past"}
	}
	return Signal{Name: "file_authors", Value: float64(h.FileAuthors), Reason: fmt.Sprintf(
		"the latest commits of its files are by up to %s; its author made some of them in %d of %s",
		text.Count(h.FileAuthors, "author"), h.KnownFiles, text.Count(h.Files, "file"))}
}
