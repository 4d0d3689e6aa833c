// Package dbtest gives tests embedded databases.
package dbtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/store/embedded"
)

// Open opens a new database until the test ends, in memory where that has a folder: each write would wait for a disk.
func Open(t testing.TB) *embedded.Store {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "devplus-")
	if err != nil {
		dir = t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	db, err := embedded.Open(filepath.Join(dir, "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
