// Package ramdir gives tests folders in memory, because many small writes wait for a disk.
package ramdir

import (
	"os"
	"testing"
)

// New makes a folder that ends with the test: in memory where the machine has a file system there, else as t.TempDir does.
func New(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "devplus-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
