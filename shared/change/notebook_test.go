package change_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/change"
	"github.com/devplus-app/devplus/shared/diff"
)

// Code in a notebook would be scored as data, and its outputs as code.
func TestNotebook_CountsTheCodeOfItsCells(t *testing.T) {
	t.Parallel()
	header := "+{\n+ \"cells\": [\n"
	cell := func(kind, source string) string {
		return "+  {\n+   \"cell_type\": \"" + kind + "\",\n+   \"metadata\": {\"tags\": [\"a\", \"b\"]},\n+   \"outputs\": [\n+    {\"text\": [\n+      \"if f(x): g(y)\\n\"\n+    ]}\n+   ],\n+   \"source\": " + source + "\n+  }\n"
	}
	for _, test := range []struct {
		name, hunk               string
		added, calls, conditions int
	}{
		{"lines", header + cell("code", "[\n+    \"if ok:\\n\",\n+    \"    print(\\\"\\u0061\\\")\"\n+   ]"), 2, 1, 1},
		{"one line", header + cell("code", `["if ok:\n", "    print(1)\n"]`), 2, 1, 1},
		{"one string", header + cell("code", `"if ok:\n    print(1)"`), 2, 1, 1},
		{"comments", header + cell("code", `["# print(1)\n", "import x\n"]`), 0, 0, 0},
		{"prose", header + cell("markdown", `["if ok: print(1)"]`), 0, 0, 0},
		{"code after prose", header + cell("markdown", `["text"]`) + "+ ,\n" + cell("code", `["print(1)"]`), 1, 1, 0},
		{"code before its type", "+{\"cells\": [{\"cell_type\": \"markdown\", \"source\": []},\n+{\"source\": [\"f(1)\"], \"cell_type\": \"code\"}]}", 1, 1, 0},
		{"keys are elsewhere", " \"a\\n\",\n+\"f(1)\\n\",\n \"b\"", 1, 1, 0},
		{"output above its code", "+\"f(1)\\n\",\n ]}],\n \"source\": [\n", 0, 0, 0},
		{"no JSON", "+if ok:\n+    print(1)", 2, 1, 1},
		{"its own language", "+\"-- f(1)\\n\",\n ]}],\n \"language_info\": {\"file_extension\": \".hs\"}", 0, 0, 0},
		{"imports of a language that the change says", "+\"require 'x'\\n\",\n+]}],\n+\"language_info\": {\"file_extension\": \".rb\"}", 0, 0, 0},
		{"a language that hides code", "+\"x -- f(1)\\n\",\n+]}],\n+\"language_info\": {\"file_extension\": \".hs\"}", 1, 1, 0},
	} {
		context, added := 0, 0
		for line := range strings.SplitSeq(test.hunk, "\n") {
			if strings.HasPrefix(line, "+") {
				added++
			} else if line != "" {
				context++
			}
		}
		hunk := strings.TrimRight(test.hunk, "\n")
		p := diff.Patch{Path: "a.ipynb", Status: diff.Modified, Additions: added, Text: fmt.Sprintf("@@ -1,%d +1,%d @@\n", context, context+added) + hunk}
		facts := change.Measure([]diff.Patch{p})
		if c := facts.Code; facts.Unreadable > 0 || c.Added != test.added || c.Calls != test.calls || c.Conditions != test.conditions || c.ReadAdditions != added {
			t.Errorf("%s: %+v", test.name, c)
		}
	}
}
