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

// repository has three commits: a.go and b.go come, both change, b.go is renamed.
func repository(t *testing.T) string {
	t.Helper()
	dir := gittest.New(t)
	for i := range 2 {
		for _, name := range []string{"a.go", "b.go"} {
			if err := os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, "package a\n\nvar %c = %d\n", name[0], i), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		gittest.Run(t, dir, "add", "-A")
		gittest.Run(t, dir, "commit", "-q", "-m", fmt.Sprintf("Fix %d", i))
	}
	gittest.Run(t, dir, "mv", "b.go", "c.go")
	gittest.Run(t, dir, "commit", "-q", "-m", "Move")
	return dir
}

func read(t *testing.T, commits func(func(Commit, error) bool)) (got []string) {
	t.Helper()
	for c, err := range commits {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Patches {
			got = append(got, fmt.Sprintf("%s: %s %s%s", c.Title, p.Status, p.PreviousPath, p.Path))
		}
	}
	return got
}

var whole = []string{"Fix 0: added a.go", "Fix 0: added b.go", "Fix 1: modified a.go", "Fix 1: modified b.go", "Move: renamed b.goc.go"}

func TestLog_OldestCommitFirst(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	if got := read(t, Log{Dir: dir}.Commits(t.Context(), "HEAD")); !slices.Equal(got, whole) {
		t.Errorf("%q, want %q", got, whole)
	}
	if got := read(t, Log{Dir: dir}.Touched(t.Context(), "HEAD")); !slices.Equal(got, whole) {
		t.Errorf("touched %q, want %q", got, whole)
	}
}

func TestLog_MissingBlobLeavesItsPathOut(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	blob := gittest.Run(t, dir, "rev-parse", "HEAD~1:b.go")
	if err := os.Remove(filepath.Join(dir, ".git", "objects", blob[:2], blob[2:])); err != nil {
		t.Fatal(err)
	}
	var out []string
	log := Log{Dir: dir, LeftOut: func(paths []string) { out = paths }}
	got := read(t, log.Commits(t.Context(), "HEAD"))
	if want := []string{"Fix 0: added a.go", "Fix 0: added b.go", "Fix 1: modified a.go"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var names []string
	for c, err := range log.Commits(t.Context(), "HEAD") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, c.SHA)
	}
	if want := strings.Fields(gittest.Run(t, dir, "rev-list", "--reverse", "HEAD")); !slices.Equal(names, want) {
		t.Errorf("commits %q, want %q", names, want)
	}
	if !slices.Equal(out, []string{"b.go", "c.go"}) {
		t.Errorf("left out %q", out)
	}
}

func TestLog_WrongRevisionIsAnError(t *testing.T) {
	t.Parallel()
	for _, err := range (Log{Dir: repository(t)}).Commits(t.Context(), "v9") {
		if err == nil {
			t.Error("commits of a revision that is not there")
		}
	}
}
