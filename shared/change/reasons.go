package change

import (
	"fmt"
	"strconv"
)

// signals names the quantities, in their order, says each in words, and tells where a file has it.
var signals = [quantities]struct {
	name   string
	reason func(x float64) string
	of     func(Code) int // nil for what no line shows
}{
	codeAdded:   {"code_added", amount("line of code", "lines of code", "added"), func(c Code) int { return c.Added }},
	codeDeleted: {"code_deleted", amount("line of code", "lines of code", "deleted"), func(c Code) int { return c.Deleted }},
	wordCount:   {"words", amount("name or keyword", "names and keywords", "on new lines"), func(c Code) int { return c.Words }},
	calls:       {"calls", amount("call", "calls", "on new lines"), func(c Code) int { return c.Calls }},
	conditions:  {"conditions", amount("condition", "conditions", "on new lines"), func(c Code) int { return c.Conditions }},
	deep:        {"deep_lines", amount("new line", "new lines", "three or more levels deep"), func(c Code) int { return c.Deep }},
	fix:         {"fix", fixReason, nil},
	recentFixes: {"recent_fixes", fixesReason, nil},
	authorShare: {"author_share", shareReason, nil},
}

// amount says a whole number of things.
func amount(one, many, what string) func(float64) string {
	return func(x float64) string {
		switch x {
		case 0:
			return fmt.Sprintf("no %s %s in files that run in production", many, what)
		case 1:
			return fmt.Sprintf("1 %s %s in files that run in production", one, what)
		}
		return fmt.Sprintf("%s %s %s in files that run in production", grouped(int(x)), many, what)
	}
}

func fixReason(x float64) string {
	if x > 0 {
		return "the title says that it repairs something, and repairs are often incomplete"
	}
	return "the title speaks of no repair"
}

func shareReason(x float64) string {
	return fmt.Sprintf("its author made %.0f%% of the recent commits: who changes most also breaks most", 100*x)
}

func fixesReason(x float64) string {
	if x == 0 {
		return "its files saw no fix before"
	}
	return fmt.Sprintf("earlier fixes of its files, recent ones counting most: %.1f", x)
}

// testSignal says how much of the change is tests. The fitted changes say nothing of tests, so it has no points.
func testSignal(f Facts) Signal {
	s := Signal{Name: "tests", Reason: "none changed (for information)"}
	lines := f.Total.Additions + f.Total.Deletions
	for _, c := range f.Classes {
		if tested := c.Additions + c.Deletions; c.Class == Test && tested > 0 && lines > 0 {
			s.Value = float64(tested) / float64(lines)
			s.Reason = fmt.Sprintf("%s of %s (for information)", grouped(tested), count(lines, "changed line"))
		}
	}
	return s
}

// count says a number with its noun, in the plural but for one.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// grouped groups the digits of n, which is not negative: 1,204.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
