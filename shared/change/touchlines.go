package change

import "strings"

// publicly reports whether a line without blanks at its ends declares what other code can use, by the ways of the commonest languages.
func publicly(language, line string) bool {
	name := ""
	switch language {
	case "Go":
		rest, ok := strings.CutPrefix(line, "func ")
		if !ok {
			rest, ok = strings.CutPrefix(line, "type ")
		} else if strings.HasPrefix(rest, "(") {
			_, rest, ok = strings.Cut(rest, ") ")
		}
		return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
	case "Python", "Cython":
		for _, start := range []string{"def ", "class ", "async def "} {
			if rest, ok := strings.CutPrefix(line, start); ok {
				name = rest
			}
		}
		return name != "" && name[0] != '_'
	case "JavaScript", "TypeScript", "TSX":
		return strings.HasPrefix(line, "export ") || strings.HasPrefix(line, "module.exports") || strings.HasPrefix(line, "exports.")
	case "Rust":
		return strings.HasPrefix(line, "pub ")
	case "Java", "C#", "Kotlin", "PHP", "Scala", "Swift":
		return strings.HasPrefix(line, "public ")
	case "Protocol Buffer":
		return strings.HasPrefix(line, "rpc ") || strings.HasPrefix(line, "message ") || strings.HasPrefix(line, "service ")
	}
	return false
}

// disables reports whether a comment or an attribute begins by telling a linter, a compiler's check or an analyser to look away.
func disables(comment string) bool {
	text := strings.TrimLeft(comment, "#/*-[<! \t")
	if text == "" {
		return false
	}
	for _, mark := range disabling[text[0]] {
		if strings.HasPrefix(text, mark) {
			return true
		}
	}
	return false
}

// disabling are the marks that disables looks for, by their first byte.
var disabling = func() (marks [256][]string) {
	for _, mark := range []string{
		"nolint", "noqa", "nosec", "eslint-disable", "tslint:disable", "stylelint-disable", "rubocop:disable", "pylint: disable", "pylint:disable",
		"@ts-ignore", "@ts-nocheck", "type: ignore", "@SuppressWarnings(", "istanbul ignore", "phpcs:ignore", "allow(", "pragma warning disable",
	} {
		marks[mark[0]] = append(marks[mark[0]], mark)
	}
	return marks
}()

// skipsTest reports whether a line of a test file, without blanks at its ends, skips tests.
func skipsTest(line string) bool {
	switch {
	case len(line) < 4:
		return false
	case line[0] == '@':
		return strings.HasPrefix(line, "@Ignore") || strings.HasPrefix(line, "@Disabled") || strings.HasPrefix(line, "@pytest.mark.skip") ||
			strings.HasPrefix(line, "@pytest.mark.xfail") || strings.HasPrefix(line, "@unittest.skip")
	case line[0] == 'x':
		return strings.HasPrefix(line, "xit(") || strings.HasPrefix(line, "xdescribe(") || strings.HasPrefix(line, "xtest(")
	case line[0] == '#':
		return strings.HasPrefix(line, "#[ignore")
	}
	start, _, called := strings.Cut(line, "(")
	return called && (start == "t.Skip" || start == "t.Skipf" || start == "t.SkipNow" || start == "b.Skip" || start == "it.skip" ||
		start == "test.skip" || start == "describe.skip" || start == "context.skip" || start == "pytest.skip" || start == "self.skipTest")
}

// startsTest reports whether a line of a test file, without blanks at its ends, begins a test case.
func startsTest(line string) bool {
	if len(line) < 4 {
		return false
	}
	switch line[0] {
	case 'f':
		return strings.HasPrefix(line, "func Test") || strings.HasPrefix(line, "func Fuzz")
	case 'd':
		return strings.HasPrefix(line, "def test_")
	case 'a':
		return strings.HasPrefix(line, "async def test_")
	case 'i':
		return strings.HasPrefix(line, "it(") || strings.HasPrefix(line, "it '") || strings.HasPrefix(line, `it "`)
	case 't', 's':
		return strings.HasPrefix(line, "test(") || strings.HasPrefix(line, `test "`) || strings.HasPrefix(line, `should "`)
	case '@':
		return line == "@Test" || strings.HasPrefix(line, "@Test(") || strings.HasPrefix(line, "@ParameterizedTest")
	case '#':
		return line == "#[test]"
	}
	return false
}

// readTests finds tests that are skipped, and test cases that go without others in their place.
func (t *touching) readTests(f *shownFile) {
	fewer, at := 0, 0
	changedLines(f.text, func(kind byte, line string, number int) {
		switch {
		case startsTest(line) && kind == '-':
			if fewer++; fewer == 1 {
				at = number
			}
		case startsTest(line):
			fewer--
		case kind == '+' && skipsTest(line):
			t.add(disabledChecks, f.Path, number)
		}
	})
	if fewer > 0 {
		t.add(deletedTests, f.Path, at)
		t.counts[deletedTests] += fewer - 1
	}
}

// readCI finds what a workflow may do and read, and steps whose failure no longer counts.
func (t *touching) readCI(f *shownFile) {
	changedLines(f.text, func(kind byte, line string, number int) {
		if kind == '-' || line == "" || line[0] == '#' {
			return
		}
		if strings.HasPrefix(line, "permissions:") || strings.HasSuffix(line, ": write") || strings.HasSuffix(line, ": write-all") {
			t.add(permissions, f.Path, number)
		}
		if strings.Contains(line, "secrets.") || strings.HasPrefix(line, "secrets:") {
			t.add(secrets, f.Path, number)
		}
		if strings.HasPrefix(strings.TrimPrefix(line, "- "), "continue-on-error: true") || strings.HasPrefix(line, "allow_failure: true") || strings.HasSuffix(line, "|| true") {
			t.add(disabledChecks, f.Path, number)
		}
	})
}

// readRoles finds who may do what in infrastructure.
func (t *touching) readRoles(path, line string, number int) {
	if strings.Contains(line, "roles/") || strings.Contains(line, "_iam_") || strings.Contains(line, "ClusterRole") || strings.Contains(line, "rolearn") ||
		strings.Contains(line, `"Action"`) || strings.Contains(line, "iam:") {
		t.add(permissions, path, number)
	}
}
