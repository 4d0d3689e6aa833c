package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
)

// Each language has its own comments, strings and imports; what is taken for one of them by mistake takes code out of the score.
func TestLexer_ReadsCodeAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, text                  string
		words, calls, conds, remark int
	}{
		{"a.go", "// x\rif pay(b) {", 3, 1, 1, 1},
		{"a.js", "// x\u2028if (pay(b)) {", 3, 1, 1, 1},
		{"a.cs", "// x\u0085if (pay(b)) {", 3, 1, 1, 1},
		{"a.lua", "--[[x]] pay(b)", 2, 1, 0, 1},
		{"a.lua", "--[==[x]==] pay(b)", 2, 1, 0, 1},
		{"a.lua", "--[=[x]] pay(b)", 0, 0, 0, 1},
		{"a.php", "# x ?><?php pay(b);", 3, 1, 0, 1},
		{"a.php", "// x ?><?php pay(b);", 3, 1, 0, 1},
		{"a.php", "# x pay(b);", 0, 0, 0, 1},
		{"a.ps1", "<# x #> pay(b)", 3, 1, 0, 0},
		{"a.go", "/**/ pay(b)", 2, 1, 0, 1},
		{"a.go", "/*\n*/ pay(b)", 2, 1, 0, 2},
		{"a.rs", "/* /* */ x */ pay(b)", 2, 1, 0, 1},
		{"a.go", `import "x"; pay(b)`, 2, 1, 0, 0},
		{"a.go", "package x; pay(b)", 2, 1, 0, 0},
		{"a.js", "import {a,\n b} from 'x'; pay(b)", 4, 1, 0, 0},
		{"a.js", "const a = require('x')", 0, 0, 0, 0},
		{"a.js", "const a = require('x').pay(b)", 5, 2, 0, 0},
		{"a.js", "import('x').then(pay)", 3, 1, 0, 0},
		{"a.rb", "require 'x' if pay(b)", 4, 1, 1, 0},
		{"a.py", "from a import (b, c)", 0, 0, 0, 0},
		{"a.py", "import a; pay(b)", 2, 1, 0, 0},
		{"a.py", "a // pay(b)", 3, 1, 0, 0},
		{"a.py", "a = 1 # pay(b)", 1, 0, 0, 1},
		{"a.py", "\"\"\"Say it.\"\"\"", 0, 0, 0, 1},
		{"a.py", "\"\"\"); pay(b)", 2, 1, 0, 0},
		{"a.py", "f\"{pay(b)}\"", 3, 1, 0, 0},
		{"a.js", "`${pay(b)}`", 2, 1, 0, 0},
		{"a.js", "x.replace(/\\/*$/, y); pay(b) // z", 5, 2, 0, 1},
		{"a.rs", "fn f<'a>(x: &'a T) { pay(b) }", 8, 1, 0, 0},
		{"a.c", "#define X pay(b)", 4, 1, 0, 0},
		{"a.c", "*p = pay(b);", 3, 1, 0, 0},
		{"a.cs", "#if X\nusing A;\n#endif", 3, 0, 1, 0},
		{"a.go", "'**/*.go' + pay(b)", 3, 1, 0, 0},
		{"a.groovy", "include 'src/*.a'; pay(b)", 5, 1, 0, 0},
		{"a.groovy", "url 'https://acme.example'; pay(b)", 6, 1, 0, 0},
		{"a.cpp", "1'000 + pay(b) /* 2'000", 2, 1, 0, 0},
		{"a.unheard", "#  if pay(b)\n# if MAY\n# if it pays(b)\n#endif", 6, 1, 2, 1},
		{"a.sql", "SELECT 1 -- pay(b)", 1, 0, 0, 1},
		{"a.go", "pay (b)", 2, 1, 0, 0},
		{"a.go", "x := \"it's // no\"; y()", 2, 1, 0, 0},
	} {
		lines := strings.Split(tt.text, "\n")
		facts := Measure([]diff.Patch{{Path: tt.path, Status: diff.Modified, Text: fmt.Sprintf("@@ -0,0 +1,%d @@\n+%s", len(lines), strings.Join(lines, "\n+"))}})
		if c := facts.Code; c.NewWords != tt.words || c.Calls != tt.calls || c.Conditions != tt.conds || c.Comments != tt.remark {
			t.Errorf("%s %q: %d words, %d calls, %d conditions, %d comments; want %d, %d, %d, %d", tt.path, tt.text, c.NewWords, c.Calls, c.Conditions, c.Comments,
				tt.words, tt.calls, tt.conds, tt.remark)
		}
	}
}

// The depth must be that of the blocks, also where only a part of the file is shown and however it is indented.
func TestLexer_NestsByBlocks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, text string
		nesting          int
	}{
		{"braces", "a.go", "@@ -0,0 +1,5 @@\n+func a() {\n+if b {\n+c()\n+}\n+}", 0 + 1 + 2},
		{"below a line that opens a block", "a.go", "@@ -1 +1,2 @@\n \tif b {\n+c()", 2},
		{"below a line", "a.go", "@@ -1 +1,2 @@\n \tb()\n+c()", 1},
		{"in place of a line", "a.go", "@@ -1 +1 @@\n-\t\tb()\n+c()", 2},
		{"layout", "a.py", "@@ -0,0 +1,4 @@\n+def a():\n+ if b:\n+  c()\n+d()", 0 + 1 + 2 + 0},
		{"layout below a line", "a.py", "@@ -1 +1,3 @@\n     b()\n+    if c:\n+      d()", 1 + 2},
		{"layout after carriage returns", "a.py", "@@ -0,0 +1 @@\n+# x\rdef a():\r if b:\r  c()", 0 + 1 + 2},
		{"words", "a.rb", "@@ -0,0 +1,6 @@\n+def a\n+x.each do |y|\n+return if y\n+c\n+end\n+end", 1 + 2 + 2 + 2},
		{"a loop's do, a statement of its own", "a.sh", "@@ -0,0 +1,4 @@\n+while a; do\n+b\n+done\n+c", 1 + 1 + 1 + 0},
	} {
		if got := Measure([]diff.Patch{{Path: tt.path, Status: diff.Modified, Text: tt.text}}).Code.Nesting; got != tt.nesting {
			t.Errorf("%s: %d levels, want %d", tt.name, got, tt.nesting)
		}
	}
}
