// Package gittest makes git repositories for tests, alike on every machine and without waiting for the disk.
package gittest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/testing/ramdir"
)

// settings replace the configuration of the machine and of its user. Half of git's time in tests went into copied hooks, flushed files
// and housekeeping.
var settings = []string{
	"user.name=Mona", "user.email=mona@example.com", "commit.gpgsign=false", "tag.gpgsign=false",
	"init.defaultBranch=main", "init.templateDir=", "core.fsync=none", "gc.auto=0", "maintenance.auto=false",
}

// New makes an empty repository with the branch main, which ends with the test.
func New(t testing.TB) (dir string) {
	t.Helper()
	dir = ramdir.New(t)
	Run(t, dir, "init", "--quiet")
	return dir
}

// Repository makes a repository with a commit for each of the trees, which map paths to contents; "" removes a file. The commits are
// titled Change 1, Change 2 and so on.
func Repository(t testing.TB, trees ...map[string]string) (dir string) {
	t.Helper()
	var stream strings.Builder
	for i, tree := range trees {
		title := fmt.Sprint("Change ", i+1)
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter Mona <mona@example.com> %d +0000\ndata %d\n%s\n", time.Now().Unix(), len(title), title)
		for path, text := range tree {
			if text == "" {
				fmt.Fprintf(&stream, "D %s\n", path)
				continue
			}
			fmt.Fprintf(&stream, "M 100644 inline %s\ndata %d\n%s\n", path, len(text), text)
		}
	}
	if len(trees) == 0 {
		return New(t)
	}
	return Import(t, stream.String())
}

// Import makes a repository with a checkout of main from a stream for git fast-import.
func Import(t testing.TB, stream string) (dir string) {
	t.Helper()
	dir = New(t)
	Feed(t, dir, stream, "fast-import", "--quiet")
	Run(t, dir, "reset", "--quiet", "--hard", "main")
	return dir
}

// Head returns the commit that is checked out. It reads git's files: a start of git takes a hundred times as long.
func Head(t testing.TB, dir string) string {
	t.Helper()
	file := "HEAD"
	for {
		content, err := os.ReadFile(filepath.Join(dir, ".git", file))
		ref, symbolic := strings.CutPrefix(strings.TrimSpace(string(content)), "ref: ")
		switch {
		case err != nil: // packed
			return Run(t, dir, "rev-parse", "HEAD")
		case !symbolic:
			return ref
		}
		file = ref
	}
}

// Tags makes many tags of one commit in a repository without packed ones. Git would write and read a file for each.
func Tags(t testing.TB, dir, commit string, names ...string) {
	t.Helper()
	var packed strings.Builder
	for _, name := range names {
		fmt.Fprintf(&packed, "%s refs/tags/%s\n", commit, name)
	}
	if err := os.WriteFile(filepath.Join(dir, ".git", "packed-refs"), []byte(packed.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Run runs git in a folder as Mona and returns what it prints, without blanks around it.
func Run(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return run(t, command(dir, args...), "")
}

// RunAt is Run at a time: that of commits and tags.
func RunAt(t testing.TB, dir string, at time.Time, args ...string) string {
	t.Helper()
	date := at.Format(time.RFC3339)
	c := command(dir, args...)
	c.Env = append(c.Env, "GIT_COMMITTER_DATE="+date, "GIT_AUTHOR_DATE="+date)
	return run(t, c, "")
}

// Feed is Run with an input.
func Feed(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	return run(t, command(dir, args...), input)
}

// In returns Run for one folder.
func In(t testing.TB, dir string) func(args ...string) string {
	return func(args ...string) string {
		t.Helper()
		return Run(t, dir, args...)
	}
}

func command(dir string, args ...string) *exec.Cmd {
	before := []string{"-C", dir}
	for _, s := range settings {
		before = append(before, "-c", s)
	}
	c := exec.Command("git", append(before, args...)...)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	return c
}

func run(t testing.TB, c *exec.Cmd, input string) string {
	t.Helper()
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", c.Args[1:], err, out)
	}
	return strings.TrimSpace(string(out))
}
