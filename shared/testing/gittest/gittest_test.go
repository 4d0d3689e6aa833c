package gittest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// Histories that are alike are copies of one: what a test does to its own must not reach another's, and git must find nothing changed in a copy.
func TestHistory_CopiesAreWholeAndApart(t *testing.T) {
	t.Parallel()
	commits := []gittest.Commit{
		{Title: "One", Files: map[string]string{"a/b.txt": "1\n", "gone.txt": "1\n"}, Tags: []string{"v1"}},
		{Title: "Two", Files: map[string]string{"a/b.txt": "2\n", "gone.txt": ""}},
	}
	mine, other := gittest.History(t, commits...), gittest.History(t, commits...)
	if err := os.WriteFile(filepath.Join(mine, "a/b.txt"), []byte("changed\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, mine, "commit", "--quiet", "--all", "--message", "Three")
	gittest.Add(t, mine, gittest.Commit{Title: "Four", Files: map[string]string{"c.txt": "4\n"}})
	for dir, want := range map[string][3]string{mine: {"Four\nThree\nTwo\nOne", "a/b.txt\nc.txt", "changed"}, other: {"Two\nOne", "a/b.txt", "2"}} {
		got := [3]string{gittest.Run(t, dir, "log", "--format=%s"), gittest.Run(t, dir, "ls-files"), gittest.Run(t, dir, "show", gittest.Head(t, dir)+":a/b.txt")}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if status := gittest.Run(t, dir, "status", "--porcelain") + gittest.Run(t, dir, "fsck", "--no-progress"); status != "" {
			t.Errorf("git says %q", status)
		}
		if tagged := gittest.Run(t, dir, "rev-list", "--count", "v1..main"); tagged != map[string]string{mine: "3", other: "1"}[dir] {
			t.Errorf("%s commits since v1", tagged)
		}
	}
}
