package diff

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Reviewers are those who wrote these lines: a wrong number names somebody else.
func TestReplaced_DeletedLinesAndThoseBesideAddedOnes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want []Range
	}{
		"replaced":        {"@@ -10,4 +10,4 @@\n a\n-b\n-c\n+x\n+y\n d", []Range{{11, 12}}},
		"only added":      {"@@ -10,2 +10,3 @@\n a\n+x\n b", []Range{{10, 11}}},
		"added first":     {"@@ -10,1 +10,2 @@\n+x\n a", []Range{{10, 10}}},
		"added last":      {"@@ -10,1 +10,2 @@\n a\n+x", []Range{{10, 10}}},
		"only deleted":    {"@@ -3,3 +3,2 @@\n a\n-b\n c", []Range{{4, 4}}},
		"apart":           {"@@ -3,5 +3,5 @@\n a\n-b\n+x\n c\n d\n-e\n+y", []Range{{4, 4}, {7, 7}}},
		"two hunks":       {"@@ -3,2 +3,1 @@\n a\n-b\n@@ -30,2 +29,1 @@\n-c\n d", []Range{{4, 4}, {30, 30}}},
		"a new file":      {"@@ -0,0 +1,2 @@\n+a\n+b", nil},
		"no last newline": {"@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file", []Range{{2, 2}}},
		"says of a hunk":  {"@@ -1,2 +1,2 @@\n a\n-@@ -9,9 +9,9 @@\n+b", []Range{{2, 2}}},
		"no hunk":         {"Binary files differ", nil},
	} {
		p := Patch{Text: tt.text}
		if diff := cmp.Diff(tt.want, p.Replaced()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
