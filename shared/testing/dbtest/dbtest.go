// Package dbtest gives tests embedded databases.
package dbtest

import (
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/store/embedded"
	"github.com/devplus-app/devplus/shared/testing/ramdir"
)

// Open opens a new database until the test ends.
func Open(t testing.TB) *embedded.Store {
	t.Helper()
	db, err := embedded.Open(filepath.Join(ramdir.New(t), "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
