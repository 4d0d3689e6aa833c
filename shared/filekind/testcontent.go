package filekind

import (
	"regexp"
	"slices"
	"strings"
)

// testForm is what a line of a test contains.
type testForm struct {
	starts, within []string // a line that matches starts with one, after its blanks, or contains one: to look for these takes less time
	*regexp.Regexp
}

// isIn reports whether a line of the text matches. A call whose arguments begin on the next line goes on there: long names stand so.
func (f *testForm) isIn(text string) bool {
	for text != "" {
		end := lineEnd(text, 0)
		for end < len(text) && strings.HasSuffix(strings.TrimRight(text[:end], " \t\r\n"), "(") {
			end = lineEnd(text, end)
		}
		if f.may(text[:end]) && f.MatchString(text[:end]) {
			return true
		}
		text = text[end:]
	}
	return false
}

// lineEnd returns where the line that contains i ends, with its line feed.
func lineEnd(text string, i int) int {
	if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(text)
}

func (f *testForm) may(line string) bool {
	line = strings.TrimLeft(line, " \t\n\f\r")
	return slices.ContainsFunc(f.starts, func(s string) bool { return strings.HasPrefix(line, s) }) ||
		slices.ContainsFunc(f.within, func(s string) bool { return strings.Contains(line, s) })
}

// testContent is what a file of tests contains, by language.
var testContent = func() map[string]*testForm {
	byLanguage := map[string]*testForm{}
	for _, t := range []struct {
		languages, starts, within, pattern string
	}{
		{"Python", `async,def test_,class Test`, `TestCase),@pytest.fixture`, `(?m)^\s*(?:async\s+)?def test_\w*\(|^class Test\w*\b|\((?:unittest\.)?\w*TestCase\)|@pytest\.fixture`},
		{"JavaScript,TypeScript,TSX,Vue,Svelte", `describe,it,test,suite,context,bench,export default {`, `Deno.test(,QUnit.test(,satisfies Meta`, "(?m)^\\s*(?:describe|it|test|suite|context|bench)(?:\\.\\w+)*\\s*\\(\\s*['\"`]|\\bDeno\\.test\\(|\\bQUnit\\.test\\(|^\\s*export default \\{ ?title:|satisfies Meta\\b"},
		{"Ruby", `RSpec.,describe,context,it,feature,scenario,specify,shared_examples,def test_,test `, `TestCase,Minitest::`, `(?m)^\s*(?:RSpec\.)?(?:describe|context|it|feature|scenario|specify|shared_examples)\b.*\bdo\b|^\s*def test_\w+|^\s*test ["'].*\bdo\b|<\s*(?:\w+::)*\w*TestCase\b|<\s*Minitest::`},
		{"Java,Kotlin,Scala,Groovy", `@`, `extends,Spec(`, `(?m)^\s*@(?:Parameterized|Repeated)?Test(?:Factory|Template)?\b|extends \w*(?:TestCase|Suite|Spec|Specification|FunSpec|AnyFlatSpec)\b|:\s*\w*(?:FunSpec|StringSpec|BehaviorSpec)\(`},
		{"C#,Visual Basic .NET,F#", `[`, "", `(?m)^\s*\[(?:Fact|Theory|Test|TestMethod|TestCase|TestFixture|TestClass)\b|^\s*\[<(?:Fact|Test|Theory)`},
		{"Rust", `#`, "", `(?m)^\s*#\[(?:\w+::)*test\b|^\s*#!?\[cfg\(test\)\]`},
		{"PHP", `it(,test(,describe(`, `TestCase,#[Test],@test`, `(?m)\bextends (?:\\?\w+)*TestCase\b|^\s*(?:it|test|describe)\(\s*['"]|#\[Test\]|@test\b`},
		{"Swift,Objective-C", `@Test`, `XCTestCase`, `\bXCTestCase\b|(?m)^\s*@Test\b`},
		{"C++,C", `TEST,BOOST_AUTO_TEST_CASE,SCENARIO,#`, "", `(?m)^\s*(?:TEST(?:_[FP])?|TEST_CASE|BOOST_AUTO_TEST_CASE|SCENARIO)\s*\(|^\s*#\s*include\s*[<"](?:gtest|gmock|catch2|unity|cmocka|check)\b`},
		{"Dart", `test,group`, "", `(?m)^\s*(?:test|testWidgets|group)\(\s*['"]`},
		{"Elixir", "", `use `, `\buse ExUnit\.Case\b|(?m)^\s*use \w+\.(?:ConnCase|DataCase)\b`},
		{"Clojure", "", `(deftest`, `\(deftest\b`},
		{"Haskell", `describe,it,test`, `hspec`, `(?m)^\s*(?:describe|it|testCase|testProperty) "|\bhspec\b`},
		{"Lua", `describe(,it(`, "", `(?m)^\s*(?:describe|it)\(\s*["']`},
		{"Perl,Raku", `use`, "", `(?m)^\s*use Test(?:::|\b)`},
		{"Shell", `@test,function,test`, `shunit2`, `(?m)^@test\s|^\s*(?:function\s+)?test_?\w*\s*\(\)|\bshunit2\b`},
		{"Gherkin", `Feature,Scenario`, "", `(?m)^\s*(?:Feature|Scenario)\b`},
	} {
		form := &testForm{list(t.starts), list(t.within), regexp.MustCompile(t.pattern)}
		for language := range strings.SplitSeq(t.languages, ",") {
			byLanguage[language] = form
		}
	}
	return byLanguage
}()

// unnamedTest is what makes a file one of tests that is not called so: in lib, methods such as test_client make none, nor do items of Rust
// that a program has for its tests alone.
var unnamedTest = map[string]*testForm{
	"Python": {list(`async,def test_`), list(`TestCase),@pytest.fixture`), regexp.MustCompile(`(?m)^(?:async\s+)?def test_\w*\(|\((?:unittest\.)?\w*TestCase\)|@pytest\.fixture`)},
	"Ruby": {
		list("RSpec.,describe,context,it,feature,scenario,specify,shared_examples,test "), list("Test,Minitest::"),
		regexp.MustCompile(`(?m)^\s*(?:RSpec\.)?(?:describe|context|it|feature|scenario|specify|shared_examples)\b.*\bdo\b|^\s*test ["'].*\bdo\b|<\s*(?:\w+::)*\w*Test(?:Case)?\b|<\s*Minitest::`),
	},
	"Rust": {list("#"), nil, regexp.MustCompile(`(?m)^\s*#\[(?:\w+::)*test\b|^\s*#!\[cfg\(test\)\]`)},
}

// list returns the texts between commas; none of "".
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// inlineTests is what files of languages contain that keep their tests in the code.
var inlineTests = map[string]*regexp.Regexp{
	"Rust": testContent["Rust"].Regexp, "Zig": regexp.MustCompile(`(?m)^\s*test (?:"|\w+ \{|\{)`), "D": regexp.MustCompile(`(?m)^\s*(?:@\w+ )*unittest\b`),
	"Elixir": regexp.MustCompile(`(?m)^\s+iex> `),
}

// TestsInline reports whether code in the language usually holds its own tests.
func TestsInline(language string) bool { return inlineTests[language] != nil }

// HoldsTests reports whether a file of code in such a language holds tests.
func HoldsTests(language, text string) bool {
	return TestsInline(language) && inlineTests[language].MatchString(text)
}
