package githubapp

import "testing"

// Of commits that are not all listed, the newest parent on the base branch may be another's.
func TestMergeBase_OfManyCommitsIsUnknown(t *testing.T) {
	t.Parallel()
	for total, want := range map[int]string{1: "base", 2: ""} {
		a := pullCommitsAnswer{TotalCount: total}
		a.Nodes = make([]pullCommit, 1)
		a.Nodes[0].Commit.OID = "head"
		a.Nodes[0].Commit.Parents.Nodes = []struct{ OID string }{{"base"}}
		if got := a.mergeBase(); got != want {
			t.Errorf("%d commits: %q, want %q", total, got, want)
		}
	}
}
