package change

import (
	"fmt"
	"strconv"
)

// signals names the quantities, in their order, says each in words, and tells where a file has it.
var signals = [quantities]struct {
	name   string
	reason func(x float64) string
	of     func(Code) int       // nil for what no line shows
	past   func(History) string // the file whose past it is, nil for what is of no file's
}{
	codeDeleted: {"code_deleted", amount("line of code", "lines of code", "deleted"), func(c Code) int { return c.Deleted }, nil},
	newWords:    {"new_words", amount("new name or keyword", "new names and keywords", "on new lines"), func(c Code) int { return c.NewWords }, nil},
	calls:       {"calls", amount("call", "calls", "on new lines"), func(c Code) int { return c.Calls }, nil},
	conditions:  {"conditions", amount("condition", "conditions", "on new lines"), func(c Code) int { return c.Conditions }, nil},
	indentation: {"indentation", indentationReason, func(c Code) int { return c.Indentation }, nil},
	longest:     {"longest_line", longestReason, func(c Code) int { return c.Longest }, nil},
	comments:    {"comments", commentsReason, func(c Code) int { return c.Comments }, nil},
	fix:         {"fix", fixReason, nil, nil},
	fileFixes:   {"file_fixes", fixesReason, nil, func(h History) string { return h.FixedFile }},
	fileChanges: {"file_changes", changesReason, nil, func(h History) string { return h.ChangedFile }},
	authorShare: {"author_share", shareReason, nil, nil},
	newAuthor:   {"new_author", newAuthorReason, nil, nil},
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

func indentationReason(x float64) string {
	if x == 0 {
		return "no new line is indented"
	}
	return fmt.Sprintf("%s of indentation on new lines: how many there are, and how deeply nested", count(int(x), "column"))
}

func longestReason(x float64) string {
	if x == 0 {
		return "no new line of code"
	}
	return fmt.Sprintf("the longest new line of code has %s", count(int(x), "character"))
}

func commentsReason(x float64) string {
	if x == 0 {
		return "no comment added"
	}
	return fmt.Sprintf("%s added: what needs explaining is seldom simple", count(int(x), "line of comment", "lines of comment"))
}

func fixesReason(x float64) string {
	if x == 0 {
		return "none of its files saw a fix lately"
	}
	return fmt.Sprintf("recent fixes of the file with the most, each fading over about 90 days: %.1f", x)
}

func changesReason(x float64) string {
	if x == 0 {
		return "none of its files was changed lately"
	}
	return fmt.Sprintf("recent changes of the file with the most, each fading over about 180 days: %.1f", x)
}

func shareReason(x float64) string {
	return fmt.Sprintf("its author made %.0f%% of all commits: who changes most also breaks most", 100*x)
}

func newAuthorReason(x float64) string {
	if x > 0 {
		return "its author has no earlier commit here"
	}
	return "its author has worked here before"
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

// authorsSignal says who knows the files. That ranks no better than the author's share alone does, so it has no points.
func authorsSignal(h History) Signal {
	if h.Files == 0 {
		return Signal{Name: "file_authors", Reason: "none of its files has a past (for information)"}
	}
	return Signal{Name: "file_authors", Value: float64(h.FileAuthors), Reason: fmt.Sprintf(
		"the latest commits of its files are by up to %s; its author made some of them in %d of %s (for information)",
		count(h.FileAuthors, "author"), h.KnownFiles, count(h.Files, "file"))}
}

// count says a number with its noun, in the plural but for one, that with an s if no other is given.
func count(n int, one string, many ...string) string {
	switch {
	case n == 1:
		return "1 " + one
	case len(many) > 0:
		return grouped(n) + " " + many[0]
	}
	return grouped(n) + " " + one + "s"
}

// grouped groups the digits of n, which is not negative: 1,204.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
