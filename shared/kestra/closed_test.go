package kestra_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/devplus-app/devplus/shared/kestra/engine"
)

// scratch makes a folder for the temporary files of an engine that starts with that environment.
func scratch(t *testing.T, env map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	env["JAVA_TOOL_OPTIONS"] = "-Djava.io.tmpdir=" + dir
	return dir
}

// wantHealthyUntilClosed wants an engine healthy, ends it, and wants no answer and no file in its scratch folder afterwards. It is for
// engines that tests start anyway: each takes seconds.
func wantHealthyUntilClosed(t *testing.T, e *engine.Engine, scratch string) {
	t.Helper()
	health, err := http.Get(e.Management + "/health")
	if err != nil || health.StatusCode != http.StatusOK {
		t.Fatalf("health: %v, %v", health, err)
	}
	health.Body.Close()

	e.Close()
	if answer, err := http.Get(e.URL); err == nil {
		answer.Body.Close()
		t.Error("it answers after Close")
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("files are left behind: %v, %v", left, err)
	}
}
