package surround

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Files that import each other, or themselves, are read once, and their definitions shown once.
func TestSelect_OfCyclicIncludesEnds(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"C headers": {
			"src/a.c": "#include \"a.h\"\nint run(void) {\n  return total(1);+\n}\n",
			"src/a.h": "#include \"b.h\"\n#include \"a.h\"\nint total(int n) {\n  return more(n);\n}\n",
			"src/b.h": "#include \"a.h\"\nint more(int n) {\n  return total(n);\n}\n",
		},
		"Python modules": {
			"p/a.py": "from p.b import total\nimport p.a\n\ndef run():\n    return total(1)+\n",
			"p/b.py": "from p.a import run\n\ndef total(n):\n    return run() + n\n",
		},
		"TypeScript": {
			"w/a.ts": "import { total } from './b'\nexport function run() {\n  return total(1)+\n}\n",
			"w/b.ts": "import { run } from './a'\nexport * from './b'\nexport function total(n: number) {\n  return run() + n\n}\n",
		},
	} {
		s, rounds := selected(t, files)
		seen := map[string]bool{}
		for _, round := range rounds {
			for _, p := range round {
				if seen[p] {
					t.Errorf("%s: %s is read twice: %v", name, p, rounds)
				}
				seen[p] = true
			}
		}
		if s.Count(Definition) != 1 {
			t.Errorf("%s: %d definitions, want that of total: %v", name, s.Count(Definition), describe(s, Definition))
		}
	}
}

// A generated parser has thousands of functions, and one that is longer than anything that can be shown: it must not hold up the review,
// nor fill the prompt.
func TestSelect_OfAGeneratedParserIsBounded(t *testing.T) {
	t.Parallel()
	const lines = 20_000
	var table, rules strings.Builder
	table.WriteString("package parser\n\nfunc parse(yychar int) int {\n\tswitch yychar {\n")
	for i := range lines / 2 {
		fmt.Fprintf(&table, "\tcase %d:\n\t\treturn action%d(yychar)", i, i%3000)
		if i%100 == 0 {
			table.WriteString("+")
		}
		table.WriteString("\n")
	}
	table.WriteString("\t}\n\treturn 0\n}\n")
	rules.WriteString("package parser\n\n")
	for i := range 3000 {
		fmt.Fprintf(&rules, "func action%d(n int) int {\n\tif n > %d {\n\t\treturn action%d(n - 1)\n\t}\n\treturn %d\n}\n\n", i, i, (i+1)%3000, i)
	}
	began := time.Now()
	s, _ := selected(t, map[string]string{"parser/table.go": table.String(), "parser/rules.go": rules.String()})
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	shown := 0
	for _, e := range s.Excerpts {
		shown += e.Last - e.First + 1
	}
	if shown == 0 || shown > lines/2 {
		t.Errorf("%d lines are shown", shown)
	}
}
