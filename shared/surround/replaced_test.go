package surround

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

// A file that was rewritten has no diff from GitHub: its reviewer must see what its functions are and what they were, and no others.
func TestReplaced_ShowsWhatFunctionsWereWithoutADiff(t *testing.T) {
	t.Parallel()
	const was = "package a\n\ntype size struct {\n\tw int\n}\n\nfunc same() {\n\tcall()\n}\n\nfunc total() int {\n\treturn 1\n}\n\nfunc Gone() {\n}\n"
	const is = "package a\n\nfunc total() int {\n\treturn helper()\n}\n\ntype size struct {\n\tw, h int\n}\n\n\tfunc same() {\n\t\tcall()\n\t}\n\nfunc fresh() {\n}\n"
	const helper = "package a\n\nfunc helper() int { return 2 }\n\nfunc use() {\n\tGone()\n}\n"
	for name, c := range map[string]struct {
		patch diff.Patch
		past  map[string]string
		want  []string
		also  []string // definitions and callers
	}{
		"rewritten": {
			diff.Patch{Path: "a/a.go", Status: diff.Modified, Additions: 9}, map[string]string{"a/a.go": was},
			[]string{"fresh a/a.go:15-16", "total a/a.go:3-5", "size a/a.go:7-9", "size a/a.go:3-5", "total a/a.go:11-13", "Gone a/a.go:15-16"},
			[]string{"helper a/b.go:3-3", "Gone a/b.go:5-7"},
		},
		"renamed": {
			diff.Patch{Path: "a/a.go", PreviousPath: "old.go", Status: diff.Renamed, Additions: 9}, map[string]string{"old.go": was},
			[]string{"fresh a/a.go:15-16", "total a/a.go:3-5", "size a/a.go:7-9", "size old.go:3-5", "total old.go:11-13", "Gone old.go:15-16"},
			[]string{"helper a/b.go:3-3", "Gone a/b.go:5-7"},
		},
		"GitHub does not give what it was": {diff.Patch{Path: "a/a.go", Status: diff.Modified, Additions: 9}, nil, nil, nil},
		"moved alone":                      {diff.Patch{Path: "a/a.go", PreviousPath: "old.go", Status: diff.Renamed}, map[string]string{"old.go": was}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := NewReading([]diff.Patch{c.patch}, NewTree([]Entry{{"a/a.go", 100}, {"a/b.go", 100}}))
			if before := r.Before(); len(before) > 0 != (c.patch.Additions > 0) {
				t.Errorf("before the change, %q is read", before)
			}
			r.First()
			r.Read(map[string]string{"a/a.go": is, "a/b.go": helper})
			r.ReadBefore(c.past)
			r.Next()
			s := r.Select()
			if diff := cmp.Diff(c.want, describe(s, Changed, Replaced)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.also, describe(s, Definition, Caller)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for path := range c.past {
				if got := s.Before[path]; got != was {
					t.Errorf("%s is kept as %q", path, got)
				}
			}
		})
	}
	all := differing("a.go", strings.Repeat("func f() {\n\tx()\n}\n", 30), "a.go", "")
	if len(all) != 30 {
		t.Errorf("%d of 30 functions of one name differ from none", len(all))
	}
}
