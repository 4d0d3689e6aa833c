package githubapp_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

func TestFiles_OfRealChangesMatchGitsCounts(t *testing.T) {
	t.Parallel()
	bundles, err := filepath.Glob("../../../shared/fixtures/repositories/*.bundle")
	if err != nil {
		t.Fatal(err)
	}
	if len(bundles) == 0 {
		t.Skip("no real repositories beside the checkout")
	}
	for _, bundle := range bundles {
		t.Run(filepath.Base(bundle), func(t *testing.T) {
			t.Parallel()
			bundle, err := filepath.Abs(bundle)
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(t.TempDir(), "clone")
			gittest.Run(t, os.TempDir(), "clone", "--quiet", "--bare", bundle, dir)
			commits := strings.Fields(gittest.Run(t, dir, "rev-list", "--all", "--min-parents=1"))
			_, in, server := start(t, standin.Options{Dir: dir})
			for n := range 8 {
				head := commits[n*len(commits)/8]
				add(t, server, standin.PullRequest{Number: n + 1, Base: head + "^", Head: head})
				files, unlisted, err := in.Files(t.Context(), n+1)
				if err != nil || unlisted.Files > 0 {
					t.Fatalf("%s: %+v not listed, %v", head, unlisted, err)
				}
				got := make(map[string][2]int)
				for _, f := range files {
					got[f.Path] = [2]int{f.Additions, f.Deletions}
				}
				if diff := cmp.Diff(numstat(t, dir, head), got); diff != "" {
					t.Errorf("%s: lines added and removed (-git +stand-in):\n%s", head, diff)
				}
			}
		})
	}
}

// numstat is Git's own count of what a commit changes; binary files count nothing.
func numstat(t *testing.T, dir, head string) map[string][2]int {
	t.Helper()
	counts := make(map[string][2]int)
	fields := strings.Split(gittest.Run(t, dir, "diff", "--numstat", "-z", "--find-renames", "--diff-algorithm=myers", head+"^", head), "\x00")
	for i := 0; i < len(fields)-1; i++ {
		columns := strings.SplitN(fields[i], "\t", 3)
		path := columns[2]
		if path == "" { // renamed: the two paths follow
			path = fields[i+2]
			i += 2
		}
		added, _ := strconv.Atoi(columns[0])
		removed, _ := strconv.Atoi(columns[1])
		counts[path] = [2]int{added, removed}
	}
	return counts
}
