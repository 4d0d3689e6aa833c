package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// A string that is first assigned and then run counts as the code that it is: an author could hide calls and conditions there otherwise.
func TestCode_OfAVariableThatIsRunCountsAsCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, path, lines string
		counts            bool
	}{
		{"Python", "a.py", "c = \"hide(seek(1))\"\nexec(c)", true},
		{"Python, compiled", "a.py", "c = 'hide(seek(1))'\nexec(compile(c, 'x', 'exec'))", true},
		{"Python, in parts", "a.py", "c = \"hide(\"\nc += \"seek(1))\"\nexec(c)", true},
		{"Python, given to a shell", "a.py", "c = \"hide(seek(1))\"\nrun([\"sh\", \"-c\", c])", true},
		{"run above", "a.js", "function go() { eval(c); }\nvar c = \"hide(seek(1))\";", true},
		{"joined", "a.js", "const c = [\"hide(\", \"seek(1))\"];\neval(c.join(\"\"));", true},
		{"with a type", "a.ts", "const c: string = \"hide(seek(1))\";\nnew Function(c)();", true},
		{"Kotlin", "a.kt", "val c: String = \"hide(seek(1))\"\nengine.eval(c)", true},
		{"Go's sign", "a.go", "c := \"hide(seek(1))\"\nexec.Command(\"sh\", \"-c\", c)", true},
		{"PHP", "a.php", "$c = 'hide(seek(1));';\neval($c);", true},
		{"Ruby", "a.rb", "c = 'hide(seek(1))'\ninstance_eval c", true},
		{"shell", "a.sh", "c='hide(seek(1))'\neval \"$c\"", true},
		{"under another name", "a.py", "c = \"hide(seek(1))\"\nd = c\nexec(d)", true},
		{"under a third name, run above", "a.js", "function go() { eval(e); }\nvar c = \"hide(seek(1))\";\nvar d = c;\nvar e = d;", true},
		{"under another name in PHP", "a.php", "$c = 'hide(seek(1));';\n$d = $c;\neval($d);", true},
		{"under another name in Go", "a.go", "c := \"hide(seek(1))\"\nd := c\nexec.Command(\"sh\", \"-c\", d)", true},
		{"what a call makes of it", "a.py", "c = \"hide(seek(1))\"\nd = size(c)\nexec(d)", false},
		{"names in a circle", "a.py", "c = d\nd = c\nexec(d)\nc = \"hide(seek(1))\"", true},
		{"another name of what is not run", "a.py", "c = \"hide(seek(1))\"\nd = c\nexec(e)", false},
		{"not run", "a.py", "c = \"hide(seek(1))\"\nprint(c)", false},
		{"another variable", "a.py", "d = \"hide(seek(1))\"\nexec(c)", false},
		{"compared", "a.js", "if (c == \"hide(seek(1))\") eval(c);", false},
	} {
		lines := strings.Split(c.lines, "\n")
		measure := func(lines []string) int {
			text := fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+"))
			return change.Measure([]diff.Patch{{Path: c.path, Status: diff.Added, Additions: len(lines), Text: text}}).Code.Calls
		}
		without := measure(strings.Split(strings.NewReplacer("hide(", "hide", "seek(1))", "seek").Replace(c.lines), "\n"))
		if got := measure(lines) > without; got != c.counts {
			t.Errorf("%s: counts %v, want %v", c.name, got, c.counts)
		}
	}
}

// A variable of one file is none of the next one's.
func TestCode_OfAVariableEndsWithItsFile(t *testing.T) {
	t.Parallel()
	file := func(path, line string) diff.Patch {
		return diff.Patch{Path: path, Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1,1 @@\n+" + line}
	}
	calls := func(text string) int {
		return change.Measure([]diff.Patch{file("a.py", "c = \""+text+"\""), file("b.py", "exec(c)"), file("c.py", "c = \""+text+"\"")}).Code.Calls
	}
	if got, want := calls("hide(seek(1))"), calls("hide seek"); got != want {
		t.Errorf("%d calls, want %d", got, want)
	}
}

// A program in a string nests as it does outside of one, also where statements build the string in parts.
func TestCode_OfAProgramInAStringNests(t *testing.T) {
	t.Parallel()
	lines := []string{"check(", "    made(", "        first(order),", "        second(order),", "        third(order),", "    ),", "    user,", ")"}
	var parts []string
	for _, l := range lines {
		parts = append(parts, fmt.Sprintf("c += %q", l+"\n"))
	}
	want := codeOf("a.py", lines...).Nesting
	for name, program := range map[string][]string{
		"at once":             {fmt.Sprintf("exec(%q)", strings.Join(lines, "\n"))},
		"in parts":            append(parts, "exec(c)"),
		"in parts, run above": append([]string{"exec(c)"}, parts...),
	} {
		if got := codeOf("a.py", program...).Nesting; got < want {
			t.Errorf("%s: %d levels, want %d", name, got, want)
		}
	}
	if got := codeOf("a.js", "eval(c)", "if (no) c += '/*';", "c += 'hide(seek(1))'").Calls; got != 3 {
		t.Errorf("behind a part that starts a comment: %d calls, want 3", got)
	}
}
