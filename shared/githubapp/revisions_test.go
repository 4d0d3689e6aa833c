package githubapp_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// People name what they mean by tags, branches and commits; a name that stands for nothing must not become another.
func TestRevision_FindsTagsBranchesAndCommits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	git := func(args ...string) string {
		out, err := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=M", "-c", "user.email=m@example.com", "-c", "commit.gpgsign=false"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "--quiet", "--initial-branch=main")
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
