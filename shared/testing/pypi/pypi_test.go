package pypi_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/pypi"
)

func TestInstall_FailsWithoutPythonEvenWhenCached(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	cached, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(cached, "devplus", "linter==1.0"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	if folder, err := pypi.Install("linter==1.0"); err == nil {
		t.Errorf("installed in %s, which nothing can run", folder)
	}
}
