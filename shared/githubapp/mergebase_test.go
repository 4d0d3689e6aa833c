package githubapp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/githubapp"
	"github.com/devplus-app/devplus/shared/githubapp/standin"
	"github.com/devplus-app/devplus/shared/testing/gittest"
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
			dir := gittest.Repository(t, map[string]string{"a.txt": "1\n"})
			commit := func(path, text string) string {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				gittest.Run(t, dir, "add", "-A")
				gittest.Run(t, dir, "commit", "-qm", text)
				return gittest.Head(t, dir)
			}
			main := gittest.Run(t, dir, "rev-parse", "--abbrev-ref", "HEAD")
			shas := map[string]string{"fork": gittest.Head(t, dir)}
			gittest.Run(t, dir, "checkout", "-q", "-b", "topic")
			commit("b.txt", "mine\n")
			gittest.Run(t, dir, "checkout", "-q", main)
			shas["merged"] = commit("a.txt", "2\n")
			gittest.Run(t, dir, "checkout", "-q", "topic")
			if c.merge {
				gittest.Run(t, dir, "merge", "-q", "-m", "merge", main)
			}
			for n := range c.more {
				gittest.Run(t, dir, "commit", "-q", "--allow-empty", "-m", fmt.Sprint(n))
			}
			gittest.Run(t, dir, "checkout", "-q", main)
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
