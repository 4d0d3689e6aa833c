package releaserisk

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// A merge of the development branch held all of the release once more: it was the riskiest of its changes, and the release 10 points too
// risky.
func TestMeasure_MergeOfTheDevelopmentBranchCountsNothingTwice(t *testing.T) {
	t.Parallel()
	dir, commit := newRepository(t)
	commit("main.go", "package main\n", "Begin")
	git(t, dir, "tag", "v1.0.0")
	git(t, dir, "checkout", "--quiet", "-b", "develop")
	commit("limit.go", body+strings.Repeat("// limit\n", 30), "Limit it (#1)")
	commit("other.go", strings.ReplaceAll(body, "limit", "other")+strings.Repeat("// other\n", 30), "Limit the others (#2)")
	commit("VERSION", "1.1.0\n", "Set the version")
	git(t, dir, "checkout", "--quiet", "main")
	git(t, dir, "merge", "--quiet", "--no-ff", "develop", "-m", "Merge pull request #3 from octo/develop", "-m", "Release 1.1.0 to everybody")
	git(t, dir, "tag", "v1.1.0")
	b := newBench(t, dir)
	b.AddRelease(standin.Release{Tag: "v1.1.0"})
	_, e := b.measure("v1.1.0")
	var pulls []int
	for _, c := range e.Changes {
		pulls = append(pulls, c.Pull)
	}
	slices.Sort(pulls)
	if diff := cmp.Diff([]int{1, 2}, pulls); diff != "" {
		t.Errorf("the pull requests that count (-want +got):\n%s", diff)
	}
	if want := "#3 only brings other changes of this release, which are counted themselves."; !slices.Contains(e.Notes, want) {
		t.Errorf("nothing is said of the merge: %q", e.Notes)
	}
}
