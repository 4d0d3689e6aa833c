// Package checkout gives tests a copy of the repository that they may change.
package checkout

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Root returns the repository's folder, in which the tests run.
func Root() string { return root }

// root is found by going up: tests that are built with -trimpath, to be found again by other clones' builds, know no path of their own.
var root = func() string {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	panic("the tests run outside of the repository")
}()

// Copy copies the files that git tracks, or would track, into dir: those at the paths, or all without any path.
func Copy(dir string, paths ...string) error {
	list := append([]string{"-C", Root(), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"}, paths...)
	names, err := exec.Command("git", list...).Output()
	if err != nil {
		return fmt.Errorf("listing the repository's files: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(Root(), name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("copying the repository: %w", err)
		}
	}
	return nil
}

// copyFile copies a file with its permissions. It skips a file that git lists and that was deleted.
func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}
