package releaserisk

import (
	"fmt"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A release with more files than GitHub lists must not look as if none of the others were a migration.
func TestMeasure_SaysThatGitHubDoesNotListAllFiles(t *testing.T) {
	t.Parallel()
	for files, said := range map[int]bool{githubapp.MaxComparedFiles - 1: false, githubapp.MaxComparedFiles + 1: true} {
		tree := map[string]string{}
		for n := range files {
			tree[fmt.Sprintf("docs/%04d.md", n)] = "words\n"
		}
		dir := gittest.Repository(t, map[string]string{"main.go": body}, tree)
		gittest.Run(t, dir, "tag", "v1.0.0", "HEAD~1")
		gittest.Run(t, dir, "tag", "v1.1.0")
		b := newBench(t, dir)
		b.AddRelease(standin.Release{Tag: "v1.1.0"})
		if _, e := b.measure("v1.1.0"); strings.Contains(fmt.Sprint(e.Notes), "lists only 300") != said {
			t.Errorf("%d files: %q", files, e.Notes)
		}
	}
}

// The code of a change with thousands of files counts in its release, whether GitHub lists it or not.
func TestChange_FilesThatGitHubDoesNotListAreScored(t *testing.T) {
	t.Parallel()
	docs := make([]diff.Patch, githubapp.MaxFiles)
	for n := range docs {
		docs[n] = diff.Patch{Path: fmt.Sprintf("docs/%04d.md", n), Status: diff.Added, Additions: 1, Text: "@@ -0,0 +1 @@\n+words"}
	}
	for more, scored := range map[int]bool{0: false, 1: true} {
		c := Change{files: len(docs) + more, additions: len(docs) + 400*more}
		if c.measured(docs); (c.NotScored == "") != scored {
			t.Errorf("%d files are not listed: not scored because of %q", more, c.NotScored)
		}
	}
}
