package change

import (
	"strings"

	"github.com/devplus-app/devplus/shared/diff"
)

// declarations report, by language, whether a trimmed line is a public declaration.
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

// declaresRuby does not know of a "private" on an earlier line.
func declaresRuby(line string) bool {
	if name, ok := strings.CutPrefix(line, "def "); ok {
		return name != "" && name[0] != '_'
	}
	return strings.HasPrefix(line, "class ") || strings.HasPrefix(line, "module ")
}

// starts are starts of lines, of two bytes or more, by their first byte.
type starts [256][]string

func startingWith(texts ...string) *starts {
	var s starts
	for _, text := range texts {
		s[text[0]] = append(s[text[0]], text)
	}
	return &s
}

func startsWith(texts ...string) func(line string) bool { return startingWith(texts...).begins }

// begins reports whether the line begins with one of them.
func (s *starts) begins(line string) bool {
	if len(line) < 2 {
		return false
	}
	for _, text := range s[line[0]] {
		if text[1] == line[1] && strings.HasPrefix(line, text) {
			return true
		}
	}
	return false
}

// disabling are the starts of comments and attributes that suppress a check of a linter or compiler.
var disabling = startingWith(
	"nolint", "noqa", "nosec", "eslint-disable", "tslint:disable", "stylelint-disable", "rubocop:disable", "pylint: disable", "pylint:disable",
	"@ts-ignore", "@ts-nocheck", "type: ignore", "@SuppressWarnings(", "istanbul ignore", "phpcs:ignore", "allow(", "pragma warning disable",
)

// commentText returns the text of a comment or an attribute.
func commentText(line string) string {
	for line != "" && commentByte[line[0]] {
		line = line[1:]
	}
	return line
}

// commentByte are the bytes that comments and attributes start with.
var commentByte = bytesOf("#/*-[<! \t")

// skippingTests are the starts of trimmed lines that skip tests.
var skippingTests = startingWith(
	"@Ignore", "@Disabled", "@pytest.mark.skip", "@pytest.mark.xfail", "@unittest.skip", "#[ignore", "xit(", "xdescribe(", "xtest(",
	"t.Skip(", "t.Skipf(", "t.SkipNow(", "b.Skip(", "it.skip(", "test.skip(", "describe.skip(", "context.skip(", "pytest.skip(", "self.skipTest(",
)

// startingTests are the starts of trimmed lines that start a test case.
var startingTests = startingWith(
	"func Test", "func Fuzz", "def test_", "async def test_", "it(", "it '", `it "`, "test(", `test "`, `should "`, "@Test(", "@ParameterizedTest", "#[test]",
)

// readTests finds skipped tests, and test cases that are deleted and not replaced.
func (t *touchCollector) readTests(f *shownFile) {
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

// readCI finds the permissions and secrets of a workflow, and steps whose failure is ignored.
func (t *touchCollector) readCI(f *shownFile) {
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

// grantsRole reports whether a line of infrastructure grants a role.
func grantsRole(line string) bool {
	return strings.Contains(line, "ole") && (strings.Contains(line, "roles/") || strings.Contains(line, "ClusterRole") || strings.Contains(line, "rolearn")) ||
		strings.Contains(line, "iam") && (strings.Contains(line, "_iam_") || strings.Contains(line, "iam:")) ||
		strings.Contains(line, `"Action"`)
}
