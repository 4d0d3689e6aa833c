// Package ramdir gives tests folders in memory, because many small writes wait for a disk.
package ramdir

import (
	"os"
	"syscall"
	"testing"
)

// where is the folder that Linux keeps in memory.
const where = "/dev/shm"

// New makes a folder for small files that ends with the test: in memory where the machine has a file system there, else as t.TempDir does.
func New(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(where, "devplus-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// plenty is what copies of the checkout take in bytes, in all tests that run at a time, many times over. A container has 64 MiB by default.
const plenty = 2 << 30

// NewLarge is New for copies of the checkout: in memory only where there is plenty.
func NewLarge(t testing.TB) string {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(where, &disk); err != nil || uint64(disk.Bavail)*uint64(disk.Bsize) < plenty {
		return t.TempDir()
	}
	return New(t)
}
