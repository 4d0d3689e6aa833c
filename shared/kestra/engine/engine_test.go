package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/devplus-app/devplus/shared/kestra/engine"
	"github.com/devplus-app/devplus/shared/testing/kestratest"
	"github.com/devplus-app/devplus/shared/testing/require"
)

func TestEngine_ReportsFaultInOneLine(t *testing.T) {
	t.Parallel()
	require.Part(t, "Kestra's engine", engine.Available(kestratest.ImageDir(), ""), "install Temurin 25 and Maven 3.8")
	_, err := engine.Start(t.Context(), engine.Options{ImageDir: kestratest.ImageDir(), Env: map[string]string{"MODEL_AUTH": "magic"}})
	if err == nil || !strings.HasSuffix(err.Error(), "\nMODEL_AUTH is 'magic': use google, bearer or none") {
		t.Errorf("got %v", err)
	}
	if err := engine.Available(t.TempDir(), ""); err == nil {
		t.Error("an engine is available in an empty folder")
	}
	err = engine.Available(kestratest.ImageDir(), "0.24.9")
	if want := "kestra-image/engine: Kestra '0.24.9' is not supported; use 1.3 or 2.0"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestEngine_StartEndsWithContext(t *testing.T) {
	t.Parallel()
	require.Part(t, "Kestra's engine", engine.Available(kestratest.ImageDir(), ""), "install Temurin 25 and Maven 3.8")
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	if _, err := engine.Start(ctx, engine.Options{ImageDir: kestratest.ImageDir()}); err == nil {
		t.Error("it started in half a second")
	}
}
