package gitlog

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// branched is a history of: a base; a branch of two commits by Hubot, merged as a pull request; a commit on main while another branch is open; that
// branch, merged by hand.
func branched(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	commit := func(author, title string, files ...string) {
		for _, name := range files {
			if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, "package a\n\n// %s\n", title), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		gittest.Run(t, dir, "add", "-A")
		gittest.Run(t, dir, "commit", "-q", "-m", title, "--author", author+" <"+author+"@example.com>")
	}
	gittest.Run(t, dir, "init", "-q", "-b", "main")
	commit("mona", "Begin", "a.go", "b.go")
	gittest.Run(t, dir, "checkout", "-q", "-b", "one")
	commit("hubot", "Fix one", "a.go")
	commit("hubot", "Go on", "a.go", "c.go")
	gittest.Run(t, dir, "checkout", "-q", "-b", "two", "main")
	commit("octo", "Two", "b.go")
	gittest.Run(t, dir, "checkout", "-q", "main")
	gittest.Run(t, dir, "merge", "-q", "--no-ff", "one", "-m", "Merge pull request #7 from hubot/one", "-m", "Fix the first thing")
	commit("mona", "Between", "d.go")
	gittest.Run(t, dir, "merge", "-q", "--no-ff", "two", "-m", "Merge branch two")
	return dir
}

func landed(t *testing.T, dir string, n int, revisions ...string) (got []string) {
	t.Helper()
	past := &Tracker{}
	for c, err := range (Log{Dir: dir}).Landed(t.Context(), past, n, revisions...) {
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, p := range c.Patches {
			paths = append(paths, p.Path)
		}
		got = append(got, fmt.Sprintf("%s by %s: %s after %d commits, %d own, %d files known", c.Title, c.Author, strings.Join(paths, " "), c.History.Commits, c.History.Authored, c.History.Files))
	}
	return got
}

var all = []string{
	"Begin by mona@example.com: a.go b.go after 0 commits, 0 own, 0 files known",
	"Fix the first thing by hubot@example.com: a.go c.go after 1 commits, 0 own, 1 files known",
	"Between by mona@example.com: d.go after 3 commits, 1 own, 0 files known",
	"Merge branch two by octo@example.com: b.go after 4 commits, 0 own, 1 files known",
}

// A merged pull request is one change, by whoever wrote it, and everything it brought is history to the next.
func TestLanded_MergeIsOneChange(t *testing.T) {
	t.Parallel()
	dir := branched(t)
	if got := landed(t, dir, 0, "HEAD"); !slices.Equal(got, all) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(all, "\n"))
	}
}

// Only the newest changes are read with their patches; the rest is history all the same.
func TestLanded_NewestKnowWhatCameBefore(t *testing.T) {
	t.Parallel()
	dir := branched(t)
	for n := 1; n <= 5; n++ {
		want := all[max(len(all)-n, 0):]
		if got := landed(t, dir, n, "HEAD"); !slices.Equal(got, want) {
			t.Errorf("newest %d: got\n%s\nwant\n%s", n, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestLanded_RangeAndLinearHistory(t *testing.T) {
	t.Parallel()
	dir := branched(t)
	got := landed(t, dir, 0, "HEAD~1..HEAD")
	if want := "Merge branch two by octo@example.com: b.go after 0 commits, 0 own, 0 files known"; len(got) != 1 || got[0] != want {
		t.Errorf("of a range: %v, want %s", got, want)
	}
	if got := landed(t, dir, 0, "HEAD..HEAD"); got != nil {
		t.Errorf("of an empty range: %v", got)
	}
	linear := repository(t)
	if got := landed(t, linear, 2, "HEAD"); len(got) != 2 || !strings.HasPrefix(got[1], "Move by mona@example.com: c.go after 2 commits, 2 own") {
		t.Errorf("of a history without merges: %v", got)
	}
	for _, err := range (Log{Dir: linear}).Landed(t.Context(), &Tracker{}, 0, "nothing") {
		if err == nil {
			t.Error("no error for a revision that does not exist")
		}
	}
}

func TestNewestWithHistory_IsTheEndOfCommits(t *testing.T) {
	t.Parallel()
	past := &Tracker{}
	var got []string
	for c, err := range (Log{Dir: repository(t)}).NewestWithHistory(t.Context(), past, 2, "HEAD") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s after %d", c.Title, c.History.Commits))
	}
	if want := []string{"Fix 1 after 1", "Move after 2"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
