package suggest

import (
	"errors"
	"testing"
)

// A click commits a suggestion unread: one that breaks the file, says something else than it shows, or doubles a line costs trust for good.
func TestEdit_OffersOnlyWhatACommitMayHave(t *testing.T) {
	t.Parallel()
	const (
		goFile = "package a\n\nfunc f(n int) int {\n\tif n > 0 {\n\t\treturn n\n\t}\n\treturn 0\n}\n"
		python = "def f(n):\n    if n:\n        return [n]\n    return []\n"
		ruby   = "def f(n)\n  if n\n    n\n  end\nend\n"
		script = "if [ -n \"$1\" ]; then\n  echo \"$1\"\nfi\n"
		js     = "const say = () => {\n  log(`a ${b}`);\n};\n"
		c      = "int f(void) {\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\treturn 1;\n\t}\n\treturn 0;\n}\n"
	)
	for name, test := range map[string]struct {
		edit Edit
		text string
		want error
	}{
		"Go":                           {Edit{"a.go", 4, 4, "\tif n >= 0 {"}, goFile, nil},
		"more lines than before":       {Edit{"a.go", 7, 7, "\tn = -n\n\treturn n\n"}, goFile, nil},
		"a brace less":                 {Edit{"a.go", 4, 4, "\tif n >= 0"}, goFile, errParse},
		"prose":                        {Edit{"a.go", 7, 7, "\tReturn n here instead."}, goFile, errParse},
		"nothing new":                  {Edit{"a.go", 4, 5, "\tif n > 0 {\n\t\treturn n"}, goFile, errNothing},
		"blank":                        {Edit{"a.go", 4, 4, "\n"}, goFile, errNothing},
		"a line that is not there":     {Edit{"a.go", 4, 40, "\tx()"}, goFile, errPlace},
		"after the last":               {Edit{"a.go", 9, 9, "var b int"}, goFile, errPlace},
		"before the first":             {Edit{"a.go", 0, 1, "package b"}, goFile, errPlace},
		"backwards":                    {Edit{"a.go", 5, 4, "\tx()"}, goFile, errPlace},
		"the line above, too":          {Edit{"a.go", 5, 5, "\tif n > 0 {\n\t\treturn n + 1"}, goFile, errNeighbor},
		"the line below, too":          {Edit{"a.go", 4, 6, "\tn = max(n, 0)\n\treturn 0"}, goFile, errNeighbor},
		"the first line, too":          {Edit{"a.py", 2, 2, "def f(n):\n    if n is None:"}, python, errNeighbor},
		"what the next line says":      {Edit{"a.go", 1, 1, "package a // not b"}, "package a\npackage a // not b\n", errNeighbor},
		"not indented":                 {Edit{"a.go", 5, 5, "return n + 1"}, goFile, errIndent},
		"a bidirectional override":     {Edit{"a.go", 5, 5, "\t\treturn n // \u202e1"}, goFile, errCharacters},
		"a zero-width blank":           {Edit{"a.go", 5, 5, "\t\treturn n\u200b"}, goFile, errCharacters},
		"a no-break space":             {Edit{"a.go", 5, 5, "\t\treturn\u00a0n"}, goFile, errCharacters},
		"an escape":                    {Edit{"a.go", 5, 5, "\t\treturn n // \x1b[31m"}, goFile, errCharacters},
		"a carriage return":            {Edit{"a.go", 5, 5, "\t\treturn n + 1\r"}, goFile, errCharacters},
		"bytes that are no text":       {Edit{"a.go", 5, 5, "\t\treturn n // \xff"}, goFile, errCharacters},
		"a file with carriage returns": {Edit{"a.py", 1, 1, "b"}, "a\r\n", errLineEnds},
		"other letters":                {Edit{"a.py", 3, 3, "        return [n, 'ü 漢']"}, python, nil},
		"Python":                       {Edit{"a.py", 2, 3, "    if n is not None:\n        return [n]"}, python, nil},
		"a bracket of another kind":    {Edit{"a.py", 3, 3, "        return [n)"}, python, errParse},
		"a string without its end":     {Edit{"a.py", 3, 3, "        return ['n]"}, python, errParse},
		"a text without its end":       {Edit{"a.py", 3, 3, "        return [n]  \"\"\"x"}, python, errParse},
		"Ruby":                         {Edit{"a.rb", 2, 2, "  unless n.nil?"}, ruby, nil},
		"an end less":                  {Edit{"a.rb", 4, 4, "  n + 1"}, ruby, errParse},
		"shell":                        {Edit{"a.sh", 2, 2, "  printf '%s' \"$1\""}, script, nil},
		"a fi less":                    {Edit{"a.sh", 3, 3, "exit 1"}, script, errParse},
		"an expression in a template":  {Edit{"a.ts", 2, 2, "  log(`a ${c[0]}`);"}, js, nil},
		"a template without its end":   {Edit{"a.ts", 2, 2, "  log(`a ${c[0]});"}, js, errParse},
		"a comment without its end":    {Edit{"a.ts", 3, 3, "};/* x"}, js, errParse},
		"C with directives":            {Edit{"a.c", 7, 7, "\t\treturn g(1);"}, c, nil},
		"it mends the balance":         {Edit{"a.ts", 1, 1, "f(1);"}, "f(1;\n", nil},
		"unbalanced as before":         {Edit{"a.ts", 2, 2, "g(2);"}, "f(1;\ng(1);\n", nil},
		"a language without a lexer":   {Edit{"a.md", 1, 1, "# B"}, "# A\n", errLanguage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := test.edit.Check(test.text); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

func TestApply_LeavesAllOtherLines(t *testing.T) {
	t.Parallel()
	if got := (Edit{"a", 2, 3, "x\n"}).Apply("a\nb\nc\nd\n"); got != "a\nx\nd\n" {
		t.Errorf("%q", got)
	}
}
