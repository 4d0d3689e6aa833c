package githubapp_test

import (
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// People name what they mean by tags, branches and commits; a name that stands for nothing must not become another.
func TestRevision_FindsTagsBranchesAndCommits(t *testing.T) {
	t.Parallel()
	dir := gittest.New(t)
	git := gittest.In(t, dir)
	git("commit", "--quiet", "--allow-empty", "-m", "one")
	first := git("rev-parse", "HEAD")
	git("tag", "-a", "-m", "first", "v1.0.0")
	git("branch", "next/one")
	git("commit", "--quiet", "--allow-empty", "-m", "two")
	second := git("rev-parse", "HEAD")
	_, in, _ := start(t, standin.Options{Dir: dir})
	for name, want := range map[string]string{
		"v1.0.0": first, "next/one": first, "main": second, githubapp.DefaultHead: second, second: second, first[:8]: first,
		"v1": "", "abcdef0": "", "main~1": "", "refs/heads/main": "", first[:6]: "", "": "",
	} {
		found, err := in.Revision(t.Context(), name)
		got := ""
		if found != nil {
			got = found.SHA
		}
		if err != nil || got != want {
			t.Errorf("%q is %q, want %q; %v", name, got, want, err)
		}
	}
}
