package filekind

import "testing"

// Git and Linguist decide which files a rule means; a rule read too widely would take code out of the review.
func TestAttributes_MatchAsGitDoes(t *testing.T) {
	t.Parallel()
	a := ParseAttributes("# comment\n*.gen.x linguist-generated\n/api/*.x linguist-generated=true\nlib/** linguist-vendored\n" +
		"**/snap/* text linguist-generated\n\"with blank.x\" linguist-vendored\nlib/own/** -linguist-vendored\nmanual/** linguist-documentation\n" +
		"[attr]binary linguist-generated\n!no linguist-generated\nalone\nfolder/ linguist-vendored\nlib/own/a.x linguist-generated\nb[ linguist-vendored\noff.x linguist-generated=false")
	for path, want := range map[string]Class{
		"a.gen.x": Generated, "d/a.gen.x": Generated, "api/a.x": Generated, "api/d/a.x": "", "x/api/a.x": "", "lib/a": Vendored, "lib/b/c/a": Vendored,
		"lib": "", "x/lib/a": "", "snap/a": Generated, "x/y/snap/a": Generated, "snap/a/b": "", "with blank.x": Vendored, "lib/own/b.x": "",
		"lib/own/a.x": Generated, "manual/a.js": Docs, "binary": "", "no": "", "alone": "", "folder/a": "", "b[": "", "off.x": "",
	} {
		if got, ok := a.ClassOf(path); got != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	macros := ParseAttributes("[attr]quiet -diff linguist-generated\napi/* quiet\napi/a.go !linguist-generated\nvendor/** -linguist-vendored\nvendor/a.go !linguist-vendored\n/b.go quiet\n*.c binary -diff")
	for path, want := range map[string]Class{"api/b.go": Generated, "api/a.go": "", "vendor/b.go": Production, "vendor/a.go": "", "b.go": Generated, "a.c": ""} {
		if got, _ := macros.ClassOf(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	own := ParseAttributes("vendor/own/** -linguist-vendored\ndist/** linguist-generated=false")
	for path, want := range map[string]Class{"vendor/own/a.go": Production, "vendor/own/a.md": Docs, "dist/a.js": Production, "vendor/a.go": "", "a.go": ""} {
		if got, _ := own.ClassOf(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A line may say two things of a file. Which one counts must not differ from run to run, or so would what reviewers read.
func TestAttributes_LastOfALineCounts(t *testing.T) {
	t.Parallel()
	for range 20 {
		a := ParseAttributes("a linguist-generated linguist-vendored\nb linguist-vendored linguist-generated\nc linguist-generated -linguist-generated")
		for path, want := range map[string]Class{"a": Vendored, "b": Generated, "c": ""} {
			if got, _ := a.ClassOf(path); got != want {
				t.Fatalf("%s: %q, want %q", path, got, want)
			}
		}
	}
}

// A line that only takes a claim back hides nothing.
func TestSaysClass_OnlyOfLinesThatHideFiles(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"a linguist-generated": true, "a\ttext linguist-vendored=true": true, `"a b" linguist-documentation`: true, "a -linguist-generated": false, "a linguist-generated -linguist-generated": false,
		"a linguist-generated=false": false, "# a linguist-generated": false, "a text": false, "a linguist-language=Go": false, `"a linguist-generated`: false,
		"[attr]quiet linguist-generated": true, "[attr]quiet -diff": true, "*.go -diff": true, "* binary": true, "*.go !diff": false, "*.go diff": false, "*.go -text": false,
		"*.png binary": false, "package-lock.json -diff": false, "vendor/** -diff": false, "*.md -diff": false, "a !linguist-generated": false,
	} {
		if got := SaysClass(line); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}

// Each language's own test must stay a test, or its tests would raise scores; code that only lies among tests must not.
func TestFollows_ByLanguage(t *testing.T) {
	t.Parallel()
	for path, texts := range map[string][2]string{ // a test, and code
		"tests/a.py":          {"import os\n\nasync def test_x():\n    pass", "def charge():\n    test_x()"},
		"test/a.js":           {"describe('x', () => {})", "if (/x/.test(y)) it(x)"},
		"a.spec.ts":           {"  it.each`x`;\n  test('y', f)", "export function test(x) {}"},
		"spec/a.rb":           {"RSpec.describe A do\nend", "def spec(x)\nend"},
		"test/b.rb":           {"class A < ActiveSupport::TestCase\nend", "class A < B\nend"},
		"src/test/ATest.java": {"  @Test\n  void a() {}", "class ATest { void test() {} }"},
		"A.Tests/ATests.cs":   {"    [Fact]\n    public void A() {}", "public class A {}"},
		"tests/a.rs":          {"#[tokio::test]\nasync fn a() {}", "pub fn test() {}"},
		"tests/ATest.php":     {"class ATest extends TestCase {}", "class A extends B {}"},
		"Tests/ATests.swift":  {"final class A: XCTestCase {}", "final class A {}"},
		"test/a.cc":           {"TEST_F(A, B) {}", "int test(int x) { return x; }"},
		"test/a.dart":         {"  test('a', () {});", "void test(x) {}"},
		"test/a.exs":          {"  use ExUnit.Case", "defmodule A do\nend"},
		"test/a.clj":          {"(deftest a)", "(defn test [x])"},
		"test/A.hs":           {"main = hspec $ do", "test x = x"},
		"spec/a.lua":          {"describe('a', function() end)", "local describe = 1"},
		"t/test/a.pl":         {"use Test::More;", "use strict;"},
		"test/a.sh":           {"test_a() {\n}", "rm -rf \"$1\""},
		"test/A.kt":           {"    @Test fun a() {}", "fun test() {}"},
	} {
		for i, text := range texts {
			if got := Follows(path, Test, func() string { return text }); got != (i == 0) {
				t.Errorf("%s: %q is a test: %t", path, text, got)
			}
		}
	}
}

func TestGuides_IsWhatReviewersGoBy(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"CODEOWNERS": true, "docs/codeowners": true, "Claude.md": true, "a/.claude/settings.json": true, "x.claude/a": false, "review.go": false, ".github/workflows/a.yml": false,
		"contributing": true, ".github/CONTRIBUTING.md": true, "site/docs/contributing.md": false, "lib/testsite/CODEOWNERS": false, "a/devplus.yml": false, "a/AGENTS.md": true,
	} {
		if got := Guides(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}
