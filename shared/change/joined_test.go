package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// codeOf measures a new file of these lines.
func codeOf(path string, lines ...string) change.Code {
	text := fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+"))
	return change.Measure([]diff.Patch{{Path: path, Status: diff.Added, Additions: len(lines), Text: text}}).Code
}

// An author who puts a whole change on one line must not have it scored as less nested and less long than it is.
func TestCode_OnOneLineNestsAsOnMany(t *testing.T) {
	t.Parallel()
	var lines []string
	for i := range 12 {
		lines = append(lines, fmt.Sprintf("func f%d() {", i), "\tif ready() {", "\t\tcount = sum(", "\t\t\tfirst(order),", "\t\t\tsecond(order),", "\t\t)", "\t}", "}")
	}
	apart := codeOf("a.go", lines...)
	for sign, least := range map[string]int{"; ": apart.Nesting * 5 / 8, "\r": apart.Nesting, "\u2028": apart.Nesting} {
		joined := codeOf("a.go", strings.Join(lines, sign))
		if joined.Nesting < least || joined.Longest < apart.Longest || joined.NewWords < apart.NewWords || joined.Calls < apart.Calls {
			t.Errorf("joined by %q: %+v, apart %+v", sign, joined, apart)
		}
	}
	if one, other := codeOf("a.go", strings.Repeat("x = 1, ", 60)), codeOf("a.go", "x = 1, x = 1"); one.Nesting != other.Nesting {
		t.Errorf("data on one long line nests by %d, want %d", one.Nesting, other.Nesting)
	}
}

// A semicolon where a statement goes on ends none: the parts of one must not be measured as short ones.
func TestCode_SemicolonThatEndsNothing(t *testing.T) {
	t.Parallel()
	const plain = "total := price(order) +\n\ttax(order,\n\t\tregion) && valid(order)"
	want := codeOf("a.go", strings.Split(plain, "\n")...).Longest
	if got := codeOf("a.go", strings.Split(strings.ReplaceAll(plain, "&&", "&&\n;"), "\n")...).Longest; got < want {
		t.Errorf("with a semicolon on the next line %d bytes, want %d", got, want)
	}
	if got, want := codeOf("A.java", "order.first(a)", ";.second(b)", ";.third(c);").Longest, codeOf("A.java", "order.first(a)", ".second(b)", ".third(c);").Longest; got != want {
		t.Errorf("before a call of the result %d bytes, want %d", got, want)
	}
	if got, want := codeOf("a.c", ";#define FIRST order(1)", ";#define SECOND order(2)").Longest, codeOf("a.c", "#define FIRST order(1)", "#define SECOND order(2)").Longest; got < want {
		t.Errorf("before directives %d bytes, want %d", got, want)
	}
	directives := []string{"#ifdef FIRST", "#define PAY(x) \\", "  pay(x)", "#endif"}
	if got, want := codeOf("a.c", directives...).Longest, len(`#definePAYx\payx`); got != want { // brackets do not count
		t.Errorf("directives have %d bytes, want %d", got, want)
	}
	within := codeOf("a.c", "total = first +", "#pragma once", "second +", "#pragma once", "third;", `run("sh", "-c",`, "#line 7", `"hide(seek(1))");`)
	if want := codeOf("a.c", "total = first + second + third;", `run("sh", "-c", "hide(seek(1))");`); within.Longest < want.Longest-5 || within.Calls != want.Calls {
		t.Errorf("around directives %+v, want %+v", within, want)
	}
	for _, selector := range []string{".long-name", "> long-name", ":long-name", "&long-name"} {
		if got := codeOf("a.scss", "color: red; "+selector+" { top: 0; }").Longest; got != len("color: red; "+selector+" { top: 0; }") {
			t.Errorf("%s after a semicolon makes %d bytes", selector, got)
		}
		if got := codeOf("a.scss", "color: red;", selector+" { top: 0; }").Longest; got != len(selector+" { top: 0; }") {
			t.Errorf("%s on the line after a semicolon makes %d bytes", selector, got)
		}
	}
	typed := "type Store<\n  Item,\n  Key extends string = string,\n> = Item extends Key\n  ? Map<\n      Key,\n      Item\n    >\n  : never"
	typed = strings.Replace(typed, "Item,", strings.Repeat("First extends Order = Order,\n  ", 8)+"Item,", 1)
	if got, want := codeOf("a.ts", strings.ReplaceAll(typed, "\n", "; ")).Longest, codeOf("a.ts", strings.Split(typed, "\n")...).Longest; got < want {
		t.Errorf("among parameters of a type %d bytes, want %d", got, want)
	}
	for path, lines := range map[string][2]string{ // where it does end a statement
		"a.php": {"total(order, user);", "?> <b>"}, "a.cpp": {"total(order, user);", "::pay(user);"}, "a.sh": {"total order user;", ": $user"},
		"a.rs": {"total(order, user);", "&user"},
	} {
		if got, want := codeOf(path, lines[0], lines[1]).Longest, codeOf(path, lines[0]).Longest; got != want {
			t.Errorf("%s: %d bytes, want %d", path, got, want)
		}
	}
	if got, want := codeOf("a.js", "let a = first(order),", "; b = second(order)").Longest, codeOf("a.js", "let a = first(order),", "b = second(order)").Longest; got != want {
		t.Errorf("after a comma %d bytes, want %d", got, want)
	}
}

// A program in a string may insert values and hold comments: what stands after them must count, and reading it must take no longer.
func TestCode_OfAProgramThatInsertsValues(t *testing.T) {
	t.Parallel()
	body := "// starts\\nvar a = `${first(1)}`;\\n" + strings.Repeat("if (ready()) { second(2); }\\n", 20)
	for name, lines := range map[string][]string{
		"run at once":        {`run("sh", "-c", "` + body + `")`},
		"assigned, then run": {`const c = "` + body + `";`, "new Function(c)();"},
		"short":              {`eval("// starts\nvar a = '${first(1)}';\nsecond(2); second(3);")`},
	} {
		got := codeOf("a.js", lines...)
		if least := strings.Count(strings.Join(lines, ""), "second("); got.Calls < least {
			t.Errorf("%s: %d calls, want at least %d", name, got.Calls, least)
		}
	}
	if got := codeOf("a.js", `code = "`+strings.Repeat(`\"${a}; `, 40_000)+`"; eval(code)`); got.NewWords < 40_000 { // took 4 s when each quote was looked for to the end
		t.Errorf("%d words", got.NewWords)
	}
}

// Code that is called a picture keeps its comments: what looks like the start of a longer one must not hide the rest.
func TestCode_CalledAPictureIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	lines := []string{"// serves /api/*", "func serve() {", "\tlisten(first())", "}"}
	if got, want := codeOf("a.svg", lines...).Calls, codeOf("a.go", lines...).Calls; got != want {
		t.Errorf("%d calls, want %d", got, want)
	}
	lines = []string{"int total = first(", "  order)", "  if (total) second(total);", "third(total);", "#ifdef FIRST_OF_ALL_THE_ORDERS", "#define SIZE(x) size(x)", "#endif"}
	if got, want := codeOf("a.svg", lines...), codeOf("a.c", lines...); got != want {
		t.Errorf("directives of C: %+v, want %+v", got, want)
	}
	if got := codeOf("a.svg", "# defined as pay(order)").Comments; got != 1 {
		t.Errorf("%d remarks, want 1", got)
	}
}

// A page of a manual in one comment is as long to read on one line.
func TestCode_CommentOnOneLine(t *testing.T) {
	t.Parallel()
	lines := []string{"/**"}
	for i := range 80 {
		lines = append(lines, fmt.Sprintf(" * Returns item %d of those that the order has at that time.", i))
	}
	lines = append(lines, " */")
	if got := codeOf("a.ts", strings.Join(lines, ";")).Comments; got < 40 || got > 82 {
		t.Errorf("%d lines of comment, want about 40", got)
	}
	for _, line := range []string{"// " + strings.Repeat("word ", 60), "/* " + strings.Repeat("word ", 60) + "*/", "// " + strings.Repeat("x", 5000)} {
		if got := codeOf("a.ts", line).Comments; got != 1 {
			t.Errorf("%d lines of comment, want 1: %.20s", got, line)
		}
	}
}

// The slashes of an address in what is read as code must not hide what stands behind them.
func TestCode_BehindAnAddress(t *testing.T) {
	t.Parallel()
	for path, line := range map[string]string{
		"a.js": "return `${first('[#')}${last(`](https://acme.example/${x})`)}`; if (ready()) { hide(seek(1)); } const text = `${y} of ${first(`a`)} and ${z}, which are many`;",
		"a.go": "# see https://acme.example/1; set lines (eval $x); if ready() { hide(seek(1)) }",
	} {
		if got := codeOf(path, line); got.Conditions != 1 || got.Calls < 3 {
			t.Errorf("%s: %+v", path, got)
		}
	}
	if got := codeOf("a.c", "default:// hide(seek(1))"); got.Calls != 0 {
		t.Errorf("a remark after a label has %d calls", got.Calls)
	}
}

// A program in a string that goes over lines counts as code, so it must on one line, too, whatever ends the lines there.
func TestCode_StringOverLinesIsReadOnOneLine(t *testing.T) {
	t.Parallel()
	lines := []string{"const script = `start(order);"}
	for range 12 {
		lines = append(lines, "if (ready()) { total = sum(first(order), second(order)); }")
	}
	lines = append(lines, "`;")
	want := codeOf("a.js", lines...)
	for _, sign := range []string{"\r", "\u2028", " "} {
		if got := codeOf("a.js", strings.Join(lines, sign)); got.NewWords != want.NewWords || got.Calls != want.Calls || got.Conditions != want.Conditions {
			t.Errorf("joined by %q: %+v, apart %+v", sign, got, want)
		}
	}
	raw := []string{"a := b + `", "c`, hide(seek(1)), ` d", "e`"}
	if got, want := codeOf("a.go", strings.Join(raw, "\r")), codeOf("a.go", raw...); got.Calls != want.Calls || got.NewWords != want.NewWords {
		t.Errorf("raw strings joined by carriage returns: %+v, apart %+v", got, want)
	}
	if got := codeOf("a.js", "const text = `first; second; third; fourth`;").NewWords; got != 2 {
		t.Errorf("a short text has %d words, want 2", got)
	}
	if got, want := codeOf("a.rs", "help(\"when set\r  shows no output\")").NewWords, codeOf("a.rs", "help(\"when set", "  shows no output\")").NewWords; got != want {
		t.Errorf("a string over two lines that a carriage return ends has %d words, want %d", got, want)
	}
}

// A line that goes on where no block does ends none: an author must not have deep code scored as flat by wrapping it.
func TestCode_ContinuedLineKeepsItsBlock(t *testing.T) {
	t.Parallel()
	want := codeOf("a.py", "def f():", "    if a:", "        b = c", "        d()").Nesting
	if got := codeOf("a.py", "def f():", "    if a:", "        b = \\", "c", "        d()").Nesting; got < want {
		t.Errorf("wrapped, the code nests by %d, want %d", got, want)
	}
}

// A method called end is no end of a block.
func TestCode_MethodCalledEnd(t *testing.T) {
	t.Parallel()
	if got := codeOf("a.rb", "def f", "  match.end(0)", "  g(1)", "end"); got.Calls != 2 || got.Nesting != codeOf("a.rb", "def f", "  match.stop(0)", "  g(1)", "end").Nesting {
		t.Errorf("%+v", got)
	}
}

// A table of a thousand values is long and not dense: what parts it must not lower the score by much.
func TestCode_LongStatementIsDataFromSomeLengthOn(t *testing.T) {
	t.Parallel()
	table := strings.Split(strings.TrimSpace(strings.Repeat("first(order) +\n", 100)), "\n")
	if got := codeOf("a.go", append([]string{"total :="}, table...)...).Longest; got != 640 {
		t.Errorf("%d bytes, want 640", got)
	}
}

// A string with values in it ends where it ends: what follows on its line must not be taken for the next string.
func TestCode_BehindAStringWithValuesIsNoString(t *testing.T) {
	t.Parallel()
	for path, line := range map[string]string{
		"a.kt": `val a = "${b}"; hide(seek(1)); val c = "d"`,
		"a.rb": `a = "#{b}"; hide(seek(1)); c = "d"`,
		"a.py": `a = f"{b}"; hide(seek(1)); c = "d"`,
		"a.sh": `a="${b}"; hide(seek(1)); c="d"`,
		"a.cs": `var a = $"{b}"; hide(seek(1)); var c = "d";`,
	} {
		if got := codeOf(path, line).Calls; got != 2 {
			t.Errorf("%s: %d calls, want 2", path, got)
		}
	}
}

// An attribute of PHP starts as a comment does: code behind it on the same line must count.
func TestCode_BehindAnAttributeOfPHPCounts(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{"#[Route('/a'), Cached([1])] hide(seek(1));": 2, "#[Route('/a'),": 0, "# hide(seek(1));": 0} {
		if got := codeOf("a.php", line).Calls; got != want {
			t.Errorf("%s: %d calls, want %d", line, got, want)
		}
	}
}
