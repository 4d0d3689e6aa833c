package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/devplus-app/devplus/shared/testing/gittest"
)

// A request for an analysis that the repository's settings leave out must fail with a reason
// instead of waiting forever.
func TestAnalyze_LeftOutAnalysisIsRefused(t *testing.T) {
	t.Parallel()
	dir := gittest.Repository(t, map[string]string{"a.go": "package a\n"})
	if err := os.MkdirAll(filepath.Join(dir, ".github"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".github", "devplus.yml"), []byte("analyses: [repository]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, dir, "add", "-A")
	gittest.Run(t, dir, "commit", "-q", "-m", "Leave it out")
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"-repo", dir, "-kestra", "none"}, &stdout, &stderr, func(string) (string, bool) { return "", false })
	if code != exitUsage || !strings.Contains(stderr.String(), ".github/devplus.yml leaves pull_request out: add it to analyses") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}
