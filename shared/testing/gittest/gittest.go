// Package gittest makes git repositories for tests, alike on every machine and without waiting for the disk.
package gittest

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/devplus-app/devplus/shared/testing/ramdir"
)

// settings replace the configuration of the machine and of its user. Half of git's time in tests went into copied hooks, flushed files
// and housekeeping.
var settings = []string{
	"user.name=Mona", "user.email=mona@example.com", "commit.gpgsign=false", "tag.gpgsign=false",
	"init.defaultBranch=main", "init.templateDir=", "core.fsync=none", "gc.auto=0", "maintenance.auto=false", "fastimport.unpackLimit=1",
}

// New makes an empty repository with the branch main, which ends with the test.
func New(t testing.TB) (dir string) {
	t.Helper()
	return Import(t, "")
}

// Commit is a commit of a History.
type Commit struct {
	Title string
	At    time.Time         // zero for when the tests began
	Files map[string]string // contents by path; "" removes a file
	Tags  []string          // of the commit
}

// began is one time for all tests, so that histories which are alike are made once.
var began = time.Now()

// History makes a repository with these commits on main.
func History(t testing.TB, commits ...Commit) (dir string) {
	t.Helper()
	return Import(t, streamOf("", commits...))
}

// Add adds commits to a repository's main, which is checked out.
func Add(t testing.TB, dir string, commits ...Commit) {
	t.Helper()
	Feed(t, dir, streamOf(Head(t, dir), commits...), "fast-import", "--quiet")
	Run(t, dir, "reset", "--quiet", "--hard", "main")
}

// streamOf has commits on main for git fast-import: after a commit, or as the first ones.
func streamOf(after string, commits ...Commit) string {
	var stream strings.Builder
	for _, c := range commits {
		if c.At.IsZero() {
			c.At = began
		}
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter Mona <mona@example.com> %d +0000\ndata %d\n%s\n", c.At.Unix(), len(c.Title)+1, c.Title)
		if after != "" {
			fmt.Fprintf(&stream, "from %s\n", after)
			after = ""
		}
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			if text := c.Files[path]; text != "" {
				fmt.Fprintf(&stream, "M 100644 inline %s\ndata %d\n%s\n", path, len(text), text)
			} else {
				fmt.Fprintf(&stream, "D %s\n", path)
			}
		}
		for _, tag := range c.Tags {
			fmt.Fprintf(&stream, "reset refs/tags/%s\nfrom refs/heads/main\n\n", tag)
		}
	}
	return stream.String()
}

// Repository makes a repository with a commit for each of the trees, which map paths to contents; "" removes a file. The commits are
// titled Change 1, Change 2 and so on.
func Repository(t testing.TB, trees ...map[string]string) (dir string) {
	t.Helper()
	commits := make([]Commit, len(trees))
	for i, tree := range trees {
		commits[i] = Commit{Title: fmt.Sprint("Change ", i+1), Files: tree}
	}
	return History(t, commits...)
}

// Import makes a repository with a checkout of main from a stream for git fast-import.
func Import(t testing.TB, stream string) (dir string) {
	t.Helper()
	first, _ := imported.LoadOrStore(stream, sync.OnceValues(func() (fstest.MapFS, error) { return load(stream) }))
	files, err := first.(func() (fstest.MapFS, error))()
	if err != nil {
		t.Fatal(err)
	}
	dir = ramdir.New(t)
	if err := os.CopyFS(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// imported has the files of each repository that was made, by its stream. Tests make the same ones again and again, and git's starts would be
// a tenth of their time.
var imported sync.Map

// load has git make the files of a repository.
func load(stream string) (fstest.MapFS, error) {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	steps := [][]string{{"init", "--quiet"}, {"fast-import", "--quiet"}, {"reset", "--quiet", "--hard", "main"}}
	if stream == "" {
		steps = steps[:1]
	}
	for _, args := range steps {
		c := command(dir, args...)
		c.Stdin = strings.NewReader(stream)
		if out, err := c.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("git %v: %w\n%s", args, err, out)
		}
	}
	files, all := fstest.MapFS{}, os.DirFS(dir)
	return files, fs.WalkDir(all, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f := &fstest.MapFile{Mode: info.Mode()}
		switch {
		case f.Mode.IsRegular():
			f.Data, err = fs.ReadFile(all, path)
		case f.Mode&fs.ModeSymlink != 0:
			var to string
			to, err = fs.ReadLink(all, path)
			f.Data = []byte(to)
		}
		files[path] = f
		return err
	})
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
