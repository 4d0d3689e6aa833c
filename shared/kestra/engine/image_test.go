package engine_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/devplus-app/devplus/shared/kestra/engine"
)

// Built with -trimpath, the program does not know where its source is: whoever stands in a folder of a checkout means that one.
func TestImageDir_IsOfTheCheckoutAround(t *testing.T) {
	checkout, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want, below := filepath.Join(checkout, "kestra-image"), filepath.Join(checkout, "functions", "local")
	for _, dir := range []string{filepath.Join(want, "flows"), below} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{checkout, below, want} {
		t.Chdir(dir)
		if got, err := engine.ImageDir(); err != nil || got != want {
			t.Errorf("in %s: got %q, %v, want %q", dir, got, err, want)
		}
	}
}
