package change

import (
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/google/go-cmp/cmp"
)

func TestCode_CountsLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       Code
	}{
		{"blank, comment, brace and import", "@@ -0,0 +1,5 @@\n+\n+# if x\n+}\n+import os\n+# a", Code{ReadAdditions: 5, Comments: 2}},
		{"calls and conditions", "@@ -0,0 +1 @@\n+if ok(x) && (y || \"no(t\" == z) { # call(me)", Code{ReadAdditions: 1, Added: 1, NewWords: 5, Calls: 1, Conditions: 1, Comments: 1, Nesting: 1, Longest: 43}},
		{"a parenthesis after a keyword", "@@ -0,0 +1 @@\n+while (x) return (y)", Code{ReadAdditions: 1, Added: 1, NewWords: 4, Nesting: 1, Longest: 20}},
		{"moved and indented", "@@ -1 +1 @@\n-run(x)\n+\trun(x)", Code{ReadAdditions: 1, ReadDeletions: 1, Added: 1, Deleted: 1, Moved: 1, DeletedNesting: 1}},
		{"indented", "@@ -0,0 +1,2 @@\n+\t\t\tx\n+        y", Code{ReadAdditions: 2, Added: 2, NewWords: 2, Nesting: 2, Longest: 1}},
		{"a name for another", "@@ -1,2 +1,2 @@\n-a := run(x, y)\n-b := x\n+a := walk(x, y)\n+b := x + x", Code{ReadAdditions: 2, ReadDeletions: 2, Added: 2, Deleted: 2, DeletedNesting: 2, NewWords: 2, Calls: 1, Nesting: 1, Longest: 15}},
		{"words deleted further up are new", "@@ -1,3 +1,2 @@\n-run(x)\n \n-y\n+run(z)", Code{ReadAdditions: 1, ReadDeletions: 2, Added: 1, Deleted: 2, DeletedNesting: 2, NewWords: 2, Calls: 1, Nesting: 1, Longest: 6}},
		{"an open string at the end", "@@ -0,0 +1 @@\n+x = 'it\\", Code{ReadAdditions: 1, Added: 1, NewWords: 2, Longest: 8}},
	} {
		if diff := cmp.Diff(tt.want, Measure([]diff.Patch{{Path: "a.py", Text: tt.text}}).Code); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestCode_MovedLinesAreNotNew(t *testing.T) {
	t.Parallel()
	got := Measure([]diff.Patch{
		{Path: "a.go", Text: "@@ -1,2 +0,0 @@\n-run(x)\n-stop(y)"},
		{Path: "b.go", Text: "@@ -0,0 +1,3 @@\n+run(x)\n+run(x)\n+stop(y)"},
	}).Code
	if got.Moved != 2 || got.Calls != 1 {
		t.Errorf("%+v, want 2 lines moved and 1 call", got)
	}
}

func TestCode_LeavesTestsOut(t *testing.T) {
	t.Parallel()
	if got := Measure([]diff.Patch{{Path: "a_test.go", Text: "@@ -0,0 +1 @@\n+run(x)"}}).Code; got != (Code{}) {
		t.Errorf("%+v", got)
	}
}
