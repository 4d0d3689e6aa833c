package releaserisk

import (
	"fmt"
	"testing"

	"github.com/devplus-app/devplus/shared/diff"
	"github.com/devplus-app/devplus/shared/githubapp"
)

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
