package githubapp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
)

// What a change replaced is what stood where it left the base branch, or took it in last: what others changed there since is none of it.
func TestDefaultFiles_NameTheMergeBase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		merge bool
		more  int // commits
		want  string
	}{
		"forked":              {want: "fork"},
		"the base was merged": {merge: true, want: "merged"},
		"and worked on":       {merge: true, more: 2, want: "merged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t, map[string]string{"a.txt": "1\n"})
			commit := func(path, text string) string {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				git(t, dir, "add", "-A")
				git(t, dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", text)
				return git(t, dir, "rev-parse", "HEAD")
			}
			main := git(t, dir, "rev-parse", "--abbrev-ref", "HEAD")
			shas := map[string]string{"fork": git(t, dir, "rev-parse", "HEAD")}
			git(t, dir, "checkout", "-q", "-b", "topic")
			commit("b.txt", "mine\n")
			git(t, dir, "checkout", "-q", main)
			shas["merged"] = commit("a.txt", "2\n")
			git(t, dir, "checkout", "-q", "topic")
			if c.merge {
				git(t, dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "merge", "-q", "-m", "merge", main)
			}
			for n := range c.more {
				git(t, dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "--allow-empty", "-m", fmt.Sprint(n))
			}
			git(t, dir, "checkout", "-q", main)
			commit("a.txt", "3\n")
			_, in, server := start(t, standin.Options{Dir: dir, DefaultBranch: main})
			add(t, server, standin.PullRequest{Number: 7, Base: main, Head: "topic"})
			for _, asked := range []bool{true, false} {
				got, err := in.DefaultFiles(t.Context(), []string{"a.txt"}, githubapp.Also{Pull: 7, Base: asked})
				want := ""
				if asked {
					want = shas[c.want]
				}
				if err != nil || got.Base != want || got.Files["a.txt"].Text != "3\n" {
					t.Errorf("asked %t: %q, want %q; %v", asked, got.Base, want, err)
				}
			}
		})
	}
}
