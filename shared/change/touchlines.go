package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// declarations tell, by language, whether a line without blanks at its ends declares what other code can use.
var declarations = func() map[string]func(line string) bool {
	public := startsWith("public ")
	exported := startsWith("export ", "module.exports", "exports.")
	return map[string]func(string) bool{
		"Go": declaresGo, "Python": declaresPython, "Cython": declaresPython,
		"JavaScript": exported, "TypeScript": exported, "TSX": exported, "Vue": exported, "Svelte": exported,
		"Ruby": declaresRuby, "Rust": startsWith("pub "), "Java": public, "C#": public, "Kotlin": public, "PHP": public, "Scala": public, "Swift": public,
		"Protocol Buffer": startsWith("rpc ", "message ", "service "),
	}
}()

func declaresGo(line string) bool {
	rest, ok := strings.CutPrefix(line, "func ")
	if !ok {
		rest, ok = strings.CutPrefix(line, "type ")
	} else if strings.HasPrefix(rest, "(") {
		_, rest, ok = strings.Cut(rest, ") ")
	}
	return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}

func declaresPython(line string) bool {
	name, ok := strings.CutPrefix(strings.TrimPrefix(line, "async "), "def ")
	if !ok {
		name, ok = strings.CutPrefix(line, "class ")
	}
	return ok && name != "" && name[0] != '_'
}

// declaresRuby does not see what a "private" before it hides.
func declaresRuby(line string) bool {
	if name, ok := strings.CutPrefix(line, "def "); ok {
		return name != "" && name[0] != '_'
	}
	return strings.HasPrefix(line, "class ") || strings.HasPrefix(line, "module ")
}

// starts are beginnings of lines, by their first byte.
type starts [256][]string

func startingWith(texts ...string) *starts {
	var s starts
	for _, text := range texts {
		s[text[0]] = append(s[text[0]], text)
	}
	return &s
}

func startsWith(texts ...string) func(line string) bool { return startingWith(texts...).begins }

// begins reports whether one of them begins the line.
func (s *starts) begins(line string) bool {
	if line == "" {
		return false
	}
	for _, text := range s[line[0]] {
		if strings.HasPrefix(line, text) {
			return true
		}
	}
	return false
}

// disabling begins comments and attributes that tell a linter, a compiler's check or an analyser to look away.
var disabling = startingWith(
	"nolint", "noqa", "nosec", "eslint-disable", "tslint:disable", "stylelint-disable", "rubocop:disable", "pylint: disable", "pylint:disable",
	"@ts-ignore", "@ts-nocheck", "type: ignore", "@SuppressWarnings(", "istanbul ignore", "phpcs:ignore", "allow(", "pragma warning disable",
)

// comment is what a comment or an attribute says.
func comment(line string) string {
	for line != "" && commentByte[line[0]] {
		line = line[1:]
	}
	return line
}

// commentByte are the bytes that comments and attributes start with.
var commentByte = func() (set [256]bool) {
	for _, b := range []byte("#/*-[<! \t") {
		set[b] = true
	}
	return set
}()

// skippingTests begins lines of test files, without blanks at their ends, that skip tests.
var skippingTests = startingWith(
	"@Ignore", "@Disabled", "@pytest.mark.skip", "@pytest.mark.xfail", "@unittest.skip", "#[ignore", "xit(", "xdescribe(", "xtest(",
	"t.Skip(", "t.Skipf(", "t.SkipNow(", "b.Skip(", "it.skip(", "test.skip(", "describe.skip(", "context.skip(", "pytest.skip(", "self.skipTest(",
)

// startingTests begins lines of test files, without blanks at their ends, that start a test case.
var startingTests = startingWith(
	"func Test", "func Fuzz", "def test_", "async def test_", "it(", "it '", `it "`, "test(", `test "`, `should "`, "@Test(", "@ParameterizedTest", "#[test]",
)

// readTests finds tests that are skipped, and test cases that go without others in their place.
func (t *touching) readTests(f *shownFile) {
	fewer := 0
	var first diff.ChangedLine
	for _, l := range f.lines {
		line := f.trimmed(l)
		switch starts := startingTests.begins(line) || line == "@Test"; {
		case starts && f.deleted(l):
			if fewer++; fewer == 1 {
				first = l
			}
		case starts:
			fewer--
		case skippingTests.begins(line) && !f.deleted(l):
			t.add(disabledChecks, f.Path, l)
		}
	}
	if fewer > 0 {
		t.add(deletedTests, f.Path, first)
		t.counts[deletedTests] += fewer - 1
	}
}

// readCI finds what a workflow may do and read, and steps whose failure no longer counts.
func (t *touching) readCI(f *shownFile) {
	for _, l := range f.lines {
		line := f.trimmed(l)
		if f.deleted(l) || line == "" || line[0] == '#' {
			continue
		}
		if strings.HasPrefix(line, "permissions:") || strings.HasSuffix(line, ": write") || strings.HasSuffix(line, ": write-all") {
			t.add(permissions, f.Path, l)
		}
		if strings.Contains(line, "secrets.") || strings.HasPrefix(line, "secrets:") {
			t.add(secrets, f.Path, l)
		}
		if strings.HasPrefix(strings.TrimPrefix(line, "- "), "continue-on-error: true") || strings.HasPrefix(line, "allow_failure: true") || strings.HasSuffix(line, "|| true") {
			t.add(disabledChecks, f.Path, l)
		}
	}
}

// grantsRole reports whether a line of infrastructure says who may do what.
func grantsRole(line string) bool {
	return strings.Contains(line, "ole") && (strings.Contains(line, "roles/") || strings.Contains(line, "ClusterRole") || strings.Contains(line, "rolearn")) ||
		strings.Contains(line, "iam") && (strings.Contains(line, "_iam_") || strings.Contains(line, "iam:")) ||
		strings.Contains(line, `"Action"`)
}
