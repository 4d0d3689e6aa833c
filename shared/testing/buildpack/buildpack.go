// Package buildpack builds functions in tests as Google Cloud does.
package buildpack

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/checkout"
)

// Builder replays the steps of Google's Go buildpack.
type Builder struct{ script string }

// Find returns the builder. It skips the test where the replay is not beside this checkout.
func Find(t testing.TB) Builder {
	t.Helper()
	script := filepath.Join(checkout.Root(), "../shared/tools/gcf-build/build.sh")
	if _, err := os.Stat(script); err != nil {
		t.Skip("the buildpack's replay is not beside this checkout")
	}
	return Builder{script}
}

// Build builds a function from its archive into the file program, and returns the go.mod that the build made of the archive's.
//
// All builds of a user take turns in one folder: Go compiles a package again for each folder that it is in.
func (b Builder) Build(archive, entryPoint, program string) (goMod []byte, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(cache, "devplus", "buildpack")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	turn, err := os.Create(folder + ".lock")
	if err != nil {
		return nil, err
	}
	defer turn.Close() // and gives up the lock
	if err := syscall.Flock(int(turn.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("waiting for the other builds: %w", err)
	}
	if said, err := exec.Command(b.script, archive, entryPoint, folder).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building %s: %w\n%s", archive, err, said)
	}
	built, err := os.ReadFile(filepath.Join(folder, "bin", "main"))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(program, built, 0o700); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(folder, "source", "go.mod"))
}
